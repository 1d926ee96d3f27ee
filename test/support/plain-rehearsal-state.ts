import type { PastContact } from '../../src/campaigns/audience-member.js';
import {
  ATTEMPT_STATES,
  VISIT_STATES,
  type AttemptState,
  type Channel,
  type VisitState,
} from '../../src/kernel/words.js';
import type { ErrorClass, GoOn, Move } from '../../src/planning/move.js';
import type { CurrentVisit } from '../../src/planning/visit-ending.js';
import type { RehearsedVisits } from '../../src/sandbox/rehearsal-plan.js';

const ARRIVED: readonly AttemptState[] = ['accepted', 'delivered', 'assumed_sent'];
const ERROR_CLASSES: readonly (ErrorClass | null)[] = [null, 'retry', 'next-rung', 'give-up', 'unknown-outcome'];
/** Contacts of one visit that are kept; more than any cap counts within one campaign. */
const MOST_CONTACTS = 12;

/** A contact of the rehearsal itself. */
interface MadeContact {
  readonly channel: Channel;
  readonly at: number;
}

/** Where each visit of a run stands, by column, and the one transition that changes it. */
export class RunState {
  readonly rung: Uint8Array;
  readonly tried: Uint8Array;
  /** Calls that were carried out. */
  readonly calls: Uint8Array;
  readonly agent: Int32Array;
  readonly scheduledAt: Float64Array;
  /** When the wait of the current rung ends; NaN where it does not wait. */
  readonly nextRungAt: Float64Array;
  /** Grows with each change of the attempt: events made before are out of date. */
  readonly token: Int32Array;
  private readonly visit: Uint8Array;
  private readonly attempt: Uint8Array;
  private readonly error: Uint8Array;
  /** Attempts before the current one that may have arrived. */
  private readonly arrivedBefore: Uint8Array;
  private readonly reached: Uint8Array;
  /** Which attempt was made earlier: those of the plan in the order of their visits, then as they come up. */
  readonly order: Float64Array;
  private made: number;
  private readonly contactCount: Uint8Array;
  private readonly contactAt: Float64Array;
  private readonly contactKind: Uint8Array;

  constructor(
    private readonly visits: RehearsedVisits,
    private readonly onlyNotifies: boolean,
  ) {
    const { length } = visits;
    this.rung = new Uint8Array(length);
    this.tried = new Uint8Array(length).fill(1);
    this.calls = new Uint8Array(length);
    this.agent = visits.agent.slice();
    this.scheduledAt = visits.slot.slice();
    this.nextRungAt = new Float64Array(length).fill(NaN);
    this.token = new Int32Array(length);
    this.visit = new Uint8Array(length).fill(VISIT_STATES.indexOf('planned'));
    this.attempt = new Uint8Array(length).fill(ATTEMPT_STATES.indexOf('scheduled'));
    this.error = new Uint8Array(length);
    this.arrivedBefore = new Uint8Array(length);
    this.reached = new Uint8Array(length);
    this.order = visits.ids.slice();
    this.made = visits.ids.reduce((last, id) => Math.max(last, id), 0);
    this.contactCount = new Uint8Array(length);
    this.contactAt = new Float64Array(length * MOST_CONTACTS);
    this.contactKind = new Uint8Array(length * MOST_CONTACTS);
  }

  visitState(visit: number): VisitState {
    return VISIT_STATES[this.visit[visit]!]!;
  }

  attemptState(visit: number): AttemptState {
    return ATTEMPT_STATES[this.attempt[visit]!]!;
  }

  errorClass(visit: number): ErrorClass | null {
    return ERROR_CLASSES[this.error[visit]!]!;
  }

  isLive(visit: number): boolean {
    const state = this.visitState(visit);
    return state === 'planned' || state === 'open';
  }

  ladder(visit: number): readonly Channel[] {
    return this.visits.people.ladders.items[this.visits.ladder[visit]!]!;
  }

  channel(visit: number): Channel {
    return this.ladder(visit)[this.rung[visit]!] ?? 'call';
  }

  /** Any attempt of the visit is accepted, delivered or assumed sent. */
  mayHaveArrived(visit: number): boolean {
    return this.arrivedBefore[visit]! > 0 || ARRIVED.includes(this.attemptState(visit));
  }

  /** The same, or a person was on the line. */
  wasReached(visit: number): boolean {
    return this.reached[visit] === 1 || this.mayHaveArrived(visit);
  }

  /** The visit as the functions that end it ask for it. */
  current(visit: number): CurrentVisit {
    const attempt = { id: visit, state: this.attemptState(visit), channel: this.channel(visit) };
    const place = { rung: this.rung[visit]!, try: this.tried[visit]!, ladder: this.ladder(visit) };
    const ids = { id: visit, campaignId: 0, customerId: 0, agentId: this.agent[visit]! };
    return { ...ids, ...place, state: this.visitState(visit), attempt };
  }

  /**
   * Carries a move out as the transition statement of `planning` does (its `outcomeItems` and `changeItems`): the
   * attempt's new state, what becomes of the visit, and until when it waits. Answers with the visit's state before.
   */
  transition(visit: number, move: Move): VisitState {
    const was = this.visitState(visit);
    const { attempt: step } = move;
    if (step) {
      this.attempt[visit] = ATTEMPT_STATES.indexOf(step.to);
      this.error[visit] = Math.max(0, ERROR_CLASSES.indexOf(step.errorClass ?? null));
      this.token[visit]! += 1;
      if (step.scheduledAt) this.scheduledAt[visit] = step.scheduledAt.getTime();
      if (step.to === 'delivered') this.reached[visit] = 1;
    }
    const is = this.outcome(visit, was, move);
    this.visit[visit] = VISIT_STATES.indexOf(is);
    if (is !== 'planned' && is !== 'open') this.nextRungAt[visit] = NaN;
    else this.wait(visit, step?.goOn, step?.nextAt);
    return was;
  }

  /** Makes the visit's next attempt its current one. */
  makeAttempt(visit: number, place: { readonly rung: number; readonly try: number }, at: number): void {
    if (ARRIVED.includes(this.attemptState(visit))) this.arrivedBefore[visit]! += 1;
    this.rung[visit] = place.rung;
    this.tried[visit] = place.try;
    this.attempt[visit] = ATTEMPT_STATES.indexOf('scheduled');
    this.error[visit] = 0;
    this.token[visit]! += 1;
    this.scheduledAt[visit] = at;
    this.nextRungAt[visit] = NaN;
    this.order[visit] = ++this.made;
  }

  /** Notes a contact from its hand-over on; a message disturbs at once, a call when somebody takes it. */
  noteContact(visit: number, { channel, at }: MadeContact): void {
    const place = visit * MOST_CONTACTS + (this.contactCount[visit]! % MOST_CONTACTS);
    this.contactAt[place] = at;
    this.contactKind[place] = channel === 'call' ? 4 : channel === 'email' ? 2 : 0;
    this.contactCount[visit]! += 1;
  }

  /** The newest contact certainly never happened. */
  withdrawContact(visit: number): void {
    this.contactCount[visit]! -= 1;
  }

  /** The newest contact met a person. */
  markReached(visit: number): void {
    const place = visit * MOST_CONTACTS + ((this.contactCount[visit]! - 1) % MOST_CONTACTS);
    this.contactKind[place]! |= 1;
  }

  /** The contacts of the past, and those of this run, at the addresses of the ladder. */
  contacts(visit: number): readonly PastContact[] {
    const { people, member } = this.visits;
    const past = people.past.get(member[visit]!) ?? [];
    const count = Math.min(this.contactCount[visit]!, MOST_CONTACTS);
    if (count === 0) return past;
    return [...past, ...Array.from({ length: count }, (_, i) => this.contact(visit, visit * MOST_CONTACTS + i))];
  }

  private contact(visit: number, place: number): PastContact {
    const kind = this.contactKind[place]!;
    const channel = kind >= 4 ? 'call' : kind >= 2 ? 'email' : 'sms';
    const { people, member } = this.visits;
    const address = people.addressOf(member[visit]!, this.ladder(visit).indexOf(channel));
    const unknown = { campaignId: null, campaignKind: null, surveyId: null, refused: false };
    return {
      at: new Date(this.contactAt[place]!),
      channel,
      address,
      ofCustomer: true,
      reached: (kind & 1) === 1,
      ...unknown,
    };
  }

  private outcome(visit: number, was: VisitState, { attempt: step, visit: visitStep }: Move): VisitState {
    if (visitStep) return visitStep.to;
    if (was !== 'planned' && was !== 'open') return was;
    if (step?.to === 'delivered' && this.onlyNotifies) return 'completed';
    if (step?.goOn === 'opt-out') return 'opted_out';
    const hasRungLeft = this.rung[visit]! + 1 < this.ladder(visit).length;
    if (step?.goOn === 'end' || (step?.goOn === 'next' && !hasRungLeft)) {
      return this.arrivedBefore[visit]! > 0 ? 'expired' : 'unreachable';
    }
    return step?.to === 'handed_over' ? 'open' : was;
  }

  private wait(visit: number, goOn: GoOn | undefined, nextAt: Date | undefined): void {
    if (goOn === undefined || nextAt === undefined) return;
    if (goOn === 'wait' && !Number.isNaN(this.nextRungAt[visit])) return;
    this.nextRungAt[visit] = nextAt.getTime();
  }
}
