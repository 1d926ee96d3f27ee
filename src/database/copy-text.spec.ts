import { copyLine } from './copy-text.js';

describe('copyLine', () => {
  it.each([
    [[1, true, null], '1\ttrue\t\\N\n'],
    [['a\tb', 'c\nd', 'e\\f', 'g\rh'], 'a\\tb\tc\\nd\te\\\\f\tg\\rh\n'],
    [[new Date('2026-11-23T01:00:00Z')], '2026-11-23T01:00:00.000Z\n'],
    [[{ json: { name: '"𠮷"\n' } }], '{"name":"\\\\"𠮷\\\\"\\\\n"}\n'],
    [[['a', 'b"c', 'd\\e', '']], '{"a","b\\\\"c","d\\\\\\\\e",""}\n'],
  ])('writes %p', (row, line) => {
    expect(copyLine(row)).toBe(line);
  });
});
