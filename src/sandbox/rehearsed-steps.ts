import { resultMove, type SentAttempt } from '../dispatch/result-move.js';
import { reason } from '../kernel/reason.js';
import { VISIT_STATES, type VisitState } from '../kernel/words.js';
import type { ErrorClass } from '../planning/move.js';
import { type NextStep, nextStep } from '../planning/next-rung.js';
import { endVisit } from '../planning/visit-ending.js';
import type { RehearsalPlan } from './rehearsal-plan.js';
import { type RunState, type Step, stepOf } from './rehearsal-state.js';

/** No reason is kept where only counts are: the step is the same whatever it is. */
const REHEARSED = reason('rehearsed');
const SOME_DAY = new Date(0);
const SOME_ATTEMPT: SentAttempt = {
  ...{ id: 0, visitId: 0, channel: 'sms', rung: 0, try: 1 },
  ...{ ladder: ['sms'], rungs: [], dueAt: SOME_DAY },
};

/** The hand-over of a message or call. */
export const HANDED_OVER = stepOf({ visitId: 0, reason: REHEARSED, attempt: { id: 0, to: 'handed_over' } });
/** What a provider's yes does; until when it waits is worked out for each visit. */
export const ACCEPTED = stepOf(
  resultMove(SOME_ATTEMPT, { outcome: 'accepted', providerMessageId: '' }, 'rehearsal', SOME_DAY),
);
/** The receipt of a message that goes on waiting. */
export const DELIVERED = stepOf({ visitId: 0, reason: REHEARSED, attempt: { id: 0, to: 'delivered', goOn: 'wait' } });

/** A visit that ends when a wait is over. */
export function endedAs(to: VisitState): Step {
  return stepOf({ visitId: 0, reason: REHEARSED, visit: { to } });
}

/** The pure steps of planning, asked once for each state in which a visit can be. */
export class RehearsedSteps {
  private readonly endings = new Map<number, Step | null>();
  private readonly following = new Map<number, NextStep>();

  constructor(private readonly plan: RehearsalPlan) {}

  /** What a provider's no does. */
  failed(state: RunState, visit: number, errorClass: ErrorClass, at: number): Step {
    const { campaign, visits } = this.plan;
    const attempt: SentAttempt = {
      id: visit,
      visitId: visit,
      channel: state.channel(visit),
      rung: state.rung[visit]!,
      try: state.tried[visit]!,
      ladder: state.ladder(visit),
      rungs: campaign.rungs,
      dueAt: new Date(visits.rolledDue[visit]!),
    };
    const result = { outcome: 'failed', errorClass, code: 'rehearsed' } as const;
    return stepOf(resultMove(attempt, result, 'rehearsal', new Date(at)));
  }

  /** How a visit comes to this end (`endVisit`); null where it cannot from where it is. */
  ending(state: RunState, visit: number, to: VisitState, provesDelivery: boolean): Step | null {
    const place = state.visit[visit]! * ATTEMPT_STATES_ROOM + state.attempt[visit]!;
    const key = (VISIT_STATES.indexOf(to) * 2 + (provesDelivery ? 1 : 0)) * VISIT_STATES_ROOM + place;
    const known = this.endings.get(key);
    if (known !== undefined) return known;
    const attempt = { id: 0, state: state.attemptState(visit), channel: state.channel(visit) };
    const ids = { id: 0, campaignId: 0, customerId: 0, agentId: null, rung: 0, try: 1, ladder: [] };
    const move = endVisit({ ...ids, state: state.visitState(visit), attempt }, to, REHEARSED, provesDelivery);
    const step = move && stepOf(move);
    this.endings.set(key, step);
    return step;
  }

  /** What comes after the wait of a rung (`nextStep`). */
  afterWait(state: RunState, visit: number): NextStep {
    const mayHaveArrived = state.mayHaveArrived(visit);
    const key = placeOf(state, visit, this.plan.visits.ladder[visit]!) * 2 + (mayHaveArrived ? 1 : 0);
    const known = this.following.get(key);
    if (known !== undefined) return known;
    const step = nextStep({
      rung: state.rung[visit]!,
      try: state.tried[visit]!,
      ladder: state.ladder(visit),
      attempt: {
        state: state.attemptState(visit),
        channel: state.channel(visit),
        errorClass: state.errorClass(visit),
      },
      mayHaveArrived,
      onlyNotifies: this.plan.campaign.onlyNotifies,
    });
    this.following.set(key, step);
    return step;
  }
}

const ATTEMPT_STATES_ROOM = 16;
const VISIT_STATES_ROOM = 16 * ATTEMPT_STATES_ROOM;

/** One number for all that `nextStep` looks at, but what arrived. */
function placeOf(state: RunState, visit: number, ladder: number): number {
  const rung = (ladder * 4 + state.rung[visit]!) * 256 + state.tried[visit]!;
  return (rung * ATTEMPT_STATES_ROOM + state.attempt[visit]!) * 8 + state.error[visit]!;
}
