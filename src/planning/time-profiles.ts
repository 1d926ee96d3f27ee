import type { ContactQuestion } from '../calendar/contact-question.js';
import { listOpenWindows, type OpenWindow } from '../calendar/open-windows.js';
import type { Interval } from '../kernel/interval.js';
import type { Channel } from '../kernel/words.js';
import { Interned } from './plan-columns.js';
import type { TimeProfile } from './plan-input.js';

/** What of a customer decides when the first contact may start. */
export interface TimeFacts {
  readonly channel: Channel;
  readonly zones: readonly string[];
  readonly preferredTime: readonly (readonly [string, string])[] | null;
  readonly explicitTimeConsent: boolean;
}

/** Open windows, computed once for all customers with the same zones, preference and channel. */
export class TimeProfiles {
  private readonly interned = new Interned<{ profile: TimeProfile; windows: readonly OpenWindow[] }>();

  /** `base` holds policy, calendar and campaign; `range` is the plan's beginning to its horizon. */
  constructor(
    private readonly base: Pick<ContactQuestion, 'policy' | 'calendar' | 'holidayCampaign'>,
    private readonly range: Interval,
  ) {}

  get profiles(): readonly TimeProfile[] {
    return this.interned.items.map(({ profile }) => profile);
  }

  /** The number of the profile for these facts. */
  profileOf(facts: TimeFacts): number {
    const { channel, zones, preferredTime, explicitTimeConsent } = facts;
    const key = `${channel}|${zones.join()}|${preferredTime === null ? '' : JSON.stringify(preferredTime)}|${explicitTimeConsent}`;
    return this.interned.of(key, () => {
      const windows = listOpenWindows({ ...this.base, ...facts }, this.range);
      const provisional = windows.find((window) => window.provisional);
      const profile = {
        channel,
        windows: Float64Array.from(windows.flatMap(({ start, end }) => [start.getTime(), end.getTime()])),
        provisionalFrom: provisional?.start.getTime() ?? Infinity,
      };
      return { profile, windows };
    });
  }

  /** As `rollDeadline`, for one profile. */
  rolledDue(profile: number, from: number, due: number): number {
    return rollDeadline(this.interned.items[profile]!.windows, from, due);
  }
}

/**
 * The last moment for a first contact: the raw deadline, or, where no window opens between `from` and it, the end of
 * the first window after it. NaN where none comes within the horizon.
 */
export function rollDeadline(windows: readonly OpenWindow[], from: number, due: number): number {
  const isOpenBefore = ({ start, end }: OpenWindow) => Math.max(start.getTime(), from) < Math.min(end.getTime(), due);
  if (windows.some(isOpenBefore)) return due;
  const next = windows.find((window) => window.end.getTime() > Math.max(from, due));
  return next?.closesAt.getTime() ?? NaN;
}
