import fc from 'fast-check';
import calculator from 'sms-segments-calculator';
import { countSegments } from './sms-segments.js';

const { SegmentedMessage } = calculator;
const parts = (text: string) => countSegments(text, 'US').segments;

describe('the segments of an SMS', () => {
  it.each([
    ['a×160', 'a'.repeat(160), 1],
    ['a×161', 'a'.repeat(161), 2],
    ['a×306', 'a'.repeat(306), 2],
    ['a×307', 'a'.repeat(307), 3],
    ['€×80', '€'.repeat(80), 1],
    ['€×81', '€'.repeat(81), 2],
    ['a×158 and €', 'a'.repeat(158) + '€', 1],
    ['a×159 and €', 'a'.repeat(159) + '€', 2],
    ['中×70', '中'.repeat(70), 1],
    ['中×71', '中'.repeat(71), 2],
    ['中×134', '中'.repeat(134), 2],
    ['中×135', '中'.repeat(135), 3],
    ['中×201', '中'.repeat(201), 3],
    ['中×202', '中'.repeat(202), 4],
    ['😀×35', '😀'.repeat(35), 1],
    ['😀×36', '😀'.repeat(36), 2],
    ['an escape pair on the border', 'a'.repeat(152) + '€' + 'a'.repeat(152), 3],
    ['a surrogate pair on the border', '中'.repeat(66) + '😀' + '中'.repeat(66), 3],
    ['nothing', '', 0],
  ])('of %s', (_, text, expected) => {
    expect(parts(text)).toBe(expected);
  });

  it('counts a family emoji as its eleven units', () => {
    expect(countSegments('👨‍👩‍👧‍👦', 'US')).toEqual({ encoding: 'UCS-2', units: 11, segments: 1 });
  });

  it.each(['é', 'à', 'Ω', '£', '¥', 'ñ', 'Ø', '§', 'Ç', '€', '{', '~'])('sends %s as GSM-7', (char) => {
    expect(countSegments(char, 'US').encoding).toBe('GSM-7');
  });

  it.each(['【', '’', '“', '—', '`', '\t', '\u00a0', 'ç', 'Ａ', '中'])('turns all to UCS-2 for %j', (char) => {
    expect(countSegments(`abc${char}`, 'US').encoding).toBe('UCS-2');
  });

  it('agrees with the library that operators recommend on any text', () => {
    const char = fc.constantFrom(...'aZ0 é€{|~中。😀👍—`\n');
    fc.assert(
      fc.property(fc.array(char, { minLength: 1, maxLength: 400 }), (chars) => {
        const text = chars.join('');
        return parts(text) === new SegmentedMessage(text, 'auto', false).segmentsCount;
      }),
    );
  });
});

describe('the billing of mainland China', () => {
  it('counts ASCII like 汉字: 160 characters are three messages, and one elsewhere', () => {
    expect(countSegments('a'.repeat(160), 'CN').segments).toBe(3);
    expect(countSegments('a'.repeat(160), 'US').segments).toBe(1);
  });

  it.each([
    [70, 1],
    [71, 2],
    [134, 2],
    [135, 3],
    [500, 8],
  ])('bills %i characters as %i', (length, segments) => {
    expect(countSegments('中'.repeat(length), 'CN').segments).toBe(segments);
  });

  it('is for +86 alone: Hong Kong counts as everywhere', () => {
    expect(countSegments('a'.repeat(160), 'HK').segments).toBe(1);
    expect(countSegments('a'.repeat(160), null).segments).toBe(1);
  });

  it("counts the handbook's survey message, signature included, as one", () => {
    const text =
      '【三学苑】尊敬的张先生,感谢您使用三学苑服务,请为本次服务评分1-5,5为非常满意。回复数字即可,拒收请回复R';
    expect(countSegments(text, 'CN')).toEqual({ encoding: 'UCS-2', units: 55, segments: 1 });
    expect(countSegments(text, 'HK').units).toBe(55);
  });
});
