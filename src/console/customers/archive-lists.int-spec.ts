import { insertAgent, insertCustomer } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

describe('the lists that must be empty', () => {
  let api: ConsoleApi;
  let supervisor: Browser;

  const db = () => api.t.database;
  const page = async (list: string) => (await supervisor.get(`/customers/lists/${list}`).expect(200)).text;
  const ownerOf = async (id: number) =>
    db().one<{ owner: string | null; assigned: boolean }>(
      'SELECT owner_agent_no AS owner, assigned_at IS NOT NULL AS assigned FROM customers WHERE id = $1',
      [id],
    );

  async function post(browser: Browser, action: string, form: Record<string, unknown>) {
    const { text } = await browser.get('/customers');
    return browser
      .post(action)
      .type('form')
      .send({ _csrf: csrfOf(text), ...form });
  }

  beforeAll(async () => {
    api = await openConsoleApi();
    await insertAgent(db(), { agent_no: '020', name: '王五' });
    await insertAgent(db(), { agent_no: '030', name: '老六', active: false });
    supervisor = await signIn(api.url, 'supervisor');
  }, 120_000);
  afterAll(() => api.close());

  it('are empty on a clean archive, and say so', async () => {
    await insertCustomer(db(), { name: '甲', category: '家长', owner_agent_no: '010' });
    for (const list of ['unclassified', 'without-owner', 'stale']) expect(await page(list)).toContain('0 rows');
    expect(await page('unclassified')).toContain('Every customer has a category.');
  });

  it('hold who has no category, and who has no owner', async () => {
    await insertCustomer(db(), { name: '乙', owner_agent_no: '010' });
    await insertCustomer(db(), { name: '丙', category: '家长' });
    const unclassified = await page('unclassified');
    expect([unclassified.includes('乙'), unclassified.includes('丙')]).toEqual([true, false]);
    const ownerless = await page('without-owner');
    expect([ownerless.includes('乙'), ownerless.includes('丙')]).toEqual([false, true]);
  });

  it('hold what waited for more than a day: a conflict, or a number known to be bad', async () => {
    const whole = { category: '家长', owner_agent_no: '010' };
    const doubtful = await insertCustomer(db(), { name: '丁一', ...whole });
    const fresh = await insertCustomer(db(), { name: '丁二', ...whole });
    await insertCustomer(db(), { name: '丁三', phone: '+8613700137000', ...whole });
    const conflict = `INSERT INTO field_conflicts (customer_id, field, offered_value, at) VALUES ($1, 'city', 'x', now() - $2::interval)`;
    await db().execute(conflict, [doubtful, '25 hours']);
    await db().execute(conflict, [fresh, '1 hour']);
    await db().execute(
      `UPDATE addresses SET status = 'wrong-party', updated_at = now() - interval '2 days' WHERE address = '+8613700137000'`,
    );
    const text = await page('stale');
    expect(['丁一', '丁二', '丁三'].filter((name) => text.includes(name))).toEqual(['丁一', '丁三']);
    expect(text).toContain('1 undecided conflict of imports');
    expect(text).toContain('A number or mailbox is known to be bad');
    expect(text).not.toContain('13700137000');
  });

  describe('a rule from category to owner', () => {
    it('says what is wrong with it, and is not for agents', async () => {
      const nobody = await post(supervisor, '/customers/owner-rules', { category: '家长', agentNo: '030' });
      expect([nobody.status, nobody.text.includes('There is no agent with this number.')]).toEqual([422, true]);
      const agent = await signIn(api.url, 'agent');
      expect((await post(agent, '/customers/owner-rules', { category: '家长', agentNo: '010' })).status).toBe(403);
      expect((await agent.get('/customers/lists/without-owner')).text).not.toContain('owner-rules');
    });

    it('shows how many it would give away, gives them once, and leaves those who have an owner', async () => {
      const taken = await insertCustomer(db(), { category: '家长', owner_agent_no: '010' });
      const freed = await insertCustomer(db(), { category: '家长', hand_edited: ['owner_agent_no'] });
      await post(supervisor, '/customers/owner-rules', { category: '家长', agentNo: '020' });
      expect(await page('without-owner')).toContain('Give 1 customer to the owner');
      const applied = await post(supervisor, '/customers/owner-rules/apply', {});
      expect(applied.headers['location']).toBe('/customers/lists/without-owner?done=owners-assigned&n=1');
      const again = await post(supervisor, '/customers/owner-rules/apply', {});
      expect(again.headers['location']).toContain('n=0');
      expect(await ownerOf(taken)).toMatchObject({ owner: '010' });
      expect(await ownerOf(freed)).toMatchObject({ owner: null });
      const { body } = await api.as('admin').get('/audit?action=owner-rule.apply');
      expect((body as { items: object[] }).items).toMatchObject([{ details: { assigned: 1 } }]);
    });

    it('gives new customers of the API, of the form and of imports their owner, unless they bring one', async () => {
      const rows = [
        { customer_no: 'I1', category: '家长' },
        { customer_no: 'I2', category: '家长', owner_agent_no: '010' },
        { customer_no: 'I3', category: '其他' },
      ];
      await api.as('supervisor').post('/customers/bulk', { rows });
      await api.as('supervisor').post('/customers', { customerNo: 'I4', category: '家长' });
      const owners = await db().query(
        `SELECT customer_no AS no, owner_agent_no AS owner, assigned_at IS NOT NULL AS assigned
           FROM customers WHERE customer_no LIKE 'I%' ORDER BY 1`,
      );
      expect(owners).toEqual([
        { no: 'I1', owner: '020', assigned: true },
        { no: 'I2', owner: '010', assigned: true },
        { no: 'I3', owner: null, assigned: false },
        { no: 'I4', owner: '020', assigned: true },
      ]);
    });

    it('is removed without taking anybody’s owner away', async () => {
      await post(supervisor, '/customers/owner-rules/remove', { category: '家长' });
      await api.as('supervisor').post('/customers', { customerNo: 'J1', category: '家长' });
      const { owner } = await db().one<{ owner: string | null }>(
        `SELECT owner_agent_no AS owner FROM customers WHERE customer_no = 'J1'`,
      );
      expect(owner).toBeNull();
    });
  });

  it('shows duplicates side by side, merges them and takes that back', async () => {
    const shared = { name: '孪生', phone: '+8613600136000', category: '家长', owner_agent_no: '010' };
    const kept = await insertCustomer(db(), { ...shared, member_level: '金卡' });
    const gone = await insertCustomer(db(), { ...shared, member_level: '银卡' });
    const child = await insertCustomer(db(), { ...shared, name: '孪生的孩子' });
    const household = /同一号码或邮箱的家庭成员[\s\S]*?<\/p>/.exec(
      (await supervisor.get(`/customers/${kept}?lang=zh-CN`)).text,
    );
    expect(household?.[0]).toContain(`/customers/${child}?`);
    expect(household?.[0]).not.toContain(`/customers/${gone}?`);
    expect((await supervisor.get('/customers/duplicates')).text).toContain(`/customers/${kept}/merge/${gone}`);
    const { text } = await supervisor.get(`/customers/${kept}/merge/${gone}`).expect(200);
    expect([text.includes('金卡'), text.includes('银卡'), text.includes('13600136000')]).toEqual([true, true, false]);
    expect(text).not.toContain('do not have the same name');
    const form = { keptVersion: 1, otherVersion: 1, 'choice.memberLevel': 'other' };
    const merged = await post(supervisor, `/customers/${kept}/merge/${gone}`, form);
    expect(merged.headers['location']).toBe(`/customers/${kept}?done=customers-merged&n=0`);
    const stale = await post(supervisor, `/customers/${kept}/merge/${gone}`, form);
    expect(stale.status).toBeGreaterThanOrEqual(400);
    const sheet = await supervisor.get(`/customers/${kept}`);
    expect(sheet.text).toContain('银卡');
    expect((await supervisor.get(`/customers/${gone}`)).headers['location']).toBe(`/customers/${kept}`);
    const undo = /\/customers\/merges\/(\d+)\/undo/.exec(sheet.text)?.[0] ?? '';
    expect((await post(supervisor, undo, {})).headers['location']).toBe(`/customers/${gone}?done=merge-undone`);
    expect((await supervisor.get(`/customers/${gone}`).expect(200)).text).toContain('银卡');
  });
});
