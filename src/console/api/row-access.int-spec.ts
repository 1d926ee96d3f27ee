import { TokenService } from '../../access/token.service.js';
import { UserService } from '../../access/user.service.js';
import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertRow,
  insertVisit,
} from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { signIn } from '../../../test/support/console-session.js';
import type { TestDatabase } from '../../../test/support/test-database.js';

interface Listed {
  readonly items: { id: number; customerNo: string; phone?: string }[];
  readonly next: number | null;
}

describe('whose rows somebody sees', () => {
  let api: ConsoleApi;
  let t: TestDatabase;
  let as: ConsoleApi['as'];
  let campaign: number;
  let own: number;
  let other: number;

  beforeAll(async () => {
    api = await openConsoleApi();
    ({ t, as } = api);
    campaign = await insertCampaign(t.database, { state: 'running' });
    own = (await t.database.one<{ id: number }>(`SELECT id FROM agents WHERE agent_no = '010'`)).id;
    other = await insertAgent(t.database, { agent_no: '020', team: 'west' });
  }, 60_000);
  afterAll(() => api.close());

  const visited = async (customer: number, agent: number | null, overrides = {}) =>
    insertVisit(t.database, campaign, customer, { agent_id: agent, ...overrides });

  describe('an agent', () => {
    let mine: number;
    let theirs: number;

    beforeAll(async () => {
      mine = await insertCustomer(t.database, { customer_no: 'M-1', owner_agent_no: '010', phone: '+8613800138001' });
      theirs = await insertCustomer(t.database, { customer_no: 'O-1', owner_agent_no: '020', phone: '+8613800138002' });
    });

    it('lists and reads the customers it owns, without a full number', async () => {
      const { items } = (await as('agent').get('/customers')).body as Listed;
      expect(items.map((item) => item.customerNo)).toEqual(['M-1']);
      expect(items[0]?.phone).toBe('+86138****8001');
      const read = await as('agent').get(`/customers/${mine}`);
      expect(read.text).not.toContain('13800138001');
      expect((await as('supervisor').get(`/customers/${mine}`)).text).toContain('13800138001');
    });

    it('finds no trace of others: not read, changed, nor their consent', async () => {
      const statuses = [
        (await as('agent').get(`/customers/${theirs}`)).status,
        (await as('agent').patch(`/customers/${theirs}`, { version: 1, city: '上海' })).status,
        (await as('agent').get(`/customers/${theirs}/consents`)).status,
      ];
      expect(statuses).toEqual([404, 404, 404]);
    });

    it('may reach a customer as long as its own visit is live', async () => {
      const visit = await visited(theirs, own);
      expect((await as('agent').get(`/customers/${theirs}`)).status).toBe(200);
      const ended = `UPDATE visits SET state = 'completed', ended_at = '2026-11-24T01:00:00Z', end_reason = '{"code":"answered","params":{}}'`;
      await t.database.execute(`${ended} WHERE id = $1`, [visit]);
      expect((await as('agent').get(`/customers/${theirs}`)).status).toBe(404);
    });

    it('finds whoever is on the line, masked, on the page too', async () => {
      const found = (await as('agent').get('/customers?q=8002')).body as Listed;
      expect(found.items).toMatchObject([{ customerNo: 'O-1', phone: '+86138****8002' }]);
      const page = await (await signIn(api.url, 'agent')).get('/find?q=8002');
      expect(page.text).toContain('O-1');
      expect(page.text).not.toContain('13800138002');
    });

    it('owns the customer that it adds', async () => {
      const made = await as('agent').post('/customers', { customerNo: 'N-1', name: '新客', phone: '13800138003' });
      expect(made.body).toMatchObject({ ownerAgentNo: '010' });
      expect(made.text).not.toContain('13800138003');
    });

    it('places only the replies whose every candidate is its own', async () => {
      const mineVisit = await visited(await insertCustomer(t.database), own);
      const theirVisit = await visited(await insertCustomer(t.database), other);
      const placed = await reply([mineVisit]);
      const shared = await reply([mineVisit, theirVisit]);
      const unknown = await reply([]);
      const shown = (await as('agent').get('/inbox')).body as { items: { id: number; from: string }[] };
      expect(shown.items).toMatchObject([{ id: placed, from: '+86138****0077' }]);
      const all = (await as('supervisor').get('/inbox')).body as Listed;
      expect(all.items.map((item) => item.id)).toEqual([placed, shared, unknown]);
      expect((await as('agent').post(`/inbox/${shared}/decision`, { kind: 'ignore' })).status).toBe(404);
      expect((await as('agent').post(`/inbox/${placed}/decision`, { kind: 'ignore' })).status).toBe(204);
    });

    it('lists its own visits, masked, and narrows them', async () => {
      const customer = await insertCustomer(t.database, { customer_no: 'V-1' });
      const visit = await visited(customer, own, { state: 'open', opened_at: '2026-11-23T01:00:00Z' });
      await insertAttempt(
        t.database,
        { id: visit, campaignId: campaign, customerId: customer },
        { address: '+8613800138009' },
      );
      await visited(await insertCustomer(t.database, { customer_no: 'V-2' }), other);
      const path = `/visits?campaignId=${campaign}&part=planned`;
      const own1 = await as('agent').get(path);
      const { items } = own1.body as Listed;
      expect(items.map((item) => item.customerNo)).not.toContain('V-2');
      expect(own1.text).not.toContain('13800138009');
      const all = (await as('manager').get(`${path}&agentNo=020&limit=1`)).body as Listed;
      expect(all).toMatchObject({ items: [{ agentNo: '020' }], next: expect.any(Number) });
      expect((await as('manager').get('/visits?part=nonsense')).status).toBe(422);
    });
  });

  it('shows a supervisor with teams theirs and nobody’s, and lets go only of those', async () => {
    const users = api.app.get(UserService, { strict: false });
    await users.add({ login: 'west', password: 'correct horse', role: 'supervisor', teams: ['west'] }, 'test');
    const { token } = await api.app.get(TokenService, { strict: false }).add('west', 'test', 'test');
    const get = (path: string) => as('supervisor').get(path).set('Authorization', `Bearer ${token}`);
    const a = await visited(await insertCustomer(t.database), own);
    const b = await visited(await insertCustomer(t.database), other);
    expect((await get(`/visits/${a}`)).status).toBe(404);
    expect((await get(`/visits/${b}`)).status).toBe(200);
    const listed = (await get('/visits?limit=200')).body as { items: { agentNo: string | null }[] };
    expect([...new Set(listed.items.map((item) => item.agentNo))]).toEqual(['020']);
    const post = (path: string, body: object) =>
      as('supervisor').post(path, body).set('Authorization', `Bearer ${token}`);
    expect((await post(`/visits/${b}/handover`, { toAgentNo: '010', also: [a] })).status).toBe(404);
    const given = await post(`/visits/${b}/handover`, { toAgentNo: '010', reason: '休假' });
    expect(given.body).toEqual({ moved: 1 });
    const { events } = (await as('supervisor').get(`/visits/${b}`)).body as { events: { reason: object }[] };
    expect(events.at(-1)?.reason).toEqual({ code: 'handed-over-because', params: { agentNo: '010', why: '休假' } });
  });

  it('lists the customers of a segment, and says what is wrong with one', async () => {
    await insertCustomer(t.database, { customer_no: 'S-1', city: '昆明' });
    const segment = (value: object) => encodeURIComponent(JSON.stringify(value));
    const filter = { all: [{ field: 'city', op: 'eq', value: '昆明' }] };
    const listed = (await as('manager').get(`/customers?segment=${segment(filter)}`)).body as Listed;
    expect(listed.items.map((item) => item.customerNo)).toEqual(['S-1']);
    expect((await as('manager').get('/customers?segment={')).status).toBe(422);
    expect((await as('manager').get(`/customers?segment=${segment({ all: [{ field: 'x' }] })}`)).status).toBe(422);
  });

  let sent = 0;
  const reply = (visits: readonly number[]) =>
    insertRow(t.database, 'inbound_messages', {
      provider: 'sandbox',
      provider_message_id: `in-${(sent += 1)}`,
      from_address: '+8613800130077',
      to_address: '+8610690000001',
      body: '好',
      received_at: '2026-11-24T01:00:00Z',
      outcome: 'queued',
      reason: { code: 'several-questions', params: {} },
      candidates: JSON.stringify(visits.map((visitId) => ({ visitId }))),
    });
});
