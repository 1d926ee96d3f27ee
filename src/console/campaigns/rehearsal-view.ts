import { localInstant } from '../../archive/local-instant.js';
import type { Range, Rehearsal, RehearsedDay } from '../../sandbox/rehearsal-summary.js';
import { share } from './consequence.js';

/** A number with its range, and a bar with a whisker from the 10 % to the 90 % mark; places in per cent of the longest. */
export interface RangeBar extends Range {
  readonly isSure: boolean;
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

/** A day of the rehearsal's timeline: what is sent, answered and waits, on one scale. */
export interface DayOfRehearsal {
  readonly at: Date;
  readonly sms: Range;
  readonly email: Range;
  readonly call: Range;
  readonly answered: RangeBar;
  readonly waiting: RangeBar;
  readonly sent: RangeBar;
}

/** An agent's row: the fullest day, and each day's share of the shift. */
export interface AgentOfRehearsal {
  readonly agentNo: string;
  readonly name: string;
  readonly minutes: number;
  readonly cells: readonly {
    /** Midnight of the organisation's day. */
    readonly at: Date;
    readonly minutes: Range;
    readonly isSure: boolean;
    readonly shiftMinutes: number;
    readonly load: number;
    readonly tone: string;
  }[];
}

/** Agents on the page, those with the most calls first. */
const MOST_AGENTS = 40;
/** Days beside each other. */
const MOST_DAYS = 14;

/** What stands in the way, in the words of the rehearsal; what reports name already is said as there. */
const OWN_REASONS: readonly string[] = [
  'no-agent-in-time',
  'desk-not-reached',
  'desk-wrong-party',
  'provisional-calendar',
];
const REPORT_REASONS: readonly string[] = [
  ...['refused-by-provider', 'deadline-passed', 'nothing-delivered', 'cap-reached', 'cap-planned', 'cap-same-day-part'],
  ...['rest-hours', 'rest-day', 'outside-preferred-time', 'window-closes'],
];

/** A rehearsal as its page shows it. */
export function toRehearsalView(rehearsal: Rehearsal, zone: string) {
  const { timeline, responses, missed, ends, visits, answered, agents, rates } = rehearsal;
  const sentOf = (day: RehearsedDay): Range => sum([day.sms, day.email, day.call]);
  const longest = Math.max(0, ...timeline.flatMap((day) => [sentOf(day).high, day.answered.high, day.waiting.high]));
  const longestChannel = Math.max(0, ...responses.map(({ sent }) => sent.high));
  const longestMissed = Math.max(0, ...missed.reasons.map(({ high }) => high));
  const shown = loads(agents, zone);
  return {
    visits,
    audience: rehearsal.audience,
    runs: rehearsal.runs,
    left: rehearsal.audience - visits,
    answered,
    answeredShare: visits === 0 ? null : answered.median / visits,
    missed: missed.total,
    declined: sum([ends.refused, ends.opted_out]),
    expired: ends.expired,
    days: timeline.map((day): DayOfRehearsal => ({
      at: localInstant(day.date, 0, zone, 'start'),
      sms: day.sms,
      email: day.email,
      call: day.call,
      sent: toBar(sentOf(day), longest),
      answered: toBar(day.answered, longest),
      waiting: toBar(day.waiting, longest),
    })),
    channels: responses.map((one) => ({
      ...one,
      channelKey: `console.channel.${one.channel}`,
      sentBar: toBar(one.sent, longestChannel),
      answeredBar: toBar(one.answered, longestChannel),
    })),
    reasons: missed.reasons.map(({ code, ...range }) => ({
      labelKey: reasonKey(code),
      bar: toBar(range, longestMissed),
    })),
    load: {
      ...shown,
      isCut: agents.length > MOST_AGENTS,
    },
    rates: rates.map((rate) => ({ ...rate, channelKey: `console.channel.${rate.channel}`, place: rate.rung + 1 })),
  };
}

function reasonKey(code: string): string {
  if (OWN_REASONS.includes(code)) return `console.rehearsal.why.${code}`;
  return REPORT_REASONS.includes(code) ? `report.code.${code}` : 'console.rehearsal.why.other';
}

function toBar(range: Range, longest: number): RangeBar {
  const [width, from, to] = [range.median, range.low, range.high].map((number) => share(number, longest)) as [
    number,
    number,
    number,
  ];
  return { ...range, isSure: range.low === range.high, width, from, to };
}

/** Of several numbers together; their marks are added, which makes the range wider than it is, never narrower. */
function sum(ranges: readonly Range[]): Range {
  const of = (name: keyof Range) => ranges.reduce((all, range) => all + range[name], 0);
  return { low: of('low'), median: of('median'), high: of('high') };
}

function loads(agents: Rehearsal['agents'], zone: string): { days: Date[]; agents: AgentOfRehearsal[] } {
  const dates = [...new Set(agents.flatMap(({ days }) => days.map(({ date }) => date)))].sort().slice(0, MOST_DAYS);
  const midnights = dates.map((date) => localInstant(date, 0, zone, 'start'));
  const nothing = { low: 0, median: 0, high: 0 };
  const rows = agents.map(({ agentNo, name, days }) => {
    const byDate = new Map(days.map((day) => [day.date, day]));
    const cells = dates.map((date, i) => {
      const { minutes = nothing, shiftMinutes = 0 } = byDate.get(date) ?? {};
      const load = shiftMinutes === 0 ? 0 : minutes.median / shiftMinutes;
      const isSure = minutes.low === minutes.high;
      return { at: midnights[i]!, minutes, isSure, shiftMinutes, load, tone: toneOf(load) };
    });
    return { agentNo, name, minutes: days.reduce((all, day) => all + day.minutes.median, 0), cells };
  });
  rows.sort((a, b) => b.minutes - a.minutes || (a.agentNo < b.agentNo ? -1 : 1));
  return { days: midnights, agents: rows.slice(0, MOST_AGENTS) };
}

function toneOf(load: number): string {
  if (load === 0) return 'none';
  if (load < 0.5) return 'light';
  return load < 0.9 ? 'half' : 'full';
}
