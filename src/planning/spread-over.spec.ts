import { aContactQuestion, at } from '../../test/support/calendar-rules.js';
import { spanFor, spreadOver } from './spread-over.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const sms = aContactQuestion({ channel: 'sms' });
const OPENING = at('2026-11-24 09:00');
const IDS = Array.from({ length: 3_000 }, (_, i) => 70_000 + i);
const instants = (spanMs: number, opening = OPENING) =>
  IDS.map((id) => spreadOver(sms, id, opening, spanMs).getTime() - opening.getTime());

/** The fullest minute and the number of minutes that take something. */
function minutes(offsets: readonly number[]): { fullest: number; used: number } {
  const counts = new Map<number, number>();
  for (const offset of offsets) {
    const minute = Math.floor(offset / MINUTE);
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return { fullest: Math.max(...counts.values()), used: counts.size };
}

describe('what steps on at the same moment', () => {
  it('lies evenly over its span, and always at the same place', () => {
    const offsets = instants(HOUR);
    const { fullest, used } = minutes(offsets);
    expect(used).toBe(60);
    // 3000 in 60 minutes are 50 a minute.
    expect(fullest).toBeLessThanOrEqual(1.2 * 50);
    expect(instants(HOUR)).toEqual(offsets);
  });

  it('stays within the hours: a span that is longer than they are is drawn together', () => {
    const offsets = instants(24 * HOUR);
    // Open from 09:00 to 12:00.
    expect(Math.max(...offsets)).toBeLessThan(3 * HOUR);
    expect(minutes(offsets).fullest).toBeLessThanOrEqual(Math.ceil((1.2 * 3_000) / 180));
  });

  it.each([
    ['a few, in the middle of the hours', 10, false, 0],
    ['a few, at an opening', 10, true, 10 * MINUTE],
    ['many, in the middle of the hours', 3_000, false, 10 * MINUTE],
    ['many, at an opening', 36_000, true, 2 * HOUR],
  ])('is given half of the rate: %s', (_, messages, isOpening, span) => {
    expect(spanFor(messages, 600, isOpening)).toBe(span);
  });
});
