import { cutPage, keysetSql, readCursor, readTableQuery, writeCursor } from './table-query.js';
import type { TableQueryRules } from './table-query.js';

const rules: TableQueryRules = {
  sorts: {
    name: { sql: 'k.name', type: 'text' },
    due: { sql: `coalesce(k.due_at, 'infinity')`, type: 'timestamptz' },
    calls: { sql: 'k.calls', type: 'bigint' },
  },
  defaultSort: { sort: 'due', direction: 'desc' },
  filters: ['q', 'state'],
};

describe('what a URL asks of a list', () => {
  it('is the default order and everything when it says nothing', () => {
    expect(readTableQuery(rules, {})).toEqual({ sort: 'due', direction: 'desc', after: null, filters: {} });
  });

  it('is the order, the place and the filters that it names', () => {
    const after = writeCursor({ value: '张三', id: 7 });
    expect(readTableQuery(rules, { sort: 'name', after, q: ' 李 ', state: '', other: 'x' })).toEqual({
      sort: 'name',
      direction: 'asc',
      after: { value: '张三', id: 7 },
      filters: { q: '李' },
    });
  });

  it.each([
    { sort: 'password' },
    { sort: '__proto__' },
    { sort: ['name'] },
    { dir: 'sideways' },
    { after: 'x' },
    { after: writeCursor({ value: 'not a date', id: 1 }) },
    { after: Buffer.from('[1,2]').toString('base64url') },
    { q: { nested: true } },
  ])('counts what it says wrongly as not said: %j', (raw) => {
    expect(readTableQuery(rules, raw)).toEqual(readTableQuery(rules, {}));
  });

  it('drops a place that belongs to another order', () => {
    const after = writeCursor({ value: 'abc', id: 1 });
    expect(readTableQuery(rules, { sort: 'calls', after }).after).toBeNull();
    expect(readTableQuery(rules, { sort: 'calls', after: writeCursor({ value: '12', id: 1 }) }).after).not.toBeNull();
  });

  it('takes instants as the database writes them, the end of time too', () => {
    for (const value of ['2026-11-28 01:02:03.5+00', '2026-11-28', 'infinity', '-infinity']) {
      expect(readTableQuery(rules, { after: writeCursor({ value, id: 1 }) }).after).toEqual({ value, id: 1 });
    }
  });

  it('cuts a filter that is longer than any name', () => {
    expect(readTableQuery(rules, { q: 'x'.repeat(500) }).filters['q']).toHaveLength(200);
  });
});

describe('the place in a list', () => {
  it('comes back from a URL as it went in', () => {
    const cursor = { value: 'O\'Brien & "张" 𠮷', id: 42 };
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  });

  it('begins a page behind a row, in both directions, with the id as the last word', () => {
    const query = readTableQuery(rules, { sort: 'name', dir: 'desc', after: writeCursor({ value: '李', id: 3 }) });
    expect(keysetSql(rules, query, 'k.id', 2)).toEqual({
      where: '(k.name, k.id) < ($3::text::text, $4::bigint)',
      orderBy: 'k.name DESC, k.id DESC',
      cursorSql: '(k.name)::text',
      params: ['李', 3],
    });
    expect(keysetSql(rules, { ...query, direction: 'asc' }, 'k.id', 0).where).toBe(
      '(k.name, k.id) > ($1::text::text, $2::bigint)',
    );
  });

  it('needs nothing on the first page', () => {
    expect(keysetSql(rules, readTableQuery(rules, {}), 'k.id', 0)).toMatchObject({ where: 'TRUE', params: [] });
  });

  it('cuts the row that was asked for too much, and names where the next page begins', () => {
    const rows = [1, 2, 3].map((id) => ({ id, sortValue: `v${id}` }));
    expect(cutPage(rows, 2)).toEqual({ items: rows.slice(0, 2), next: { value: 'v2', id: 2 } });
    expect(cutPage(rows, 3)).toEqual({ items: rows, next: null });
    expect(cutPage([], 3)).toEqual({ items: [], next: null });
  });
});
