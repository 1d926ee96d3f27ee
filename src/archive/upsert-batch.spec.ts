import fc from 'fast-check';
import { readColumns } from './header-row.js';
import type { RowContext } from './normalise-context.js';
import { normaliseRow } from './normalise-row.js';
import { decideBatch, type BatchDecision, type KnownCustomers } from './upsert-batch.js';
import { SeenKeys } from './upsert-seen-keys.js';
import { serviceId, type CustomerState } from './upsert-state.js';

const HEADERS = [
  'customer_no',
  'name',
  'phone',
  'email',
  'last_service_at',
  'last_service_item',
  'product',
  'consent_sms',
  'points',
];
const NOW = new Date('2026-11-23T01:00:00Z');

const context: RowContext = {
  columns: readColumns(HEADERS, {}, 'customer_no').columns,
  key: 'customer_no',
  country: 'CN',
  zone: 'Asia/Shanghai',
  date1904: false,
  declared: [],
  allowShort: true,
};

/** A small archive in memory, which takes decisions as the database does. */
class Archive {
  private readonly customers = new Map<string, CustomerState>();
  private readonly services = new Map<string, Map<string, string | null>>();
  private ids = 0;

  take(table: readonly (readonly string[])[], batchRows = 1000): BatchDecision['counts'] & { codes: string[] } {
    const seen = new SeenKeys();
    const total = {
      rows: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      duplicates: 0,
      warnings: 0,
      codes: [] as string[],
    };
    for (let at = 0; at < table.length; at += batchRows) {
      const batch = table.slice(at, at + batchRows);
      const rows = batch.map((cells, i) => normaliseRow({ line: at + i + 2, cells }, context));
      const decision = decideBatch(rows, this.known(), seen, NOW);
      this.write(decision);
      for (const key of decision.seen) seen.add(key);
      for (const name of ['rows', 'created', 'updated', 'unchanged', 'rejected', 'duplicates', 'warnings'] as const) {
        total[name] += decision.counts[name];
      }
      total.codes.push(...decision.findings.map((finding) => finding.code));
    }
    return total;
  }

  get(customerNo: string): CustomerState {
    const found = this.customers.get(customerNo);
    if (found === undefined) throw new Error(`no ${customerNo}`);
    return found;
  }

  edit(customerNo: string, change: Partial<CustomerState>): void {
    this.customers.set(customerNo, { ...this.get(customerNo), ...change });
  }

  private known(): KnownCustomers {
    const byNumber = new Map(
      [...this.customers].map(([no, state]) => [no, { ...state, services: this.services.get(no) ?? new Map() }]),
    );
    return { numberByKey: new Map(), ambiguousKeys: new Set(), byNumber };
  }

  private write(decision: BatchDecision): void {
    for (const { state, services } of decision.changes) {
      const known = this.services.get(state.customerNo) ?? new Map<string, string | null>();
      for (const service of services) known.set(serviceId(service), service.servedBy);
      this.services.set(state.customerNo, known);
      this.customers.set(state.customerNo, { ...state, id: state.id ?? (this.ids += 1) });
    }
  }
}

const row = (no: string, name = '', rest: Partial<Record<string, string>> = {}) =>
  HEADERS.map((header) => (header === 'customer_no' ? no : header === 'name' ? name : (rest[header] ?? '')));

describe('deciding a batch', () => {
  it('makes one customer with several services of a list with a row per service', () => {
    const archive = new Archive();
    const table = [
      row('C1', '张三', { last_service_at: '2026-11-01', last_service_item: '保养' }),
      row('C1', '张三', { last_service_at: '2026-11-20', last_service_item: '维修' }),
      row('C1', '', { last_service_at: '2026-10-01', last_service_item: '洗车' }),
    ];
    expect(archive.take(table)).toMatchObject({ rows: 3, created: 1, updated: 2, duplicates: 0 });
    expect(archive.get('C1').latest).toMatchObject({ item: '维修' });
    expect(archive.take(table)).toMatchObject({ rows: 3, created: 0, updated: 0, unchanged: 3, duplicates: 0 });
  });

  it.each([
    ['another name', row('C1', '张三丰', { last_service_at: '2026-11-20' }), 'repeated-key-differs'],
    [
      'a field that the first row left empty',
      row('C1', '张三', { email: 'a@example.com', last_service_at: '2026-11-20' }),
      'repeated-key-differs',
    ],
    ['the same service again', row('C1', '张三', { last_service_at: '2026-11-01' }), 'repeated-key-nothing-new'],
    ['no service', row('C1', '张三'), 'repeated-key-nothing-new'],
  ])('sets aside a second row with %s, and again the next time', (_, second, code) => {
    const archive = new Archive();
    const table = [row('C1', '张三', { last_service_at: '2026-11-01' }), second];
    expect(archive.take(table)).toMatchObject({ created: 1, duplicates: 1, codes: [code] });
    expect(archive.get('C1').fields.name).toBe('张三');
    expect(archive.take(table)).toMatchObject({ unchanged: 1, duplicates: 1, codes: [code] });
  });

  it('decides the same however the file is cut into batches', () => {
    const table = [
      row('C1', '张三', { last_service_at: '2026-11-01' }),
      row('C2', '李四'),
      row('C1', '张三', { last_service_at: '2026-11-02' }),
      row('C2', '李四'),
      row('', '无名'),
    ];
    expect(new Archive().take(table, 1)).toEqual(new Archive().take(table, 5));
  });

  it('keeps what a person changed, and lists what the file says', () => {
    const archive = new Archive();
    archive.take([row('C1', '张三', { phone: '13800138000' })]);
    const fields = { ...archive.get('C1').fields, name: '张山' };
    archive.edit('C1', { fields, handEdited: ['name', 'phone'] });
    const outcome = archive.take([row('C1', '张三', { phone: '13900139000' })]);
    expect(outcome).toMatchObject({ unchanged: 1, codes: ['hand-edited', 'hand-edited'] });
    expect(archive.get('C1').fields.name).toBe('张山');
    expect(archive.get('C1').phones[0]?.address).toBe('+8613800138000');
  });

  it('never turns a denial', () => {
    const archive = new Archive();
    archive.take([row('C1', '', { consent_sms: 'denied' })]);
    expect(archive.get('C1').consent).toEqual({ 'sms.service': 'denied', 'sms.marketing': 'denied' });
    expect(archive.take([row('C1', '', { consent_sms: 'granted' })])).toMatchObject({
      unchanged: 1,
      codes: ['consent-denied'],
    });
  });

  it('lets an empty cell say nothing', () => {
    const archive = new Archive();
    archive.take([row('C1', '张三', { phone: '13800138000', points: '12' })]);
    expect(archive.take([row('C1')])).toMatchObject({ unchanged: 1 });
    expect(archive.get('C1')).toMatchObject({ fields: { name: '张三' }, attributes: { points: 12 } });
  });

  it('takes a customer in whose contact points cannot be used, with warnings', () => {
    const archive = new Archive();
    const table = [row('C1', '张?', { phone: '1.38001E+10', email: 'a@b' })];
    expect(archive.take(table)).toMatchObject({
      created: 1,
      warnings: 3,
      codes: ['damaged-name', 'digits-lost', 'email-domain'],
    });
    expect(archive.take(table)).toMatchObject({ unchanged: 1, warnings: 3 });
  });

  it('refuses a key that means several customers', () => {
    const rows = [normaliseRow({ line: 2, cells: row('C1') }, context)];
    const known = { numberByKey: new Map(), ambiguousKeys: new Set(['C1']), byNumber: new Map() };
    expect(decideBatch(rows, known, new SeenKeys(), NOW).counts).toMatchObject({ rows: 1, rejected: 1 });
  });

  it('always closes the sum, and changes nothing the second time, whatever the file holds', () => {
    const cell = (...texts: string[]) => fc.constantFrom(...texts);
    const anyRow = fc.tuple(
      cell('C1', 'C2', 'C3', ''),
      cell('', '张三', '李四', 'x'.repeat(101)),
      cell('', '13800138000', '13900139000/13700137000', '1.3E10', '张三138'),
      cell('', 'a@example.com', 'b@example.com', 'a@b'),
      cell('', '2026-11-01', '2026-11-02', '2026-02-30'),
      cell('', '保养', '维修'),
      cell('', '数学', '英语'),
      cell('', 'granted', 'denied', 'maybe'),
      cell('', '1', 'true', 'x'),
    );
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (table, batchRows) => {
        const archive = new Archive();
        const first = archive.take(table, batchRows);
        expect(first.created + first.updated + first.unchanged + first.rejected + first.duplicates).toBe(first.rows);
        const second = archive.take(table, batchRows);
        expect(second).toMatchObject({
          created: 0,
          updated: 0,
          rejected: first.rejected,
          duplicates: first.duplicates,
        });
        expect(second.unchanged).toBe(second.rows - second.rejected - second.duplicates);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the keys a file has shown', () => {
  it('knows each key once, through all growing', () => {
    const seen = new SeenKeys();
    for (let i = 0; i < 20_000; i += 1) expect(seen.add(`C${i}`)).toBe(true);
    for (let i = 0; i < 20_000; i += 1) expect(seen.add(`C${i}`)).toBe(false);
    expect(seen.size).toBe(20_000);
    expect(seen.has('C20000')).toBe(false);
  });
});
