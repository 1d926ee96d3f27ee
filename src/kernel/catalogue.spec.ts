import { translate } from './catalogue.js';

describe('a text with a number', () => {
  const en = { 'language.tag': 'en', rows: '{{n}} {{n:row is|rows are}} open', plain: 'Of {{ n }}' };

  it.each([
    [0, '0 rows are open'],
    [1, '1 row is open'],
    [2, '2 rows are open'],
    ['1', '1 row is open'],
    ['1,001', '1,001 rows are open'],
  ])('takes the form that English has for %s', (n, text) => {
    expect(translate(en, 'rows', { n })).toBe(text);
  });

  it('takes the last form where nothing is counted', () => {
    expect(translate(en, 'rows')).toBe('— rows are open');
    expect(translate(en, 'rows', { n: 'many' })).toBe('many rows are open');
  });

  it('has one form in Chinese, and all that a language has elsewhere', () => {
    expect(translate({ 'language.tag': 'zh-CN', rows: '{{n:条}}' }, 'rows', { n: 1 })).toBe('条');
    const pl = { 'language.tag': 'pl', rows: '{{n}} {{n:wiersz|wiersze|wierszy|wiersza}}' };
    expect([1, 3, 5, 0.5].map((n) => translate(pl, 'rows', { n }))).toEqual([
      '1 wiersz',
      '3 wiersze',
      '5 wierszy',
      '0.5 wiersza',
    ]);
  });

  it('leaves out the parts of a list that have no value', () => {
    const why = { score: 'Not satisfied ([[product {{product}}|service {{service}}|{{reasons}}]])' };
    expect(translate(why, 'score', { service: 0, reasons: [] })).toBe('Not satisfied (service 0)');
    expect(translate(why, 'score', { product: 1, service: 2, reasons: ['price', 'hours'] })).toBe(
      'Not satisfied (product 1, service 2, price, hours)',
    );
    expect(translate({ ...why, 'language.tag': 'zh-CN' }, 'score', { product: 1, service: 2 })).toContain('1，service');
  });

  it('says what is missing by its key', () => {
    expect(translate(en, 'plain', { n: 3 })).toBe('Of 3');
    expect(translate(en, 'no-such-text')).toBe('no-such-text');
  });
});
