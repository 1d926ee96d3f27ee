import { spreadsheetSafe } from './spreadsheet-safe.js';

describe('spreadsheetSafe', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1+1',
    '＝cmd|calc',
    '\uFEFF=1',
    '；=1',
    '　＋1',
    '=cmd|calc',
  ])('disarms %p', (text) => {
    expect(spreadsheetSafe(text)).toBe(`'${text}`);
  });

  it.each(['张三', 'a=b', '100', '5 = best', '', '𠮷田'])('leaves %p alone', (text) => {
    expect(spreadsheetSafe(text)).toBe(text);
  });
});
