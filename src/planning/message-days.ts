import type { ChannelRate } from './plan-input.js';
import { unitsOf } from './rate-minutes.js';
import { clipStretches, type Stretches } from './time-buckets.js';

/** A local day, [from, to) in milliseconds, and how many messages more it takes. */
export interface DayLimit {
  readonly from: number;
  readonly to: number;
  readonly room: number;
  /** What other campaigns have planned on it, as so many messages like ours. */
  readonly held: number;
  /** The part of stretches that lies on it. */
  clip(stretches: Stretches): Stretches;
}

const QUARTER_MS = 15 * 60_000;

/** The local days that stretches touch, with what the limit of a day leaves of each. */
export function limitDays(
  stretches: readonly Stretches[],
  rate: ChannelRate,
  dayOf: (at: number) => number,
): DayLimit[] {
  const first = Math.min(...stretches.map((list) => list[0] ?? Infinity));
  const last = Math.max(...stretches.map((list) => list.at(-1) ?? -Infinity));
  const limits: DayLimit[] = [];
  for (let from = first; from < last;) {
    const to = nextDay(from, last, dayOf);
    const held = rate.held.reduce((sum, { at, count }) => (dayOf(at) === dayOf(from) ? sum + count : sum), 0);
    const room = Math.max(0, Math.floor(((rate.perDay ?? Infinity) - held) / unitsOf(rate)));
    const [start, end] = [from, to];
    limits.push({ from, to, room, held: held / unitsOf(rate), clip: (list) => clipStretches(list, start, end) });
    from = to;
  }
  return limits;
}

/** Days begin on quarters of an hour, in every zone. */
function nextDay(from: number, last: number, dayOf: (at: number) => number): number {
  const day = dayOf(from);
  let at = Math.floor(from / QUARTER_MS) * QUARTER_MS + QUARTER_MS;
  while (at < last && dayOf(at) === day) at += QUARTER_MS;
  return Math.min(at, last);
}
