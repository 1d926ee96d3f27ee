import { windowLines } from './window-lines.js';

const window = (from: string, channel: 'sms' | 'email', maxPerMinute: number, evenPerMinute: number) => ({
  channel,
  from,
  to: from.replace(':00:00Z', ':59:00Z'),
  count: 10,
  maxPerMinute,
  evenPerMinute,
});

describe('the minutes of messages', () => {
  it('stand in the order of time, the fullest beside the even rate on one scale', () => {
    const windows = [window('2026-11-25T01:00:00Z', 'email', 10, 5), window('2026-11-24T01:00:00Z', 'sms', 2, 1.64)];
    const lines = windowLines({ windows });
    expect(lines.map(({ channelKey, max, even }) => [channelKey, max, even])).toEqual([
      ['console.channel.sms', 2, '1.6'],
      ['console.channel.email', 10, '5.0'],
    ]);
    expect(lines.map(({ evenWidth, aboveWidth }) => [evenWidth, aboveWidth])).toEqual([
      [16.4, 3.6],
      [50, 50],
    ]);
  });

  it('are none in a plan that was stored before they were measured', () => {
    expect(windowLines({})).toEqual([]);
  });
});
