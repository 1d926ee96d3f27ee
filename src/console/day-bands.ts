/** A stretch of a local day, in minutes after midnight, `[from, to)`; `to` is at most 1440. */
export interface OpenMinutes {
  readonly from: number;
  readonly to: number;
  /** It rests on a year without an imported calendar. */
  readonly isProvisional?: boolean;
}

/** A day of a strip: when it is open, and where "now" lies if it is today. */
export interface BandDay {
  readonly labelKey?: string | undefined;
  readonly label?: string | undefined;
  /** What kind of day it is (`console.day-type.…`), where that needs saying. */
  readonly noteKey?: string | undefined;
  readonly open: readonly OpenMinutes[];
  /** Minutes after midnight. */
  readonly now?: number | undefined;
}

/** Days as bands, for `partials/day-bands.hbs`; one unit of width is a minute. */
export interface DayBands {
  readonly captionKey: string;
  /** What a day without open hours is called, where that is not that nobody may be contacted. */
  readonly closedKey?: string;
  readonly hours: readonly number[];
  readonly days: readonly (Omit<BandDay, 'open'> & {
    readonly isToday: boolean;
    readonly bands: readonly {
      readonly from: number;
      readonly width: number;
      readonly text: string;
      readonly isProvisional: boolean;
    }[];
  })[];
}

const EVERY_THIRD_HOUR = [180, 360, 540, 720, 900, 1080, 1260];

/** Lays days out as coloured bands. */
export function toDayBands(captionKey: string, days: readonly BandDay[]): DayBands {
  return {
    captionKey,
    hours: EVERY_THIRD_HOUR,
    days: days.map(({ open, ...day }) => ({
      ...day,
      isToday: day.now !== undefined,
      bands: open.map(({ from, to, isProvisional }) => ({
        from,
        width: to - from,
        text: `${minuteText(from)}–${minuteText(to)}`,
        isProvisional: isProvisional ?? false,
      })),
    })),
  };
}

/** 09:00 for 540; 24:00 for the end of the day. */
export function minuteText(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
