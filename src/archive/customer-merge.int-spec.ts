import { insertAgent, insertCampaign, insertCustomer, insertRow, insertVisit } from '../../test/support/builders.js';
import { openConsoleApi } from '../../test/support/console-api.js';
import type { ConsoleApi } from '../../test/support/console-api.js';
import { DuplicateReadModel } from './duplicate.read-model.js';
import { SegmentService } from './segment.service.js';

describe('a merge of duplicates', () => {
  let api: ConsoleApi;
  let kept: number;
  let gone: number;
  let household: number;
  let before: unknown;

  const db = () => api.t.database;
  // Everything but what moves with every write.
  const rowsOf = async (...ids: number[]) => {
    const rows: unknown[] = [];
    for (const id of ids) {
      const { row } = await db().one<{ row: unknown }>(
        `SELECT to_jsonb(c) - ARRAY['version', 'updated_at'] || jsonb_build_object(
            'points', (SELECT jsonb_agg(p.raw ORDER BY p.kind, p.position) FROM contact_points p WHERE p.customer_id = c.id),
            'services', (SELECT jsonb_agg(s.item ORDER BY s.item) FROM services s WHERE s.customer_id = c.id),
            'contacts', (SELECT count(*) FROM contact_log l WHERE l.customer_id = c.id),
            'issues', (SELECT jsonb_agg(i.ref) FROM open_issues i WHERE i.customer_id = c.id)) AS row
           FROM customers c WHERE c.id = $1`,
        [id],
      );
      rows.push(row);
    }
    return rows;
  };
  const merge = (body: object = {}) => api.as('supervisor').post(`/customers/${kept}/merge`, { other: gone, ...body });
  const undo = () => api.as('supervisor').post(`/customers/${kept}/merge/undo`);
  const found = async (q: string) => {
    const { body } = await api.as('supervisor').get(`/customers?q=${encodeURIComponent(q)}`);
    return (body as { items: { id: number }[] }).items.map(({ id }) => id);
  };

  beforeAll(async () => {
    api = await openConsoleApi();
    await insertAgent(db(), { agent_no: '020' });
    const shared = { name: '赵敏', phone: '+8613800138000' };
    kept = await insertCustomer(db(), { ...shared, consent: { 'sms.service': 'granted' }, city: '南昌市' });
    gone = await insertCustomer(db(), {
      ...{ ...shared, email: 'z@example.com', customer_no: 'GONE', card_no: 'CARD7', member_level: '金卡' },
      ...{ consent: { 'sms.service': 'denied' }, city: '九江市', preferred_time: JSON.stringify([['18:00', '20:00']]) },
    });
    household = await insertCustomer(db(), { ...shared, name: '赵爸' });
    await insertRow(db(), 'services', { customer_id: gone, served_at: '2026-11-01T00:00:00Z', item: '测评' });
    await insertRow(db(), 'contact_log', { customer_id: gone, channel: 'onsite', at: '2026-11-01T00:00:00Z' });
    await db().execute(`INSERT INTO open_issues VALUES ($1, 'follow-up', 'follow-up:9', now())`, [gone]);
    before = await rowsOf(kept, gone);
  }, 120_000);
  afterAll(() => api.close());

  it('is proposed for one name on one number, never for a household', async () => {
    const pairs = await new DuplicateReadModel().list(db(), null, 10);
    expect(pairs.map(({ firstId, secondId }) => [firstId, secondId])).toEqual([[kept, gone]]);
    expect(await new DuplicateReadModel().of(db(), household)).toEqual([]);
    expect(await new DuplicateReadModel().of(db(), gone)).toHaveLength(1);
  });

  it('is refused to agents, for one and the same, and for rows that moved since they were looked at', async () => {
    expect((await api.as('agent').post(`/customers/${kept}/merge`, { other: gone })).status).toBe(403);
    expect((await merge({ other: kept })).status).toBe(422);
    expect((await merge({ versions: { kept: 1, merged: 99 } })).body).toMatchObject({ code: 'stale-version' });
    expect(await rowsOf(kept, gone)).toEqual(before);
  });

  it('loses nothing: the stricter consent, all addresses, services, contacts and issues are the kept one’s', async () => {
    expect((await merge({ choices: { city: 'other' } })).status).toBe(200);
    const { body } = await api.as('supervisor').get(`/customers/${kept}`);
    expect(body).toMatchObject({
      ...{ city: '九江市', memberLevel: '金卡', consent: { 'sms.service': 'denied' }, handEdited: ['city'] },
      contactPoints: [{ raw: '+8613800138000' }, { raw: 'z@example.com' }],
      services: [{ item: '测评' }],
    });
    const [mine] = (await rowsOf(kept)) as [{ contacts: number; issues: string[] }];
    expect(mine).toMatchObject({ contacts: 1, issues: ['follow-up:9'] });
    const { body: history } = await api.as('supervisor').get(`/customers/${kept}/consents`);
    expect(history).toMatchObject([{ state: 'denied', method: 'merge', evidence: 'merge with GONE' }]);
  });

  it('leaves the row that went out of searches, segments and lists, and finds the kept one by what it had', async () => {
    expect(await found('GONE')).toEqual([kept]);
    expect(await found('8000')).toEqual([kept, household]);
    expect(await found('赵')).not.toContain(gone);
    const segments = api.app.get(SegmentService, { strict: false });
    expect(await segments.count({ all: [{ field: 'name', op: 'eq', value: '赵敏' }] })).toBe(1);
    const { body } = await api.as('supervisor').get('/customers');
    expect((body as { items: { id: number }[] }).items.map(({ id }) => id)).not.toContain(gone);
  });

  it('sends what an import says of the row that went to the kept one', async () => {
    const rows = [{ customer_no: 'GONE', district: '青山湖区' }];
    const { body } = await api.as('supervisor').post('/customers/bulk', { rows });
    expect(body).toMatchObject({ created: 0, updated: 1 });
    const options = { key: 'card_no' };
    await api.as('supervisor').post('/customers/bulk', { rows: [{ card_no: 'CARD7', postcode: '330000' }], options });
    const { body: customer } = await api.as('supervisor').get(`/customers/${kept}`);
    expect(customer).toMatchObject({ district: '青山湖区', postcode: '330000' });
  });

  it('is not taken back when one of the two was changed since, and says why', async () => {
    expect((await undo()).body).toMatchObject({ status: 409, code: 'merge-changed-since' });
  });

  it('is taken back exactly otherwise, once', async () => {
    const shared = { name: '周芷若', phone: '+8613900139000' };
    kept = await insertCustomer(db(), { ...shared, birthday: '1990-02-03', attributes: { 课时: 3 } });
    gone = await insertCustomer(db(), {
      ...shared,
      tags: ['会员'],
      consent: { 'all.marketing': 'denied' },
      minor: true,
    });
    await insertRow(db(), 'services', { customer_id: gone, served_at: '2026-11-02T00:00:00Z', item: '试听' });
    before = await rowsOf(kept, gone);
    expect((await merge()).status).toBe(200);
    expect(await rowsOf(kept, gone)).not.toEqual(before);
    expect((await undo()).status).toBe(200);
    expect(await rowsOf(kept, gone)).toEqual(before);
    expect((await undo()).status).toBe(404);
  });

  it('ends the open visit of the row that goes where both are in one campaign, and keeps the others', async () => {
    const [both, only] = [
      await insertCampaign(db(), { state: 'running' }),
      await insertCampaign(db(), { state: 'running' }),
    ];
    await insertVisit(db(), both, kept);
    const twice = await insertVisit(db(), both, gone);
    const other = await insertVisit(db(), only, gone);
    expect((await merge()).body).toMatchObject({ endedVisits: 1 });
    const states = await db().query('SELECT id, state FROM visits WHERE customer_id = $1 ORDER BY id', [gone]);
    expect(states).toEqual([
      { id: twice, state: 'cancelled' },
      { id: other, state: 'planned' },
    ]);
  });
});
