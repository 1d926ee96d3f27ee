import { dayPart } from './day-part.js';

describe('the part of the day', () => {
  it.each([
    ['2026-11-23T00:30:00Z', '2026-11-22T16:00:00.000Z', '2026-11-23T04:00:00.000Z'],
    ['2026-11-23T04:00:00Z', '2026-11-23T04:00:00.000Z', '2026-11-23T09:00:00.000Z'],
    ['2026-11-23T15:59:59Z', '2026-11-23T09:00:00.000Z', '2026-11-23T16:00:00.000Z'],
  ])('that holds %s in Shanghai began at %s and ends at %s', (now, startedAt, nextAt) => {
    const part = dayPart(new Date(now), 'Asia/Shanghai');
    expect([part.startedAt.toISOString(), part.nextAt.toISOString()]).toEqual([startedAt, nextAt]);
  });

  it('begins late on a day whose midnight does not exist', () => {
    const { startedAt } = dayPart(new Date('2026-09-06T12:00:00Z'), 'America/Santiago');
    expect(startedAt).toEqual(new Date('2026-09-06T04:00:00Z'));
  });
});
