import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { normalisePhones } from './normalise-phone.js';

const one = (raw: string, country = 'CN') => normalisePhones(raw, country)[0];

describe('normalising phones', () => {
  it.each([
    '13800138000',
    '+86 138 0013 8000',
    '0086-138-0013-8000',
    '86 13800138000',
    '１３８００１３８０００',
    '138\u200b0013\u200b8000',
    '138\u00a00013\u00a08000',
    '+86 (138) 0013-8000',
    '13800138000.0',
    ' 138-0013-8000 ',
  ])('reads %p as the same mobile number', (raw) => {
    expect(one(raw)).toMatchObject({ address: '+8613800138000', phoneType: 'mobile', country: 'CN', ext: null });
  });

  it.each([
    ['021-12345678-8001', '+862112345678', '8001'],
    ['0791-88888888转802', '+8679188888888', '802'],
    ['010-62345678转8001', '+861062345678', '8001'],
    ['010-62345678#8001', '+861062345678', '8001'],
    ['010-62345678 ext.8001', '+861062345678', '8001'],
    ['010-62345678 分机 12', '+861062345678', '12'],
    ['(010)62345678-12', '+861062345678', '12'],
  ])('reads the extension of %p', (raw, address, ext) => {
    expect(one(raw)).toMatchObject({ address, ext, phoneType: 'fixed' });
  });

  it.each([
    ['1.38001E+10', 'digits-lost'],
    ['1.38E10', 'digits-lost'],
    ['138****8000', 'masked'],
    ['138xxxx8000', 'masked'],
    ['138＊＊＊＊8000', 'masked'],
    ['张三13800138000', 'text-in-number'],
    ['手机:13800138000', 'text-in-number'],
    ['(212) 555-0100', 'country-missing'],
    ['212-555-0100', 'country-missing'],
    ['0852-23456789', 'country-missing'],
    ['10086', 'short-code'],
    ['95588', 'short-code'],
    ['1065012345', 'short-code'],
    ['110', 'emergency-number'],
    ['120', 'emergency-number'],
    ['88888888', 'area-code-missing'],
    ['138001380', 'not-a-number'],
    ['12345678901', 'not-a-number'],
    ['+86 138', 'not-a-number'],
  ])('keeps %p as unusable: %s', (raw, code) => {
    expect(one(raw)).toMatchObject({ address: null, invalidCode: code });
  });

  it.each(['', '-', 'N/A', 'null', '无', '  ', '/', '\u200b'])('takes %p for empty', (raw) => {
    expect(normalisePhones(raw, 'CN')).toEqual([]);
  });

  it.each([
    '13800138000/13900139000',
    '13800138000、13900139000',
    '13800138000 13900139000',
    '13800138000;13900139000',
  ])('splits %p into two numbers', (raw) => {
    expect(normalisePhones(raw, 'CN').map((point) => point.address)).toEqual(['+8613800138000', '+8613900139000']);
  });

  it('knows shared-cost numbers, and numbers of other countries', () => {
    expect(one('400-820-8820')).toMatchObject({ phoneType: 'shared' });
    expect(one('+852 2345 6789')).toMatchObject({ address: '+85223456789', country: 'HK', phoneType: 'fixed' });
    expect(one('(212) 555-0100', 'US')).toMatchObject({ address: '+12125550100', country: 'US', phoneType: 'mobile' });
    expect(one('07911 123456', 'GB')).toMatchObject({ address: '+447911123456', phoneType: 'mobile' });
  });

  it('agrees with libphonenumber on every Chinese mobile prefix', () => {
    fc.assert(
      fc.property(fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }), (number) => {
        const expected = parsePhoneNumberFromString(String(number), { defaultCountry: 'CN', extract: false });
        const isMobile = expected?.isValid() === true && expected.getType() === 'MOBILE';
        expect(one(String(number))?.phoneType === 'mobile').toBe(isMobile);
      }),
    );
  });

  it('never throws, whatever the cell holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => expect(Array.isArray(normalisePhones(raw, 'CN'))).toBe(true)),
    );
  });
});
