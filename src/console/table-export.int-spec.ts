import { Writable } from 'node:stream';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { insertAgent } from '../../test/support/builders.js';
import type { Account } from '../access/account.js';
import { AuditService } from '../access/audit.service.js';
import { parseSettings } from '../config/settings.js';
import { SettingsService } from '../config/settings.service.js';
import type { Role } from '../kernel/words.js';
import { StringsService } from '../messages/strings.service.js';
import { PageView } from './page.view.js';
import type { TableDefinition } from './table.js';
import { TableExportView } from './table-export.view.js';
import { readTableQuery } from './table-query.js';
import type { TableCursor } from './table-query.js';
import type { WebRequest, WebResponse } from './web-request.adapter.js';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly phone: string;
}

const ROWS: readonly Row[] = [
  { id: 1, name: '=cmd|calc', phone: '+8613800138000' },
  { id: 2, name: '张三, "三"', phone: '+8613800138001' },
  { id: 3, name: '王五', phone: '+8613800138002' },
];
const list: TableDefinition<Row> = {
  name: 'customers',
  path: '/customers',
  captionKey: 'console.room.customers',
  emptyKey: 'console.table.none',
  sorts: { id: { sql: 'c.id', type: 'bigint' } },
  defaultSort: { sort: 'id', direction: 'asc' },
  filters: ['q'],
  fields: [],
  columns: [
    { name: 'name', labelKey: 'console.column.customer', cell: (row) => ({ kind: 'text', text: row.name }) },
    { name: 'phone', labelKey: 'console.column.phone', cell: (row) => ({ kind: 'text', text: row.phone }) },
  ],
};

/** Two rows a page; says whether it was asked for full numbers. */
function readPage(after: TableCursor | null, masked: boolean) {
  const rest = ROWS.filter(({ id }) => id > (after?.id ?? 0));
  const items = rest.slice(0, 2).map((row) => ({ ...row, phone: masked ? 'masked' : row.phone }));
  const last = items.at(-1);
  return Promise.resolve({ items, next: rest.length > 2 && last ? { value: String(last.id), id: last.id } : null });
}

/** An answer that keeps what is written to it. */
class Answer extends Writable {
  readonly headers = new Map<string, string>();
  text = '';
  setHeader(name: string, value: string): void {
    this.headers.set(name, value);
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

describe('the export of a list', () => {
  let t: TestDatabase;
  let exports: TableExportView;
  let audit: AuditService;
  let agentId: number;

  beforeAll(async () => {
    t = await openTestDatabase();
    const clock = new FixedClock('2026-11-28T01:00:00Z');
    const settings = new SettingsService({
      ...parseSettings({ ORG_LOCALE: 'en' }),
      secretKey: 'a secret of thirty-two characters',
    });
    const strings = new StringsService();
    audit = new AuditService(t.database, clock);
    const view = new PageView(strings, settings, clock);
    exports = new TableExportView(t.database, audit, strings, settings, view, clock);
    agentId = await insertAgent(t.database, { agent_no: '010' });
  }, 60_000);
  beforeEach(() => t.database.execute('DELETE FROM audit_events'));
  afterAll(() => t.close());

  async function send(role: Role, reason = ''): Promise<Answer> {
    const answer = new Answer();
    const account: Account = {
      id: 1,
      login: 'alice',
      name: 'Alice',
      role,
      agentId,
      locale: 'en',
      teams: [],
      teamAgentIds: null,
    };
    const query = readTableQuery(list, { q: '张三' });
    const request = { query: {}, headers: {}, account } as unknown as WebRequest;
    const wish = { account, definition: list, query, reason, readPage };
    await exports.send(request, answer as unknown as WebResponse, wish);
    return answer;
  }

  it('holds every page, disarms formulas, and names who took it', async () => {
    const answer = await send('manager');
    expect(answer.text.startsWith('\uFEFF')).toBe(true);
    expect(answer.text.slice(1).split('\r\n')).toEqual([
      '"Exported by alice (010), Sat, 28 Nov 2026, 09:00"',
      'Customer,Phone',
      "'=cmd|calc,masked",
      '"张三, ""三""",masked',
      '王五,masked',
      '',
    ]);
    expect(answer.headers.get('Content-Disposition')).toBe('attachment; filename="customers.csv"');
  });

  it('is in the audit trail, with the reason for full numbers but without what was searched for', async () => {
    expect((await send('supervisor', 'call list for the branch')).text).toContain("'+8613800138000");
    const [event] = await audit.list({ limit: 5 });
    expect(event).toMatchObject({
      actor: 'user:alice',
      action: 'list.export',
      subject: 'customers',
      details: { filters: ['q'], masked: false, reason: 'call list for the branch' },
    });
    expect(JSON.stringify(event)).not.toContain('张三');
  });

  it('stays masked for a role that may not see full numbers, whatever it says', async () => {
    expect((await send('manager', 'because I want to')).text).not.toContain('138001');
    expect((await audit.list({ limit: 5 }))[0]?.details).toMatchObject({ masked: true });
  });

  it('wants a reason that says something, before anything leaves', async () => {
    await expect(send('supervisor', 'x')).rejects.toMatchObject({ faults: [{ field: 'reason', code: 'too-short' }] });
    expect(await audit.list({ limit: 5 })).toEqual([]);
  });
});
