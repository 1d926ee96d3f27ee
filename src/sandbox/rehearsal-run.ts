import { VISIT_STATES, type Channel } from '../kernel/words.js';
import { decideAttempt } from '../planning/decide-attempt.js';
import { decisionMove } from '../planning/decision-move.js';
import { nextCallPlace } from '../planning/visit-ending.js';
import type { Answers } from './draw-rates.js';
import { EventHeap } from './event-heap.js';
import { RehearsedCall } from './rehearsed-call.js';
import { RehearsedDesk } from './rehearsed-desk.js';
import { factsOf } from './rehearsed-facts.js';
import { RehearsedLane } from './rehearsed-lane.js';
import { ACCEPTED, DELIVERED, endedAs, HANDED_OVER } from './rehearsed-steps.js';
import type { RunCounts } from './rehearsal-counts.js';
import type { PreparedRehearsal } from './rehearsal-order.js';
import { ATTEMPT, GO_ON, RunState, type Step, stepOf, VISIT } from './rehearsal-state.js';

/** What may be heard of a run while it goes on. */
export interface RunWatcher {
  handedOver?(visit: number, channel: Channel, at: number, agent: number): void;
  ended?(visit: number, state: string, at: number): void;
}

/** In this order where they fall on one instant; the first slots stand as attempts, deadlines as what is overdue. */
const KIND = { callEnd: 0, answer: 1, wait: 2, overdue: 3, attempt: 4, lane: 5, agent: 6 } as const;
const MINUTE_MS = 60_000;
const LANES = ['sms', 'email'] as const;
/** Ends that say nothing of what stood in the way. */
const VAGUE: readonly string[] = ['nothing-delivered', 'deadline-passed', 'desk-tries-used-up'];

/** One run of a whole campaign in memory, event by event, in numbers. */
export class RehearsalRun {
  private readonly state: RunState;
  private readonly heap = new EventHeap();
  private readonly desk: RehearsedDesk;
  private readonly call: RehearsedCall;
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
    const { campaign, visits, agents, rates } = prepared.plan;
    this.state = new RunState(visits, campaign.onlyNotifies);
    this.desk = new RehearsedDesk(agents, { minutesPerCall: campaign.minutesPerCall, dayOf: prepared.counted.dayOf });
    this.call = new RehearsedCall(prepared.plan, prepared.rules, this.state);
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
    const { length } = slotOrder;
    const first = this.nextSlot < length ? slotOrder[this.nextSlot]! : -1;
    const late = this.nextOverdue < length ? overdueOrder[this.nextOverdue]! : -1;
    const firstAt = first < 0 ? Infinity : plan.visits.slot[first]!;
    const lateAt = late < 0 ? Infinity : overdueAt[late]!;
    const { nextAt, nextKind } = this.heap;
    if (first >= 0 && isSooner(firstAt, KIND.attempt, nextAt, nextKind) && firstAt < lateAt) {
      this.nextSlot += 1;
      this.onAttempt(first, 0, firstAt);
      return true;
    }
    if (late >= 0 && isSooner(lateAt, KIND.overdue, nextAt, nextKind)) {
      this.nextOverdue += 1;
      this.onOverdue(late, lateAt);
      return true;
    }
    return this.onEvent();
  }

  private onEvent(): boolean {
    const { heap } = this;
    // Whoever answers after the last deadline is not waited for.
    if (!heap.pop() || heap.at > this.prepared.until) return false;
    const { kind, subject, token, at } = heap;
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
      const agent = this.state.agent[visit]!;
      const [due, order] = [this.prepared.plan.visits.due[visit]!, this.state.order[visit]!];
      const call = { visit, token, due, scheduledAt: at, order };
      this.push(this.desk.add(agent, call, at), KIND.agent, agent);
    } else if (this.lanes[channel].add(visit, token)) this.openLane(channel, at);
  }

  private isDue(visit: number, token: number): boolean {
    return this.state.token[visit] === token && this.state.isScheduled(visit);
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
    const { rules, plan } = this.prepared;
    if (rules.surelyMayGo(this.state, visit, at)) return true;
    const now = new Date(at);
    const decision = decideAttempt(factsOf(plan, this.state, visit), now);
    if (decision.action === 'send') return true;
    const { code } = decision.reason;
    this.obstacle[visit] = code;
    this.take(visit, stepOf(decisionMove({ id: visit, visitId: visit }, decision, now)), code, at);
    if (decision.action === 'defer') {
      this.state.scheduledAt[visit] = decision.until.getTime();
      this.schedule(visit);
    }
    return false;
  }

  private handOver(visit: number, at: number): void {
    const channel = this.state.channel(visit);
    this.take(visit, HANDED_OVER, '', at);
    this.state.noteContact(visit, channel, at);
    this.counts.noteSent(channel, at);
    this.watcher.handedOver?.(visit, channel, at, this.state.agent[visit]!);
  }

  private send(visit: number, channel: 'sms' | 'email', at: number): void {
    this.handOver(visit, at);
    const { failed, act, afterMs } = this.answers.message(
      visit,
      channel,
      this.state.rung[visit]!,
      this.state.tried[visit]!,
    );
    if (failed !== null) {
      this.obstacle[visit] = 'refused-by-provider';
      const { steps } = this.prepared;
      this.take(visit, steps.failed(this.state, visit, failed, at), 'refused-by-provider', at);
      if (this.state.attempt[visit] === ATTEMPT.failed) this.state.withdrawContact(visit);
    } else {
      this.counts.delivered[channel] += 1;
      this.take(visit, ACCEPTED, '', at, this.prepared.rules.waitEnd(this.state, visit, at));
      // A mail server says nothing more; an SMS is known to be delivered.
      if (channel === 'sms') this.take(visit, DELIVERED, '', at);
    }
    if (act !== null)
      this.heap.push(at + afterMs, KIND.answer, visit, (act === 'answer' ? 0 : 2) + (channel === 'sms' ? 0 : 1));
  }

  private onAnswer(visit: number, token: number, at: number): void {
    const isAnswer = token < 2;
    const step = this.prepared.steps.ending(this.state, visit, isAnswer ? 'completed' : 'opted_out', true);
    if (step === null) return;
    this.take(visit, step, isAnswer ? 'answered' : 'customer-opted-out', at);
    if (isAnswer) this.counts.noteAnswer(token % 2 === 0 ? 'sms' : 'email', at);
  }

  /** The minute's job finds a visit whose wait is over. */
  private onWait(visit: number, at: number): void {
    if (!this.state.isLive(visit) || toTick(this.state.nextRungAt[visit]!) !== at) return;
    const { steps, rules } = this.prepared;
    const step = steps.afterWait(this.state, visit);
    if (step.kind === 'end') {
      this.take(visit, endedAs(step.to), step.reason.code, at);
    } else if (step.kind === 'attempt') {
      this.state.makeAttempt(visit, step.rung, step.try, rules.placeOnRung(visit, step, at));
      this.schedule(visit);
    }
  }

  private onOverdue(visit: number, at: number): void {
    if (!this.state.isLive(visit)) return;
    if (this.state.attempt[visit] === ATTEMPT.handed_over) {
      this.heap.push(at + MINUTE_MS, KIND.overdue, visit, 0);
      return;
    }
    const wasReached = this.state.wasReached(visit);
    const to = !wasReached ? 'unreachable' : this.prepared.plan.campaign.onlyNotifies ? 'completed' : 'expired';
    if (this.state.isScheduled(visit) && this.state.channel(visit) === 'call') {
      this.obstacle[visit] ||= 'no-agent-in-time';
    }
    const step = this.prepared.steps.ending(this.state, visit, to, false);
    if (step !== null) this.take(visit, step, 'deadline-passed', at);
  }

  /** Records a call as the desk does: the same outcome for the same facts, and the same step (`recordCall` of planning). */
  private onCallEnd(visit: number, at: number): void {
    const { state } = this;
    const agent = state.agent[visit]!;
    const fate = this.answers.call(visit, state.rung[visit]!, state.calls[visit]!);
    const { reached, reason, visit: end, again } = this.call.outcome(visit, fate, at);
    if (reached) {
      state.markReached(visit);
      this.counts.delivered.call += 1;
    } else this.obstacle[visit] = 'desk-not-reached';
    const isLive = state.isLive(visit);
    const ends = end !== undefined && VISIT[end] !== state.visit[visit];
    const step = {
      attempt: reached ? ATTEMPT.delivered : ATTEMPT.undelivered,
      error: 0,
      goOn: ends || again ? GO_ON.none : GO_ON.next,
      visit: ends && isLive ? VISIT[end] : -1,
    };
    if (step.visit === VISIT.completed) this.counts.noteAnswer('call', at);
    this.take(visit, step, reason.code, at, step.goOn === GO_ON.none ? NaN : at);
    if (again && !ends && isLive && state.isLive(visit)) {
      const place = nextCallPlace({ rung: state.rung[visit]!, try: state.tried[visit]!, ladder: state.ladder(visit) });
      state.makeAttempt(visit, place.rung, place.try, again.at.getTime());
      this.schedule(visit);
    }
    this.push(this.desk.wake(agent, at), KIND.agent, agent);
  }

  /** Every change of a state goes through here, so that the books of the run close. */
  private take(visit: number, step: Step, code: string, at: number, nextAt = step.nextAt ?? NaN): void {
    const { state } = this;
    const was = state.take(visit, step, nextAt);
    const is = state.visit[visit]!;
    if (!Number.isNaN(nextAt) && !Number.isNaN(state.nextRungAt[visit]))
      this.heap.push(toTick(state.nextRungAt[visit]!), KIND.wait, visit, 0);
    if (was === is) return;
    this.counts.noteMove(was, is, at);
    if (was === VISIT.unreachable) this.counts.noteMissed(this.missedBy.get(visit)!, -1);
    if (is === VISIT.unreachable) this.noteMissed(visit, code);
    if (is !== VISIT.open) this.watcher.ended?.(visit, VISIT_STATES[is]!, at);
  }

  private noteMissed(visit: number, code: string): void {
    const why = VAGUE.includes(code) && this.obstacle[visit] !== '' ? this.obstacle[visit]! : code;
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
