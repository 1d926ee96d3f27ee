import type { PlanSummary } from '../../planning/plan-summary.js';
import { share } from './consequence.js';

const MOST_LINES = 60;

/** The messages of one channel in one open window: its fullest minute beside the even rate. */
export interface WindowLine {
  readonly channelKey: string;
  readonly from: Date;
  readonly to: Date;
  readonly number: number;
  readonly max: number;
  /** Messages a minute, with one digit. */
  readonly even: string;
  /** The even rate and what the fullest minute has above it, in per cent of the fullest minute of all. */
  readonly evenWidth: number;
  readonly aboveWidth: number;
}

/** The windows of a plan in the order of time; plans that were stored before windows were measured have none. */
export function windowLines({ windows = [] }: Partial<Pick<PlanSummary, 'windows'>>): WindowLine[] {
  const sorted = [...windows].sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0));
  const shown = sorted.slice(0, MOST_LINES);
  const fullest = Math.max(0, ...shown.map(({ maxPerMinute }) => maxPerMinute));
  return shown.map(({ channel, from, to, count, maxPerMinute, evenPerMinute }) => ({
    channelKey: `console.channel.${channel}`,
    from: new Date(from),
    to: new Date(to),
    number: count,
    max: maxPerMinute,
    even: evenPerMinute.toFixed(1),
    evenWidth: share(evenPerMinute, fullest),
    aboveWidth: share(Math.max(0, maxPerMinute - evenPerMinute), fullest),
  }));
}
