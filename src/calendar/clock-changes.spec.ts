import fc from 'fast-check';
import { aRandomContact } from '../../test/support/random-policies.js';
import type { RandomContact } from '../../test/support/random-policies.js';
import { slowMinutes } from '../../test/support/slow-contact.js';
import type { SlowMinutes } from '../../test/support/slow-contact.js';
import { offsetChanges, wallMinutes } from '../../test/support/wall-clocks.js';
import type { OffsetChange } from '../../test/support/wall-clocks.js';
import { decideContact } from './decide-contact.js';
import { listOpenWindows } from './open-windows.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FROM = Date.UTC(2025, 0, 1);
const TO = Date.UTC(2029, 0, 1);
/** On both sides of a change; what is compared lies 36 hours around it. */
const MARGIN = 6 * HOUR;
const AROUND = 36 * HOUR;
const COMPARED = (2 * AROUND) / MINUTE;
const SKIPPED = MARGIN / MINUTE;
/** A second clock for some customers: neighbours of an hour or less, another date, and clocks that are set elsewhere. */
const SECOND_ZONES = ['America/New_York', 'Europe/London', 'Asia/Shanghai', 'Asia/Kathmandu', 'Pacific/Kiritimati'];
const POLICIES_PER_CHANGE = 2;

interface Pattern {
  readonly zones: string[];
  readonly changes: readonly OffsetChange[];
}

/** Zones whose clocks are set at the same moments by the same amount; zones that never are stand together by offset. */
function patternsOf(zones: readonly string[]): Pattern[] {
  const patterns = new Map<string, Pattern>();
  for (const zone of zones) {
    const changes = offsetChanges(zone, FROM, TO);
    const key = JSON.stringify(changes.length > 0 ? changes : wallMinutes(zone, FROM, 1)[0]);
    const known = patterns.get(key);
    if (known) known.zones.push(zone);
    else patterns.set(key, { zones: [zone], changes });
  }
  return [...patterns.values()];
}

const patterns = patternsOf(Intl.supportedValuesOf('timeZone'));
/** The instants to look at: every change, and one ordinary day of a zone without any. */
const momentsOf = ({ changes }: Pattern) =>
  changes.length > 0 ? changes.map(({ at }) => at) : [Date.UTC(2026, 5, 10)];

interface Stretch {
  readonly contact: RandomContact;
  readonly zones: readonly string[];
  /** The first compared instant. */
  readonly from: number;
}

function sayWhere({ contact, zones }: Stretch, at: number, what: string): string {
  return `${what} at ${new Date(at).toISOString()} in ${zones.join(' + ')} under ${contact.text}`;
}

/** The first minute, from one on, of which something is so; the instant after the looked-at stretch where none is. */
function firstInstant(minutes: Uint8Array, from: number, wanted: 0 | 1, start: number): number {
  const found = minutes.indexOf(wanted, from);
  return start + (found < 0 ? minutes.length : found) * MINUTE;
}

/** Where the listed windows disagree with the minutes. */
function windowFaults(stretch: Stretch, planned: SlowMinutes): string[] {
  const { contact, zones, from } = stretch;
  const to = from + 2 * AROUND;
  const listed = listOpenWindows({ ...contact.question, zones }, { start: new Date(from), end: new Date(to) });
  const isIn = new Uint8Array(COMPARED);
  const faults: string[] = [];
  for (const { start, end, closesAt } of listed) {
    const first = (start.getTime() - from) / MINUTE;
    const closes = firstInstant(planned.open, SKIPPED + first, 0, from - MARGIN);
    if (!Number.isInteger(first)) faults.push(sayWhere(stretch, start.getTime(), 'no whole minute'));
    if (closes < to && closesAt.getTime() !== closes) faults.push(sayWhere(stretch, closesAt.getTime(), 'closing'));
    for (let minute = first; from + minute * MINUTE < end.getTime(); minute++) isIn[minute] = 1;
  }
  const wrong = isIn.findIndex((each, minute) => each !== planned.starts[SKIPPED + minute]);
  return wrong < 0 ? faults : [...faults, sayWhere(stretch, from + wrong * MINUTE, `window: ${isIn[wrong]}`)];
}

/** Minutes in steps, and every minute beside an edge. */
function minutesToAsk({ exact, planned }: { exact: SlowMinutes; planned: SlowMinutes }, changeAt: number): number[] {
  const asked = new Set<number>([changeAt - 1, changeAt, changeAt + 1]);
  for (let minute = 0; minute < COMPARED; minute++) {
    const at = SKIPPED + minute;
    const isEdge = [exact, planned].some(({ open, starts }) =>
      [open, starts].some((each) => each[at] !== each[at - 1] || each[at] !== each[at + 1]),
    );
    if (isEdge || minute % 61 === 0) asked.add(minute);
  }
  return [...asked];
}

/** Where the decision disagrees with the minutes: whether, until when, and when next. */
function decisionFaults(stretch: Stretch, minutes: { exact: SlowMinutes; planned: SlowMinutes }): string[] {
  const { contact, zones, from } = stretch;
  const [start, to] = [from - MARGIN, from + 2 * AROUND];
  return minutesToAsk(minutes, AROUND / MINUTE).flatMap((minute) => {
    const now = from + minute * MINUTE;
    const at = SKIPPED + minute;
    const { allowed, next, closesAt } = decideContact({ ...contact.question, zones }, new Date(now));
    if (Number(allowed) !== minutes.exact.starts[at]) return [sayWhere(stretch, now, `allowed: ${allowed}`)];
    const closes = firstInstant(minutes.exact.open, at, 0, start);
    if (allowed) return closes < to && closesAt?.getTime() !== closes ? [sayWhere(stretch, now, 'closesAt')] : [];
    const opens = firstInstant(minutes.planned.starts, at, 1, start);
    const said = next?.getTime() ?? Infinity;
    return (opens < to ? said === opens : said >= to) ? [] : [sayWhere(stretch, now, `next ${next?.toISOString()}`)];
  });
}

/** Half a minute later the guard minutes are no longer whole. */
function halfMinuteFaults(stretch: Stretch, { exact }: { exact: SlowMinutes }): string[] {
  const { contact, zones, from } = stretch;
  const guard = contact.slow.special?.guardMinutes ?? contact.slow.usual.guardMinutes ?? 0;
  for (let minute = 0; minute < COMPARED; minute++) {
    const at = SKIPPED + minute;
    if (exact.starts[at] === 0 || exact.starts[at + 1] === 1) continue;
    const now = from + minute * MINUTE + MINUTE / 2;
    const { allowed } = decideContact({ ...contact.question, zones }, new Date(now));
    if (allowed !== (guard === 0)) return [sayWhere(stretch, now, `half a minute on: ${allowed}`)];
  }
  return [];
}

/**
 * Every zone of the time-zone database, every change of its offset in 2025–2028, against minutes read off `Intl`.
 * Faults planted one after another in the source, each seen to fail here: the earlier side of a time that
 * comes twice for a window's start and the later for its end; a gap's edge counted with the offset before it; guard
 * minutes taken off the beginning; the last lawful moment cut off; a window that runs on beyond a change; windows listed
 * by the exact rule; a holiday campaign's hours without the guard minutes (this one was real).
 */
describe('contact hours around every change of every clock from 2025 to 2028', () => {
  it('knows all zones, and enough changes to be worth it', () => {
    expect(patterns.flatMap(({ zones }) => zones).length).toBeGreaterThan(400);
    const changes = patterns.flatMap((pattern) => pattern.changes);
    expect(new Set(changes.map(({ before, after }) => after - before))).toEqual(new Set([-120, -60, -30, 30, 60, 120]));
    expect(changes.length).toBeGreaterThan(150);
  });

  it('agree with a minute-by-minute look at the wall clocks, for policies made up at random', () => {
    let seed = 0;
    for (const pattern of patterns) {
      for (const moment of momentsOf(pattern)) {
        const from = moment - AROUND;
        const wallOf = (zone: string) => wallMinutes(zone, from - MARGIN, COMPARED + 2 * SKIPPED);
        const zone = pattern.zones[0]!;
        const own = wallOf(zone);
        const contacts = fc.sample(aRandomContact(moment), { seed: ++seed, numRuns: POLICIES_PER_CHANGE });
        for (const [index, contact] of contacts.entries()) {
          const second = index === 0 && seed % 2 === 0 ? SECOND_ZONES[seed % SECOND_ZONES.length]! : null;
          const stretch = { contact, zones: second === null ? [zone] : [zone, second], from };
          const minutes = slowMinutes(contact.slow, second === null ? [own] : [own, wallOf(second)]);
          expect(windowFaults(stretch, minutes.planned)).toEqual([]);
          expect(decisionFaults(stretch, minutes)).toEqual([]);
          expect(halfMinuteFaults(stretch, minutes)).toEqual([]);
        }
      }
    }
  });

  it('are the same in all zones whose clocks are set alike', () => {
    for (const [seed, pattern] of patterns.entries()) {
      for (const moment of momentsOf(pattern)) {
        const [contact] = fc.sample(aRandomContact(moment), { seed, numRuns: 1 });
        const range = { start: new Date(moment - AROUND), end: new Date(moment + AROUND) };
        const windowsIn = (zone: string) => listOpenWindows({ ...contact!.question, zones: [zone] }, range);
        const first = JSON.stringify(windowsIn(pattern.zones[0]!));
        const different = pattern.zones.filter((zone) => JSON.stringify(windowsIn(zone)) !== first);
        expect({ moment, different }).toEqual({ moment, different: [] });
      }
    }
  });
});
