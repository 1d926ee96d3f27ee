import { cellText } from './cell-text.js';
import { toTableView } from './table.js';
import type { Cell, TableDefinition, TableRows } from './table.js';
import { readTableQuery } from './table-query.js';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly calls: number;
}

const list: TableDefinition<Row> = {
  name: 'agents',
  path: '/people?tab=agents',
  captionKey: 'caption',
  emptyKey: 'empty',
  sorts: { name: { sql: 'g.name', type: 'text' }, calls: { sql: 'g.calls', type: 'bigint' } },
  defaultSort: { sort: 'name', direction: 'asc' },
  filters: ['q', 'team'],
  columns: [
    { name: 'name', labelKey: 'l.name', sort: 'name', cell: (row) => ({ kind: 'text', text: row.name }) },
    {
      name: 'calls',
      labelKey: 'l.calls',
      sort: 'calls',
      isNumber: true,
      cell: (row) => ({ kind: 'number', number: row.calls }),
    },
    { name: 'note', labelKey: 'l.note', onlyExported: true, cell: () => ({ kind: 'text', text: 'secret' }) },
  ],
  fields: [
    { name: 'q', labelKey: 'l.q', kind: 'text' },
    {
      name: 'team',
      labelKey: 'l.team',
      kind: 'choice',
      options: [
        { value: 'a', label: 'A' },
        { value: 'b', labelKey: 'l.b' },
      ],
    },
  ],
};
const rows: TableRows<Row> = {
  items: [{ id: 1, name: '李', calls: 3 }],
  next: { value: '李', id: 1 },
  count: { number: 2, isEstimate: false },
  totals: { calls: 7 },
};

describe('a list as its template takes it', () => {
  const view = toTableView(list, readTableQuery(list, { q: 'x y', team: 'b', sort: 'name' }), rows);

  it('switches the order at the head of a column, and keeps the filters', () => {
    expect(view.columns[0]).toMatchObject({ sorted: 'ascending' });
    expect(view.columns[0]?.sortHref).toBe('/people?tab=agents&q=x+y&team=b&sort=name&dir=desc');
    expect(view.columns[1]).toMatchObject({ sorted: null, isNumber: true });
    expect(view.columns[1]?.sortHref).toBe('/people?tab=agents&q=x+y&team=b&sort=calls&dir=asc');
  });

  it('leads on to the next page, and back to the first from any other', () => {
    expect(view.firstHref).toBeNull();
    expect(view.nextHref).toMatch(/^\/people\?tab=agents&q=x\+y&team=b&sort=name&dir=asc&after=/);
    const after = new URL(`http://x${view.nextHref ?? ''}`).searchParams.get('after');
    const second = toTableView(list, readTableQuery(list, { after }), { ...rows, next: null });
    expect([second.firstHref, second.nextHref]).toEqual(['/people?tab=agents&sort=name&dir=asc', null]);
  });

  it('shows again what was typed and chosen', () => {
    expect(view.fields[0]?.value).toBe('x y');
    expect(view.fields[1]?.choices.map(({ value, chosen }) => [value, chosen])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(view.isFiltered).toBe(true);
  });

  it('has cells and totals for the columns of the page, not for those of an export', () => {
    expect(view.rows[0]?.cells.map((cell) => cell.labelKey)).toEqual(['l.name', 'l.calls']);
    expect(view.totals).toEqual([
      { labelKey: 'l.name', number: null },
      { labelKey: 'l.calls', number: 7 },
    ]);
  });

  it('offers an export to those who may', () => {
    expect(view.exportHref).toBeNull();
    const rights = { mayExport: true, mayUnmask: false };
    expect(toTableView({ ...list, path: '/people' }, readTableQuery(list, {}), rows, rights)).toMatchObject({
      exportHref: '/people/export?sort=name&dir=asc',
      mayUnmask: false,
    });
  });
});

describe('a cell in a spreadsheet', () => {
  const speech = {
    catalogue: { 'state.on': 'On', 'reason.why': 'Because {{n}}' },
    locale: 'en',
    zone: 'Asia/Shanghai',
  } as const;
  const at = new Date('2026-11-24T01:00:00Z');

  it.each<[Cell, string]>([
    [{ kind: 'text', text: 'A', small: '001' }, 'A 001'],
    [{ kind: 'word', key: 'state.on' }, 'On'],
    [{ kind: 'state', state: 'on', key: 'state.on' }, 'On'],
    [{ kind: 'number', number: 4812 }, '4812'],
    [{ kind: 'number', number: null }, ''],
    [{ kind: 'share', share: 0.125 }, '12.5%'],
    [{ kind: 'share', share: null }, ''],
    [{ kind: 'dateTime', at }, 'Tue, 24 Nov 2026, 09:00'],
    [{ kind: 'dateTime', at, zone: 'Europe/Paris' }, 'Tue, 24 Nov 2026, 02:00'],
    [{ kind: 'dateTime', at: null }, ''],
    [{ kind: 'clock', clock: { at, late: true, soon: false } }, 'Tue, 24 Nov 2026, 09:00'],
    [{ kind: 'clock', clock: null }, ''],
    [{ kind: 'reasons', reasons: [{ code: 'why', params: { n: 2 } }] }, 'Because 2'],
  ])('%j says %p', (cell, text) => expect(cellText(cell, speech)).toBe(text));
});
