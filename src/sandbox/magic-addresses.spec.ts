import { fateOfCode, fateOfMail, fateOfSms } from './magic-addresses.js';

describe('the fate of a message in the sandbox', () => {
  it('is to arrive, unless its number means something', () => {
    expect(fateOfSms('+8613800138000', 'hello', false)).toEqual({ kind: 'deliver' });
    expect(fateOfSms('+15005550001', 'hello', false)).toMatchObject({ kind: 'refuse', code: 21211 });
    expect(fateOfSms('+15005553007', 'hello', false)).toEqual({ kind: 'undeliver', code: 30007 });
    expect(fateOfSms('13800138000', 'hello', false)).toMatchObject({ code: 21211 });
    expect(fateOfSms('+8613800138000', 'x'.repeat(1601), false)).toMatchObject({ code: 21617 });
  });

  it('in China is to be filtered with a link, where Twilio is imitated', () => {
    expect(fateOfSms('+8613800138000', '请看 https://r.example.com/s/x', false)).toEqual({ kind: 'deliver' });
    expect(fateOfSms('+8613800138000', '请看 https://r.example.com/s/x', true)).toEqual({
      kind: 'undeliver',
      code: 30007,
    });
    expect(fateOfSms('+14155550100', 'see https://r.example.com/s/x', true)).toEqual({ kind: 'deliver' });
  });

  it('can be asked for by a code', () => {
    expect(fateOfCode(429)).toMatchObject({ kind: 'refuse', status: 429 });
    expect(fateOfCode(30003)).toEqual({ kind: 'undeliver', code: 30003 });
    expect(fateOfCode(500)).toEqual({ kind: 'lose-answer', status: 500 });
    expect(fateOfCode(0)).toEqual({ kind: 'lose-answer', status: null });
    expect(fateOfCode(21610)).toMatchObject({ kind: 'refuse', status: 400 });
  });

  it('of a letter stands in its address', () => {
    expect(fateOfMail('anna@example.com')).toEqual({ kind: 'deliver' });
    expect(fateOfMail('anna+news@example.com')).toEqual({ kind: 'deliver' });
    expect(fateOfMail('anna+200@example.com')).toEqual({ kind: 'deliver' });
    expect(fateOfMail('anna+550@example.com')).toMatchObject({ kind: 'refuse', status: 550 });
    expect(fateOfMail('anna+lost@example.com')).toEqual({ kind: 'lose-answer', status: null });
  });
});
