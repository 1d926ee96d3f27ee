import { readWindows, writeWindows } from './windows-text.js';

describe('windows of a day as a line of text', () => {
  it.each([
    ['09:00-12:00, 14:00-20:00', [['09:00', '12:00'], ['14:00', '20:00']]], // prettier-ignore
    ['9:00–12:00，14:00至20:00', [['09:00', '12:00'], ['14:00', '20:00']]], // prettier-ignore
    ['22:00-02:00', [['22:00', '02:00']]],
    ['', []],
    ['-', []],
    ['=workday', '=workday'],
    ['= weekend', '=weekend'],
  ])('reads %j', (text, windows) => {
    expect(readWindows(text)).toEqual(windows);
  });

  it.each(['nine to twelve', '09:00', '25:00-26:00', '09:00-09:00', '09:00-12:00,', '=everyday'])(
    'refuses %j',
    (text) => {
      expect(readWindows(text)).toBeNull();
    },
  );

  it('writes what it reads', () => {
    const line = '09:00-12:00, 14:00-20:00';
    expect(writeWindows(readWindows(line) ?? undefined, '')).toBe(line);
    expect(writeWindows('=workday', '')).toBe('=workday');
    expect([writeWindows([], '-'), writeWindows([], ''), writeWindows(undefined, '-')]).toEqual(['-', '', '']);
  });
});
