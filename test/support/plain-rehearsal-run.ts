import { decideContact } from '../../src/calendar/decide-contact.js';
import { VISIT_STATES, type Channel } from '../../src/kernel/words.js';
import { reason } from '../../src/kernel/reason.js';
import { resultMove, type SentAttempt } from '../../src/dispatch/result-move.js';
import { type AttemptDecision, type AttemptFacts, decideAttempt } from '../../src/planning/decide-attempt.js';
import { decisionMove } from '../../src/planning/decision-move.js';
import type { Move } from '../../src/planning/move.js';
import { type NextStep, nextStep } from '../../src/planning/next-rung.js';
import { spreadOver } from '../../src/planning/spread-over.js';
import { endVisit } from '../../src/planning/visit-ending.js';
import type { Answers } from '../../src/sandbox/draw-rates.js';
import { EventHeap } from '../../src/sandbox/event-heap.js';
import { fateOf, recordedCall } from './plain-recorded-call.js';
import { RehearsedDesk } from '../../src/sandbox/rehearsed-desk.js';
import { RehearsedLane } from '../../src/sandbox/rehearsed-lane.js';
import type { RunCounts } from '../../src/sandbox/rehearsal-counts.js';
import type { PreparedRehearsal } from '../../src/sandbox/rehearsal-order.js';
import { RunState } from './plain-rehearsal-state.js';

/** What may be heard of a run while it goes on. */
export interface RunWatcher {
  handedOver?(visit: number, channel: Channel, at: number, agent: number): void;
  ended?(visit: number, state: string, at: number): void;
}

/** Why something goes on where nothing has to be decided. */
const REHEARSED = reason('rehearsed');

/** In this order where they fall on one instant; the first slots stand as attempts, deadlines as what is overdue. */
const KIND = { callEnd: 0, answer: 1, wait: 2, overdue: 3, attempt: 4, lane: 5, agent: 6 } as const;
const MINUTE_MS = 60_000;
/** What dispatch takes for the longest send. */
const SEND_TIMEOUT_MS = 30_000;
const LANES = ['sms', 'email'] as const;

/**
 * One run of a whole campaign in memory, as plainly as it can be written: each contact is asked of the very decisions that
 * dispatch and the desk ask, with all their facts. Slow; what the product runs must say the same.
 */
export class PlainRun {
  private readonly state: RunState;
  private readonly heap = new EventHeap();
  private readonly desk: RehearsedDesk;
  private readonly lanes: Readonly<Record<'sms' | 'email', RehearsedLane>>;
  /** What stood last in a visit's way. */
  private readonly obstacle: string[];
  private readonly missedBy = new Map<number, string>();
  private nextSlot = 0;
  private nextOverdue = 0;

  constructor(
    private readonly prepared: PreparedRehearsal,
    private readonly answers: Answers,
    readonly counts: RunCounts,
    private readonly watcher: RunWatcher = {},
  ) {
    const { campaign, visits, agents, rates, dayOf } = prepared.plan;
    this.state = new RunState(visits, campaign.onlyNotifies);
    this.desk = new RehearsedDesk(agents, { minutesPerCall: campaign.minutesPerCall, dayOf });
    this.lanes = { sms: new RehearsedLane(rates.sms), email: new RehearsedLane(rates.email) };
    this.obstacle = new Array<string>(visits.length).fill('');
  }

  /** Goes on for this many events; false when the campaign is over. */
  advance(most: number): boolean {
    for (let done = 0; done < most; done++) if (!this.step()) return false;
    return true;
  }

  /** The next of three: the first slots and the deadlines, which are sorted from the start, and what came up since. */
  private step(): boolean {
    const { slotOrder, overdueOrder, overdueAt, plan } = this.prepared;
    const first = slotOrder[this.nextSlot];
    const late = overdueOrder[this.nextOverdue];
    const firstAt = first === undefined ? Infinity : plan.visits.slot[first]!;
    const lateAt = late === undefined ? Infinity : overdueAt[late]!;
    const { nextAt, nextKind } = this.heap;
    if (first !== undefined && isSooner(firstAt, KIND.attempt, nextAt, nextKind) && firstAt < lateAt) {
      this.nextSlot += 1;
      this.onAttempt(first, 0, firstAt);
      return true;
    }
    if (late !== undefined && isSooner(lateAt, KIND.overdue, nextAt, nextKind)) {
      this.nextOverdue += 1;
      this.onOverdue(late, lateAt);
      return true;
    }
    return this.onEvent();
  }

  private onEvent(): boolean {
    const event = this.heap;
    // Whoever answers after the last deadline is not waited for.
    if (!event.pop() || event.at > this.prepared.until) return false;
    const { kind, subject, token, at } = event;
    if (kind === KIND.callEnd) this.onCallEnd(subject, at);
    else if (kind === KIND.answer) this.onAnswer(subject, token, at);
    else if (kind === KIND.wait) this.onWait(subject, at);
    else if (kind === KIND.overdue) this.onOverdue(subject, at);
    else if (kind === KIND.attempt) this.onAttempt(subject, token, at);
    else if (kind === KIND.lane) this.onLane(LANES[subject]!, at);
    else this.onAgent(subject, at);
    return true;
  }

  private onAttempt(visit: number, token: number, at: number): void {
    if (!this.isDue(visit, token)) return;
    const channel = this.state.channel(visit);
    if (channel === 'call') {
      const [due, order] = [this.prepared.plan.visits.due[visit]!, this.state.order[visit]!];
      const call = { visit, token, due, scheduledAt: at, order };
      this.push(this.desk.add(this.state.agent[visit]!, call, at), KIND.agent, this.state.agent[visit]!);
    } else if (this.lanes[channel].add(visit, token)) this.openLane(channel, at);
  }

  private isDue(visit: number, token: number): boolean {
    return this.state.token[visit] === token && this.state.attemptState(visit) === 'scheduled';
  }

  private openLane(channel: 'sms' | 'email', at: number): void {
    const room = this.lanes[channel].room(at);
    if (room <= at) this.onLane(channel, at);
    else this.push(room, KIND.lane, LANES.indexOf(channel));
  }

  private onLane(channel: 'sms' | 'email', at: number): void {
    const lane = this.lanes[channel];
    if (lane.take() && this.isDue(lane.visit, lane.token) && this.mayGo(lane.visit, at)) {
      lane.pass(at);
      this.send(lane.visit, channel, at);
    }
    if (!lane.isEmpty) this.push(lane.room(at), KIND.lane, LANES.indexOf(channel));
  }

  private onAgent(agent: number, at: number): void {
    if (!this.desk.isFree(agent, at)) {
      this.push(this.desk.wake(agent, at), KIND.agent, agent);
      return;
    }
    for (let call = this.desk.take(agent); call !== null; call = this.desk.take(agent)) {
      if (!this.isDue(call.visit, call.token) || !this.mayGo(call.visit, at)) continue;
      this.handOver(call.visit, at);
      this.state.calls[call.visit]! += 1;
      this.counts.noteCall(agent, at);
      this.heap.push(this.desk.begin(agent, at), KIND.callEnd, call.visit, agent);
      return;
    }
  }

  /** Asks what dispatch and the desk ask before each contact; everything but a yes is carried out at once. */
  private mayGo(visit: number, at: number): boolean {
    const now = new Date(at);
    const decision = decideAttempt(this.facts(visit), now);
    if (decision.action === 'send') return true;
    this.obstacle[visit] = decision.reason.code;
    this.carryOut(visit, decision, now);
    return false;
  }

  private carryOut(visit: number, decision: Exclude<AttemptDecision, { action: 'send' }>, now: Date): void {
    this.move(visit, decisionMove({ id: visit, visitId: visit }, decision, now), now.getTime());
    if (decision.action === 'defer') this.schedule(visit);
  }

  private facts(visit: number): AttemptFacts {
    const { campaign, visits } = this.prepared.plan;
    const member = visits.member[visit]!;
    const rung = this.state.rung[visit]!;
    const contact = visits.people.question(member, rung);
    const deadlineAt = new Date(Math.max(campaign.deadlineAt, visits.rolledDue[visit]!));
    return {
      attemptId: visits.ids[visit]!,
      channel: this.state.channel(visit),
      fixedTime: false,
      campaign: { state: 'running', kind: campaign.kind, purpose: campaign.purpose, deadlineAt },
      visitState: this.state.visitState(visit),
      customer: visits.people.personOf(member),
      // The audience was read through the same rules: an address that is on the ladder is good, and is reached.
      address: { address: visits.people.addressOf(member, rung), status: 'active', optedOut: [] },
      hasOpenComplaint: false,
      contact,
      caps: campaign.caps,
      contacts: this.state.contacts(visit),
      superior: visits.people.planned.get(member) ?? [],
      zone: contact.zones[0] ?? 'UTC',
      unreachable: null,
      sendTimeoutMs: SEND_TIMEOUT_MS,
    };
  }

  private handOver(visit: number, at: number): void {
    const channel = this.state.channel(visit);
    this.move(visit, { visitId: visit, reason: REHEARSED, attempt: { id: visit, to: 'handed_over' } }, at);
    this.state.noteContact(visit, { channel, at });
    this.counts.noteSent(channel, at);
    this.watcher.handedOver?.(visit, channel, at, this.state.agent[visit]!);
  }

  private send(visit: number, channel: 'sms' | 'email', at: number): void {
    this.handOver(visit, at);
    const rung = this.state.rung[visit]!;
    const { failed, act, afterMs } = this.answers.message(visit, channel, rung, this.state.tried[visit]!);
    const result =
      failed === null
        ? ({ outcome: 'accepted', providerMessageId: '' } as const)
        : ({ outcome: 'failed', errorClass: failed, code: 'rehearsed' } as const);
    const sent = this.sentAttempt(visit);
    if (failed !== null) this.obstacle[visit] = 'refused-by-provider';
    else this.counts.delivered[channel] += 1;
    this.move(visit, resultMove(sent, result, 'rehearsal', new Date(at)), at);
    if (this.state.attemptState(visit) === 'failed') this.state.withdrawContact(visit);
    // A mail server says nothing more; an SMS is known to be delivered.
    if (failed === null && channel === 'sms') {
      const step = { id: visit, to: 'delivered', goOn: 'wait' } as const;
      this.move(visit, { visitId: visit, reason: REHEARSED, attempt: step }, at);
    }
    if (act !== null)
      this.heap.push(at + afterMs, KIND.answer, visit, (act === 'answer' ? 0 : 2) + (channel === 'sms' ? 0 : 1));
  }

  private sentAttempt(visit: number): SentAttempt {
    const { campaign, visits } = this.prepared.plan;
    const place = { rung: this.state.rung[visit]!, try: this.state.tried[visit]!, ladder: this.state.ladder(visit) };
    const dueAt = new Date(visits.rolledDue[visit]!);
    return { id: visit, visitId: visit, channel: this.state.channel(visit), ...place, rungs: campaign.rungs, dueAt };
  }

  private onAnswer(visit: number, token: number, at: number): void {
    const isAnswer = token < 2;
    const why = reason(isAnswer ? 'answered' : 'customer-opted-out');
    const move = endVisit(this.state.current(visit), isAnswer ? 'completed' : 'opted_out', why, true);
    if (move === null) return;
    this.move(visit, move, at);
    if (isAnswer) this.counts.noteAnswer(token % 2 === 0 ? 'sms' : 'email', at);
  }

  /** The minute's job finds a visit whose wait is over. */
  private onWait(visit: number, at: number): void {
    if (!this.state.isLive(visit) || toTick(this.state.nextRungAt[visit]!) !== at) return;
    const channel = this.state.channel(visit);
    const step = nextStep({
      rung: this.state.rung[visit]!,
      try: this.state.tried[visit]!,
      ladder: this.state.ladder(visit),
      attempt: { state: this.state.attemptState(visit), channel, errorClass: this.state.errorClass(visit) },
      mayHaveArrived: this.state.mayHaveArrived(visit),
      onlyNotifies: this.prepared.plan.campaign.onlyNotifies,
    });
    if (step.kind === 'end') {
      const move = { visitId: visit, reason: step.reason, visit: { from: ['planned', 'open'], to: step.to } } as const;
      this.move(visit, move, at);
    } else if (step.kind === 'attempt') this.climb(visit, step, at);
  }

  private climb(visit: number, step: Extract<NextStep, { kind: 'attempt' }>, at: number): void {
    const { visits } = this.prepared.plan;
    const question = visits.people.plannedQuestion(visits.member[visit]!, step.rung);
    const now = new Date(at);
    const next = decideContact(question, now).next ?? now;
    const isSpread = step.channel !== 'call' && next > now;
    const placed = isSpread ? spreadOver(question, visits.ids[visit]!, next) : next;
    this.state.makeAttempt(visit, step, placed.getTime());
    this.schedule(visit);
  }

  private onOverdue(visit: number, at: number): void {
    if (!this.state.isLive(visit)) return;
    if (this.state.attemptState(visit) === 'handed_over') {
      this.push(at + MINUTE_MS, KIND.overdue, visit);
      return;
    }
    const wasReached = this.state.wasReached(visit);
    const to = !wasReached ? 'unreachable' : this.prepared.plan.campaign.onlyNotifies ? 'completed' : 'expired';
    if (this.state.attemptState(visit) === 'scheduled' && this.state.channel(visit) === 'call') {
      this.obstacle[visit] ||= 'no-agent-in-time';
    }
    const move = endVisit(
      this.state.current(visit),
      to,
      reason('deadline-passed', { deadlineAt: new Date(at).toISOString() }),
    );
    if (move !== null) this.move(visit, move, at);
  }

  private onCallEnd(visit: number, at: number): void {
    const { visits } = this.prepared.plan;
    const agent = this.state.agent[visit]!;
    const fate = fateOf(this.answers.call(visit, this.state.rung[visit]!, this.state.calls[visit]!));
    const member = visits.member[visit]!;
    const facts = { ...this.facts(visit), dueAt: new Date(visits.rolledDue[visit]!) };
    const tries = this.state.calls[visit]!;
    const call = { fate, facts, tries, hasOtherNumber: visits.people.hasOtherNumber(member) };
    const { move, again, reached } = recordedCall(this.state.current(visit), call, new Date(at));
    if (reached) {
      this.state.markReached(visit);
      this.counts.delivered.call += 1;
    } else this.obstacle[visit] = 'desk-not-reached';
    if (move.visit?.to === 'completed') this.counts.noteAnswer('call', at);
    this.move(visit, move, at);
    if (again !== null && this.state.isLive(visit)) {
      this.state.makeAttempt(visit, again, again.at.getTime());
      this.schedule(visit);
    }
    this.push(this.desk.wake(agent, at), KIND.agent, agent);
  }

  /** Every change of a state goes through here, so that the books of the run close. */
  private move(visit: number, move: Move, at: number): void {
    const was = this.state.transition(visit, move);
    const is = this.state.visitState(visit);
    const { nextAt } = move.attempt ?? {};
    if (nextAt && !Number.isNaN(this.state.nextRungAt[visit]!))
      this.push(toTick(this.state.nextRungAt[visit]!), KIND.wait, visit);
    if (was === is) return;
    this.counts.noteMove(VISIT_STATES.indexOf(was), VISIT_STATES.indexOf(is), at);
    if (was === 'unreachable') this.counts.noteMissed(this.missedBy.get(visit)!, -1);
    if (is === 'unreachable') this.noteMissed(visit, move.reason.code);
    if (is !== 'open') this.watcher.ended?.(visit, is, at);
  }

  private noteMissed(visit: number, code: string): void {
    const isVague = code === 'nothing-delivered' || code === 'deadline-passed' || code === 'desk-tries-used-up';
    const why = isVague && this.obstacle[visit] !== '' ? this.obstacle[visit]! : code;
    this.missedBy.set(visit, why);
    this.counts.noteMissed(why);
  }

  private schedule(visit: number): void {
    this.heap.push(this.state.scheduledAt[visit]!, KIND.attempt, visit, this.state.token[visit]!);
  }

  private push(at: number | null, kind: number, subject: number): void {
    if (at !== null) this.heap.push(at, kind, subject, 0);
  }
}

function isSooner(at: number, kind: number, than: number, thanKind: number): boolean {
  return at < than || (at === than && kind < thanKind);
}

/** The next full minute, at which the ladder's job runs. */
function toTick(at: number): number {
  return Math.ceil(at / MINUTE_MS) * MINUTE_MS;
}
