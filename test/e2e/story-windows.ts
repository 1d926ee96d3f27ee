/** A way in which a customer is contacted by the plan. */
export type StoryChannel = 'sms' | 'email' | 'call';

type Stretch = readonly [from: number, to: number];

const minutes = (hours: number, rest = 0) => hours * 60 + rest;
/** A call must have five minutes before the hours end. */
const CALL_HOURS: readonly Stretch[] = [
  [minutes(9), minutes(11, 56)],
  [minutes(14), minutes(19, 56)],
];
const HOURS: Readonly<Record<StoryChannel, readonly Stretch[]>> = {
  call: CALL_HOURS,
  sms: [
    [minutes(9), minutes(12)],
    [minutes(14), minutes(20)],
  ],
  email: [[minutes(8), minutes(21)]],
};
/** The days of the story, ordinary workdays everywhere. */
const DAYS = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'];

/**
 * Whether the packaged Chinese policy lets this channel disturb somebody then who may live in any of these zones: told
 * by `Intl` and a table written by hand, so that the product's own calendar is not its own judge.
 */
export function isOpenHour(channel: StoryChannel, zones: readonly string[], at: Date): boolean {
  return zones.length > 0 && zones.every((zone) => isOpenIn(channel, zone, at));
}

function isOpenIn(channel: StoryChannel, zone: string, at: Date): boolean {
  const { date, minute } = wallClock(zone, at);
  if (!DAYS.includes(date)) throw new Error(`${date} lies outside the days that this table knows`);
  return HOURS[channel].some(([from, to]) => minute >= from && minute < to);
}

/** The local date and minute of the day. */
export function wallClock(zone: string, at: Date): { date: string; minute: number } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    date: `${parts['year']}-${parts['month']}-${parts['day']}`,
    minute: Number(parts['hour']) * 60 + Number(parts['minute']),
  };
}
