import type { PastContact } from '../campaigns/audience-member.js';
import { ATTEMPT_STATES, VISIT_STATES, type AttemptState, type Channel, type VisitState } from '../kernel/words.js';
import type { ErrorClass, Move } from '../planning/move.js';
import { type ContactList, MOST_LISTED } from './rehearsed-caps.js';
import type { RehearsedVisits } from './rehearsal-plan.js';

const ARRIVED: readonly AttemptState[] = ['accepted', 'delivered', 'assumed_sent'];
const ERROR_CLASSES: readonly (ErrorClass | null)[] = [
  null,
  'retry',
  'not-now',
  'next-rung',
  'give-up',
  'unknown-outcome',
];
const HAS_ARRIVED = Uint8Array.from(ATTEMPT_STATES, (state) => (ARRIVED.includes(state) ? 1 : 0));
/** Contacts of one visit that are kept; more than any cap counts within one campaign. */
const MOST_CONTACTS = 12;
/** With more contacts of the past than this the lists are left to `decideCaps`. */
const MOST_PAST = MOST_LISTED - MOST_CONTACTS - 1;
const CHANNEL_CODES: Readonly<Record<Channel, number>> = { sms: 0, email: 1, call: 2 };
const CODED_CHANNELS: readonly Channel[] = ['sms', 'email', 'call'];

/** The numbers that the states of visits and attempts have in the columns. */
export const VISIT = Object.fromEntries(VISIT_STATES.map((state, i) => [state, i])) as Record<VisitState, number>;
export const ATTEMPT = Object.fromEntries(ATTEMPT_STATES.map((state, i) => [state, i])) as Record<AttemptState, number>;
/** What the visit does after a step (`GoOn` of planning); 0 is nothing. */
export const GO_ON = { none: 0, wait: 1, retry: 2, next: 3, end: 4, 'opt-out': 5 } as const;

/** A move in numbers: states as above, −1 for what stays as it is, NaN for no time. */
export interface Step {
  readonly attempt: number;
  readonly error: number;
  readonly goOn: number;
  readonly visit: number;
  readonly nextAt?: number;
}

/** A move of planning in numbers. */
export function stepOf({ attempt: step, visit: visitStep }: Move): Step {
  return {
    attempt: step ? ATTEMPT[step.to] : -1,
    error: Math.max(0, ERROR_CLASSES.indexOf(step?.errorClass ?? null)),
    goOn: GO_ON[step?.goOn ?? 'none'],
    nextAt: step?.nextAt?.getTime() ?? NaN,
    visit: visitStep ? VISIT[visitStep.to] : -1,
  };
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
  readonly visit: Uint8Array;
  readonly attempt: Uint8Array;
  readonly error: Uint8Array;
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
    this.visit = new Uint8Array(length).fill(VISIT.planned);
    this.attempt = new Uint8Array(length).fill(ATTEMPT.scheduled);
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
    return this.visit[visit]! <= VISIT.open;
  }

  isScheduled(visit: number): boolean {
    return this.attempt[visit] === ATTEMPT.scheduled;
  }

  ladder(visit: number): readonly Channel[] {
    return this.visits.people.ladders.items[this.visits.ladder[visit]!]!;
  }

  channel(visit: number): Channel {
    return this.ladder(visit)[this.rung[visit]!] ?? 'call';
  }

  /** Any attempt of the visit is accepted, delivered or assumed sent. */
  mayHaveArrived(visit: number): boolean {
    return this.arrivedBefore[visit]! > 0 || HAS_ARRIVED[this.attempt[visit]!] === 1;
  }

  /** The same, or a person was on the line. */
  wasReached(visit: number): boolean {
    return this.reached[visit] === 1 || this.mayHaveArrived(visit);
  }

  /**
   * Carries a step out as the transition statement of `planning` does (its `outcomeItems` and `changeItems`): the
   * attempt's new state, what becomes of the visit, and until when it waits. Answers with the visit's state before.
   */
  take(visit: number, step: Step, nextAt: number): number {
    const was = this.visit[visit]!;
    const { attempt, goOn } = step;
    if (attempt >= 0) {
      this.attempt[visit] = attempt;
      this.error[visit] = step.error;
      this.token[visit]! += 1;
      if (attempt === ATTEMPT.delivered) this.reached[visit] = 1;
    }
    const is = this.outcome(visit, was, step);
    this.visit[visit] = is;
    if (is > VISIT.open) this.nextRungAt[visit] = NaN;
    else if (goOn !== GO_ON.none && !Number.isNaN(nextAt)) {
      if (goOn !== GO_ON.wait || Number.isNaN(this.nextRungAt[visit])) this.nextRungAt[visit] = nextAt;
    }
    return was;
  }

  /** Makes the visit's next attempt its current one. */
  makeAttempt(visit: number, rung: number, tried: number, at: number): void {
    if (HAS_ARRIVED[this.attempt[visit]!] === 1) this.arrivedBefore[visit]! += 1;
    this.rung[visit] = rung;
    this.tried[visit] = tried;
    this.attempt[visit] = ATTEMPT.scheduled;
    this.error[visit] = 0;
    this.token[visit]! += 1;
    this.scheduledAt[visit] = at;
    this.nextRungAt[visit] = NaN;
    this.order[visit] = ++this.made;
  }

  /** Notes a contact from its hand-over on; a message disturbs at once, a call when somebody takes it. */
  noteContact(visit: number, channel: Channel, at: number): void {
    const place = visit * MOST_CONTACTS + (this.contactCount[visit]! % MOST_CONTACTS);
    this.contactAt[place] = at;
    this.contactKind[place] = CHANNEL_CODES[channel] * 2;
    this.contactCount[visit]! += 1;
  }

  /** The newest contact certainly never happened: the provider refused the message (`neverLeft` of planning). */
  withdrawContact(visit: number): void {
    this.contactCount[visit]! -= 1;
  }

  /** The newest contact met a person. */
  markReached(visit: number): void {
    const place = visit * MOST_CONTACTS + ((this.contactCount[visit]! - 1) % MOST_CONTACTS);
    this.contactKind[place]! |= 1;
  }

  hasContacts(visit: number): boolean {
    const { people, member } = this.visits;
    return this.contactCount[visit]! > 0 || (people.past.size > 0 && people.past.has(member[visit]!));
  }

  /** Writes the contacts of the past and of this run into a list; false where some are not the customer's own. */
  listContacts(visit: number, list: ContactList): boolean {
    list.clear();
    const { people, member } = this.visits;
    const past = people.past.size === 0 ? undefined : people.past.get(member[visit]!);
    if (past !== undefined) {
      if (past.length > MOST_PAST || past.some(({ ofCustomer }) => !ofCustomer)) return false;
      for (const contact of past) list.addPast(contact);
    }
    const count = Math.min(this.contactCount[visit]!, MOST_CONTACTS);
    for (let i = 0, place = visit * MOST_CONTACTS; i < count; i++, place++) {
      list.add(this.contactAt[place]!, this.contactKind[place]! >> 1, this.contactKind[place]! & 1);
    }
    return true;
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
    const channel = CODED_CHANNELS[kind >> 1]!;
    const { people, member } = this.visits;
    const address = people.addressOf(member[visit]!, this.ladder(visit).indexOf(channel));
    const unknown = { campaignId: null, campaignKind: null, surveyId: null, refused: false };
    const at = new Date(this.contactAt[place]!);
    return { at, channel, address, ofCustomer: true, reached: (kind & 1) === 1, ...unknown };
  }

  private outcome(visit: number, was: number, { attempt, goOn, visit: visitTo }: Step): number {
    if (visitTo >= 0) return visitTo;
    if (was > VISIT.open) return was;
    if (attempt === ATTEMPT.delivered && this.onlyNotifies) return VISIT.completed;
    if (goOn === GO_ON['opt-out']) return VISIT.opted_out;
    const endsWithout = goOn === GO_ON.next && this.rung[visit]! + 1 >= this.ladder(visit).length;
    if (goOn === GO_ON.end || endsWithout) {
      return this.arrivedBefore[visit]! > 0 ? VISIT.expired : VISIT.unreachable;
    }
    return attempt === ATTEMPT.handed_over ? VISIT.open : was;
  }
}
