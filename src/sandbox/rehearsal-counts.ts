import { CHANNELS, VISIT_STATES, type Channel, type VisitState } from '../kernel/words.js';

/** The stretch of days that is counted, and how many agents. */
export interface CountedFrame {
  readonly firstDay: number;
  readonly days: number;
  readonly agents: number;
  readonly dayOf: (at: number) => number;
}

/** `planned` and `open` come first; behind them a visit is over. */
const OPEN = VISIT_STATES.indexOf('open');

/** What one run came to: by day, by agent and day, by channel, by how visits ended. */
export class RunCounts {
  readonly sent: Readonly<Record<Channel, Float64Array>>;
  readonly answered: Float64Array;
  /** Visits that are begun and not over when the day ends. */
  private readonly opened: Float64Array;
  /** Calls by agent and day: agent × days + day. */
  readonly agentCalls: Float64Array;
  readonly delivered: Record<Channel, number> = { sms: 0, email: 0, call: 0 };
  readonly answeredBy: Record<Channel, number> = { sms: 0, email: 0, call: 0 };
  /** Visits that ended as `unreachable`, by what stood last in their way. */
  readonly missed = new Map<string, number>();
  private readonly ends = new Float64Array(VISIT_STATES.length);

  constructor(private readonly frame: CountedFrame) {
    const days = () => new Float64Array(frame.days);
    this.sent = { sms: days(), email: days(), call: days() };
    this.answered = days();
    this.opened = days();
    this.agentCalls = new Float64Array(frame.agents * frame.days);
  }

  noteSent(channel: Channel, at: number): void {
    this.sent[channel][this.day(at)]! += 1;
  }

  noteCall(agent: number, at: number): void {
    this.agentCalls[agent * this.frame.days + this.day(at)]! += 1;
  }

  noteAnswer(channel: Channel, at: number): void {
    this.answered[this.day(at)]! += 1;
    this.answeredBy[channel] += 1;
  }

  /** A visit goes from one state to another, by their numbers. */
  noteMove(was: number, is: number, at: number): void {
    if (was === is) return;
    if (is === OPEN) this.opened[this.day(at)]! += 1;
    if (was === OPEN) this.opened[this.day(at)]! -= 1;
    if (was > OPEN) this.ends[was]! -= 1;
    if (is > OPEN) this.ends[is]! += 1;
  }

  noteMissed(code: string, by = 1): void {
    const count = (this.missed.get(code) ?? 0) + by;
    if (count === 0) this.missed.delete(code);
    else this.missed.set(code, count);
  }

  endedAs(state: VisitState): number {
    return this.ends[VISIT_STATES.indexOf(state)]!;
  }

  sentBy(channel: Channel): number {
    return this.sent[channel].reduce((sum, one) => sum + one, 0);
  }

  /** Visits that wait when each day ends. */
  waiting(): Float64Array {
    let open = 0;
    return this.opened.map((change) => (open += change));
  }

  /** Handed over on a day, on all channels. */
  sentOn(day: number): number {
    return CHANNELS.reduce((sum, channel) => sum + this.sent[channel][day]!, 0);
  }

  private day(at: number): number {
    return Math.max(0, Math.min(this.frame.days - 1, this.frame.dayOf(at) - this.frame.firstDay));
  }
}
