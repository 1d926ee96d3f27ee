import { DEFAULT_MAX_TRIES, type DeskOutcome, type OutcomeFacts, outcomeOf } from '../desk/disposition-outcome.js';
import { isReached } from '../desk/record-completeness.js';
import type { VisitRecordForm } from '../desk/visit-record-form.js';
import { CALL_FATES, type CallFate } from './answer-model.js';
import type { RehearsedRules } from './rehearsed-rules.js';
import type { RehearsalPlan } from './rehearsal-plan.js';
import type { RunState } from './rehearsal-state.js';

/** The records that agents close. */
const FORMS = Object.fromEntries(
  CALL_FATES.map(({ name, lineResult, disposition }) => [name, { lineResult, disposition }]),
) as Record<CallFate, VisitRecordForm>;

/** After these there is no other call, whatever else is known of the visit. */
const SETTLED: ReadonlySet<CallFate> = new Set(['completed', 'refused', 'opted-out', 'wrong-party']);

/** What the desk's consequence of a call rests on; times are looked for only where the outcome asks for them. */
export class RehearsedCall implements OutcomeFacts {
  readonly swaps = 0;
  readonly otherAgentId = null;
  readonly maxTries: number;
  tries = 0;
  hasOtherNumber = false;
  private visit = 0;
  private at = 0;
  private wasReached = false;
  /** What always comes of a fate, where the facts of the visit change nothing. */
  private readonly always = new Map<CallFate, DeskOutcome>();

  constructor(
    private readonly plan: RehearsalPlan,
    private readonly rules: RehearsedRules,
    private readonly state: RunState,
  ) {
    this.maxTries = plan.campaign.caps.call?.maxAttemptsPerVisit ?? DEFAULT_MAX_TRIES;
  }

  /** What the desk makes of this visit's call, which is over at `at`. */
  outcome(visit: number, fate: CallFate, at: number): DeskOutcome {
    const known = this.always.get(fate);
    if (known !== undefined) return known;
    const form = FORMS[fate];
    const { people, member } = this.plan.visits;
    this.visit = visit;
    this.at = at;
    this.wasReached = isReached(form);
    this.tries = this.state.calls[visit]!;
    this.hasOtherNumber = people.hasOtherNumber(member[visit]!);
    const outcome = outcomeOf(form, this);
    if (SETTLED.has(fate)) this.always.set(fate, outcome);
    return outcome;
  }

  get nextTryAt(): Date | null {
    return this.rules.nextTry(this.state, this.visit, this.at, this.wasReached, false);
  }

  get otherPartAt(): Date | null {
    return this.rules.nextTry(this.state, this.visit, this.at, this.wasReached, true);
  }
}
