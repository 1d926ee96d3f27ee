import { compact, idParam, pageQuery, toPage } from './api-shapes.js';

describe('a page of a list', () => {
  const rows = [{ id: 9 }, { id: 7 }, { id: 4 }];

  it('says where the next one begins', () => {
    expect(toPage(rows, 2)).toEqual({ items: [{ id: 9 }, { id: 7 }], next: 7 });
  });

  it('is the last one when nothing is left', () => {
    expect(toPage(rows, 3)).toEqual({ items: rows, next: null });
    expect(toPage([], 3)).toEqual({ items: [], next: null });
  });

  it('is asked for with numbers in a query, within limits', () => {
    expect(pageQuery.parse({ after: '7', limit: '20' })).toEqual({ after: 7, limit: 20 });
    expect(pageQuery.parse({})).toEqual({ limit: 50 });
    for (const bad of [{ limit: '0' }, { limit: '201' }, { after: 'x' }, { page: '2' }]) {
      expect(pageQuery.safeParse(bad).success).toBe(false);
    }
  });
});

describe('shapes', () => {
  it('take a positive whole number as an id', () => {
    expect(idParam.parse('12')).toBe(12);
    for (const bad of ['0', '-1', '1.5', 'abc', '']) expect(idParam.safeParse(bad).success).toBe(false);
  });

  it('leave out what was not sent, and keep null', () => {
    expect(compact({ a: undefined, b: null, c: 0 })).toEqual({ b: null, c: 0 });
  });
});
