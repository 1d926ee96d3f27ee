import type { ContactQuestion } from '../../calendar/contact-question.js';
import { DAY_MS, MINUTE_MS } from '../../calendar/local-day.js';
import { listOpenWindows } from '../../calendar/open-windows.js';
import { zoneClock } from '../../calendar/zone-clock.js';
import { toDayBands } from '../day-bands.js';
import type { BandDay, DayBands } from '../day-bands.js';

/** The local day of an instant in each zone, and what remains when all must be open, with the instant marked. */
export function askedDayBands(question: ContactQuestion, at: Date): DayBands {
  const zones = question.zones.filter((zone) => zoneClock(zone) !== null);
  const rows = zones.map((zone) => ({ label: zone, ...localDay({ ...question, zones: [zone] }, zone, at) }));
  const [first] = zones;
  const isJoined = zones.length > 1 && first !== undefined;
  const all = isJoined ? [{ labelKey: 'console.rules.all-zones', ...localDay(question, first, at) }] : [];
  return toDayBands('console.rules.asked-day', [...rows, ...all]);
}

/** What is open of the local day around `at`, on this zone's wall clock. */
function localDay(question: ContactQuestion, zone: string, at: Date): Pick<BandDay, 'open' | 'now'> {
  const clock = zoneClock(zone);
  if (clock === null) return { open: [] };
  const midnight = Math.floor(clock.localOf(at.getTime()) / DAY_MS) * DAY_MS;
  const minuteOf = (instant: Date) => Math.round((clock.localOf(instant.getTime()) - midnight) / MINUTE_MS);
  const start = new Date(clock.edgeInstant(midnight, 'start'));
  const end = new Date(clock.edgeInstant(midnight + DAY_MS, 'end'));
  const open = listOpenWindows(question, { start, end }).map((window) => ({
    from: Math.max(0, minuteOf(window.start)),
    to: Math.min(1440, minuteOf(window.closesAt)),
    isProvisional: window.provisional,
  }));
  return { open, now: minuteOf(at) };
}
