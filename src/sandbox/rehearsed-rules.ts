import { hoursOf } from '../calendar/contact-question.js';
import { nextTryAt } from '../desk/next-try.js';
import { decideAttempt } from '../planning/decide-attempt.js';
import { waitEnd, waitsFrom } from '../planning/next-rung.js';
import { spreadBetween } from '../planning/spread-over.js';
import { ContactList, RehearsedCaps } from './rehearsed-caps.js';
import { factsOf, SEND_TIMEOUT_MS } from './rehearsed-facts.js';
import { RehearsedHours } from './rehearsed-hours.js';
import { MOST_RUNGS, type RehearsalPlan } from './rehearsal-plan.js';
import type { RunState } from './rehearsal-state.js';

/** What is worked out once of a question that many customers share. */
interface Ruled {
  readonly hours: RehearsedHours;
  readonly caps: RehearsedCaps;
  /** A contact must begin so long before the hours end. */
  readonly closingMs: number;
}

/**
 * The decisions of dispatch and the desk, shared by all visits and runs: what they say of a question is worked out once for
 * a stretch of time. Wherever that is not certain, they are asked themselves; a test compares the two.
 */
export class RehearsedRules {
  private readonly ruled: (Ruled | undefined)[] = [];
  private readonly waits: (readonly number[])[];
  /** Whether person and question, by number, pass every rule but those about time. */
  private readonly passed: (boolean | undefined)[] = [];
  private readonly contacts = new ContactList();
  /** The number of the question of each visit and rung, beside each other in the order of the visits. */
  private readonly questions: Int32Array;
  private readonly persons: Int32Array;
  private readonly latest: Float64Array;

  constructor(
    private readonly plan: RehearsalPlan,
    private readonly until: number,
  ) {
    const { campaign, visits } = plan;
    const { people, member } = visits;
    this.waits = people.ladders.items.flatMap((ladder) =>
      Array.from({ length: MOST_RUNGS }, (_, rung) => waitsFrom({ ladder, rung }, campaign.rungs)),
    );
    this.persons = Int32Array.from(member, (one) => people.personId(one));
    this.latest = visits.rolledDue.map((due) => Math.max(due, campaign.deadlineAt));
    this.questions = new Int32Array(member.length * MOST_RUNGS).map((_, place) =>
      people.questionId(member[Math.floor(place / MOST_RUNGS)]!, place % MOST_RUNGS),
    );
  }

  /** True where `decideAttempt` is known to say yes; where it is not known, it must be asked. */
  surelyMayGo(state: RunState, visit: number, at: number): boolean {
    if (at >= this.latest[visit]!) return false;
    const { people, member } = this.plan.visits;
    if (people.planned.size > 0 && people.planned.has(member[visit]!)) return false;
    const question = this.questions[visit * MOST_RUNGS + state.rung[visit]!]!;
    const { hours, caps, closingMs } = this.ofQuestion(question);
    if (!(hours.surelyClosesAt(at) - closingMs > at)) return false;
    if (!this.passes(state, visit, question, at)) return false;
    if (!state.hasContacts(visit)) return true;
    return state.listContacts(visit, this.contacts) && caps.roomAt(this.contacts, at) === at;
  }

  /** When the wait of a message that was taken at `at` ends. */
  waitEnd(state: RunState, visit: number, at: number): number {
    const { visits } = this.plan;
    const waits = this.waits[visits.ladder[visit]! * MOST_RUNGS + state.rung[visit]!]!;
    return waitEnd(waits, at, visits.rolledDue[visit]!);
  }

  /** Where the next rung's attempt is placed: now or at the next opening, messages spread behind it. */
  placeOnRung(visit: number, step: { readonly rung: number; readonly channel: string }, at: number): number {
    const { visits } = this.plan;
    const { hours } = this.ofQuestion(visits.people.plannedQuestionId(visits.member[visit]!, step.rung));
    const next = hours.next(at);
    if (next === Infinity) return at;
    if (step.channel === 'call' || next <= at) return next;
    const closesAt = hours.closesAt(next);
    return Number.isNaN(closesAt) ? next : spreadBetween(visits.ids[visit]!, next, closesAt);
  }

  /** When one more call may be after that of `at` (`nextTryAt` of the desk); null before the deadline there is none. */
  nextTry(state: RunState, visit: number, at: number, wasReached: boolean, isOtherPart: boolean): Date | null {
    const question = this.questions[visit * MOST_RUNGS + state.rung[visit]!]!;
    const { hours, caps } = this.ofQuestion(question);
    const from = isOtherPart ? caps.nextPart(at) : at;
    if (!state.listContacts(visit, this.contacts)) return this.askedNextTry(state, visit, at, from, wasReached);
    // The call that is being recorded counts as what it was: reached, or one more try in vain.
    if (wasReached) this.contacts.add(at, 2, 1);
    const next = this.firstRoom({ hours, caps }, from, this.plan.visits.rolledDue[visit]!);
    return next === Infinity ? null : new Date(next);
  }

  private firstRoom({ hours, caps }: Pick<Ruled, 'hours' | 'caps'>, from: number, until: number): number {
    for (let at = from, round = 0; round < MOST_ROUNDS && at < until; round++) {
      const open = hours.next(at);
      if (open >= until) return Infinity;
      const room = caps.roomAt(this.contacts, open);
      if (room === open) return open;
      at = room;
    }
    return Infinity;
  }

  private askedNextTry(state: RunState, visit: number, at: number, from: number, wasReached: boolean): Date | null {
    const facts = factsOf(this.plan, state, visit);
    const address = facts.address?.address ?? null;
    const unknown = { campaignId: null, campaignKind: null, surveyId: null, refused: false };
    const made = { at: new Date(at), channel: 'call' as const, address, ofCustomer: true, reached: true, ...unknown };
    const contacts = wasReached ? [...facts.contacts, made] : facts.contacts;
    const until = new Date(this.plan.visits.rolledDue[visit]!);
    const capped = { channel: 'call' as const, address, caps: facts.caps, contacts, zone: facts.zone };
    return nextTryAt({ contact: { ...facts.contact, channel: 'call' }, caps: capped, until }, new Date(from));
  }

  private passes(state: RunState, visit: number, question: number, at: number): boolean {
    const key = this.persons[visit]! * this.plan.visits.people.questions.items.length + question;
    const known = this.passed[key];
    if (known !== undefined) return known;
    const facts = { ...factsOf(this.plan, state, visit), contacts: [], superior: [] };
    const passes = decideAttempt(facts, new Date(at)).action === 'send';
    this.passed[key] = passes;
    return passes;
  }

  private ofQuestion(id: number): Ruled {
    return (this.ruled[id] ??= this.rule(id));
  }

  private rule(id: number): Ruled {
    const { campaign, from, visits } = this.plan;
    const question = visits.people.questions.items[id]!;
    const { channel, zones } = question;
    return {
      hours: new RehearsedHours(question, from, this.until),
      caps: new RehearsedCaps(channel, campaign.caps, zones[0] ?? 'UTC'),
      // The last minute that leaves the guard is still lawful itself (`closingMs` of planning).
      closingMs: channel === 'call' ? (hoursOf(question)?.guardMinutes ?? 0) * 60_000 - 1 : SEND_TIMEOUT_MS,
    };
  }
}

/** As many as the desk looks at. */
const MOST_ROUNDS = 50;
