import { dateOfDay } from '../calendar/local-day.js';
import { CHANNELS, type Channel, type VisitState } from '../kernel/words.js';
import { type PastAnswers, type RateLine, rateLines } from './answer-model.js';
import type { RunCounts } from './rehearsal-counts.js';
import type { PreparedRehearsal } from './rehearsal-order.js';

/** What a number comes to over the runs: 10 % of them stay below `low`, half below `median`, 90 % below `high`. */
export interface Range {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** One local day of the organisation. */
export interface RehearsedDay extends Readonly<Record<Channel, Range>> {
  readonly date: string;
  readonly answered: Range;
  /** Begun and not over when the day ends. */
  readonly waiting: Range;
}

/** An agent's day: calls and their minutes, against the minutes of the shifts. */
export interface RehearsedAgentDay {
  readonly date: string;
  readonly shiftMinutes: number;
  readonly calls: Range;
  readonly minutes: Range;
}

/** What a channel is expected to bring. */
export interface ChannelResponses {
  readonly channel: Channel;
  readonly sent: Range;
  /** Taken by the provider, or a person on the line. */
  readonly arrived: Range;
  readonly answered: Range;
}

export const REHEARSED_ENDS = [
  'completed',
  'refused',
  'opted_out',
  'expired',
  'unreachable',
] as const satisfies VisitState[];

/** A campaign run ahead. Every visit ends in one of `ends`; with who is left out they are the audience. */
export interface Rehearsal {
  readonly runs: number;
  readonly seed: number;
  readonly audience: number;
  readonly visits: number;
  readonly excluded: Readonly<Record<string, number>>;
  readonly ends: Readonly<Record<(typeof REHEARSED_ENDS)[number], Range>>;
  readonly timeline: readonly RehearsedDay[];
  readonly responses: readonly ChannelResponses[];
  readonly answered: Range;
  /** Who is planned and not reached by the deadline, by what stands in the way; the largest first. */
  readonly missed: { readonly total: Range; readonly reasons: readonly (Range & { readonly code: string })[] };
  readonly agents: readonly {
    readonly agentNo: string;
    readonly name: string;
    readonly days: readonly RehearsedAgentDay[];
  }[];
  readonly rates: readonly RateLine[];
}

/** The range of a number over the runs; quantiles in a straight line between neighbours (Hyndman and Fan's type 7). */
export function rangeOf(values: readonly number[]): Range {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const below = Math.floor(place);
    const low = sorted[below] ?? 0;
    return Math.round(low + (place - below) * ((sorted[below + 1] ?? low) - low));
  };
  return { low: at(0.1), median: at(0.5), high: at(0.9) };
}

/** Puts the runs of a rehearsal together. */
export function summariseRehearsal(
  prepared: PreparedRehearsal,
  runs: readonly RunCounts[],
  past: PastAnswers,
  seed: number,
): Rehearsal {
  const { plan } = prepared;
  const over = (valueOf: (run: RunCounts) => number): Range => rangeOf(runs.map(valueOf));
  const answeredIn = (run: RunCounts): number => CHANNELS.reduce((sum, channel) => sum + run.answeredBy[channel], 0);
  const ends = REHEARSED_ENDS.map((state) => [state, over((run) => run.endedAs(state))] as const);
  const { ladders } = plan.visits.people;
  return {
    runs: runs.length,
    seed,
    audience: plan.audience,
    visits: plan.visits.length,
    excluded: plan.excluded,
    ends: Object.fromEntries(ends) as Rehearsal['ends'],
    timeline: timelineOf(prepared, runs),
    responses: CHANNELS.filter((channel) => ladders.items.some((ladder) => ladder.includes(channel))).map(
      (channel) => ({
        channel,
        sent: over((run) => run.sentBy(channel)),
        arrived: over((run) => run.delivered[channel]),
        answered: over((run) => run.answeredBy[channel]),
      }),
    ),
    answered: over(answeredIn),
    missed: missedOf(runs),
    agents: agentsOf(prepared, runs),
    rates: rateLines(past, ladders.items),
  };
}

function timelineOf({ counted }: PreparedRehearsal, runs: readonly RunCounts[]): RehearsedDay[] {
  const waiting = runs.map((run) => run.waiting());
  const happens = (day: number): boolean =>
    runs.some((run, i) => run.sentOn(day) > 0 || run.answered[day]! > 0 || waiting[i]![day]! > 0);
  return Array.from({ length: counted.days }, (_, day) => day)
    .filter(happens)
    .map((day) => {
      const sent = (channel: Channel): Range => rangeOf(runs.map((run) => run.sent[channel][day]!));
      return {
        date: dateOfDay(counted.firstDay + day),
        sms: sent('sms'),
        email: sent('email'),
        call: sent('call'),
        answered: rangeOf(runs.map((run) => run.answered[day]!)),
        waiting: rangeOf(waiting.map((open) => open[day]!)),
      };
    });
}

function missedOf(runs: readonly RunCounts[]): Rehearsal['missed'] {
  const codes = [...new Set(runs.flatMap((run) => [...run.missed.keys()]))].sort();
  const reasons = codes
    .map((code) => ({ code, ...rangeOf(runs.map((run) => run.missed.get(code) ?? 0)) }))
    .filter(({ high }) => high > 0)
    .sort((a, b) => b.median - a.median || b.high - a.high);
  return { total: rangeOf(runs.map((run) => run.endedAs('unreachable'))), reasons };
}

function agentsOf({ plan, counted }: PreparedRehearsal, runs: readonly RunCounts[]): Rehearsal['agents'] {
  const { minutesPerCall } = plan.campaign;
  const lastDay = lastDayWithCalls(runs, counted.days);
  return plan.agents.map(({ agentNo, name, shifts }, agent) => {
    const onShift = new Float64Array(counted.days);
    for (let i = 0; i < shifts.length; i += 2) {
      const day = counted.dayOf(shifts[i]!) - counted.firstDay;
      const minutes = (shifts[i + 1]! - Math.max(shifts[i]!, plan.from)) / 60_000;
      if (day >= 0 && day < counted.days) onShift[day]! += Math.max(0, minutes);
    }
    const days = Array.from({ length: lastDay + 1 }, (_, day) => {
      const calls = runs.map((run) => run.agentCalls[agent * counted.days + day]!);
      const minutes = rangeOf(calls.map((count) => count * minutesPerCall));
      const shiftMinutes = Math.round(onShift[day]!);
      return { date: dateOfDay(counted.firstDay + day), shiftMinutes, calls: rangeOf(calls), minutes };
    });
    return { agentNo, name, days: days.filter(({ shiftMinutes, calls }) => shiftMinutes > 0 || calls.high > 0) };
  });
}

/** −1 where nobody calls. */
function lastDayWithCalls(runs: readonly RunCounts[], days: number): number {
  for (let day = days - 1; day >= 0; day--) if (runs.some((run) => run.sent.call[day]! > 0)) return day;
  return -1;
}
