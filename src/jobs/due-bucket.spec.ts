import { dueBucket } from './due-bucket.js';

describe('dueBucket', () => {
  const at = (iso: string) => new Date(iso);

  it('names the local minute of a job that runs each minute', () => {
    expect(dueBucket({ everyMinute: true }, at('2026-11-23T16:05:59Z'), 'Asia/Shanghai')).toBe('2026-11-24T00:05');
  });

  it.each([
    ['2026-11-23T01:59:00Z', '2026-11-22'],
    ['2026-11-23T02:00:00Z', '2026-11-23'],
    ['2026-11-23T15:59:59Z', '2026-11-23'],
    ['2026-11-23T16:00:00Z', '2026-11-23'],
  ])('at %s a job due daily at 10:00 in Shanghai belongs to %s', (now, bucket) => {
    expect(dueBucket({ dailyAt: '10:00' }, at(now), 'Asia/Shanghai')).toBe(bucket);
  });

  it('goes back over the end of a month', () => {
    expect(dueBucket({ dailyAt: '10:00' }, at('2026-12-01T00:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-30');
  });
});
