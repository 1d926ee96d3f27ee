import { minuteText, toDayBands } from './day-bands.js';
import { toRing } from './ring.js';
import { newestFirst } from './timeline.js';
import type { TimelineItem } from './timeline.js';

describe('a day as bands', () => {
  it('has a unit of width for each minute, and says its hours in words', () => {
    const [day] = toDayBands('caption', [
      {
        label: 'Mon',
        open: [
          { from: 540, to: 720 },
          { from: 840, to: 1440 },
        ],
        now: 600,
      },
    ]).days;
    expect(day?.bands).toEqual([
      { from: 540, width: 180, text: '09:00–12:00', isProvisional: false },
      { from: 840, width: 600, text: '14:00–24:00', isProvisional: false },
    ]);
    expect(day).toMatchObject({ isToday: true, now: 600 });
  });

  it('marks what rests on a year without a calendar, and no other day as today', () => {
    const [day] = toDayBands('caption', [{ label: 'Tue', open: [{ from: 0, to: 60, isProvisional: true }] }]).days;
    expect(day).toMatchObject({ isToday: false, bands: [{ isProvisional: true }] });
    expect([minuteText(0), minuteText(1439), minuteText(1440)]).toEqual(['00:00', '23:59', '24:00']);
  });
});

describe("a call's ring", () => {
  it.each([
    [0, 'calm', 300, '0:00'],
    [179, 'calm', 121, '2:59'],
    [180, 'amber', 120, '3:00'],
    [299, 'amber', 1, '4:59'],
    [300, 'red', 0, '5:00'],
    [725, 'red', 0, '12:05'],
  ])('after %d seconds is %s', (seconds, tone, rest, text) => {
    expect(toRing('label', seconds)).toMatchObject({ tone, rest, text });
  });
});

it('tells the newest first, and of one instant what was told last', () => {
  const item = (titleKey: string, minute: number): TimelineItem => ({
    at: new Date(Date.UTC(2026, 10, 28, 1, minute)),
    icon: 'clock',
    tone: 'plain',
    titleKey,
  });
  const told = [item('a', 1), item('b', 3), item('c', 1)];
  expect(newestFirst(told).map(({ titleKey }) => titleKey)).toEqual(['b', 'c', 'a']);
  expect(told[0]?.titleKey).toBe('a');
});
