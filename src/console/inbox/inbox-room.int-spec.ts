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
import { csrfOf, signIn } from '../../../test/support/console-session.js';

const phone = '+8613800130077';

describe('the inbox room', () => {
  let api: ConsoleApi;
  let campaign: number;
  let mine: number;
  let theirs: number;
  let sequence = 0;

  async function asked(agentId: number): Promise<number> {
    const customer = await insertCustomer(api.t.database, { name: `客户${(sequence += 1)}`, phone });
    const visit = await insertVisit(api.t.database, campaign, customer, {
      ...{ agent_id: agentId, state: 'open', ledger_part: 'waiting', opened_at: '2026-11-23T01:00:00Z' },
    });
    const handed = { state: 'delivered', address: phone, handed_over_at: '2026-11-23T01:00:00Z' };
    await insertAttempt(api.t.database, { id: visit, campaignId: campaign, customerId: customer }, handed);
    return visit;
  }

  async function reply(visits: readonly number[], body = '4', code = 'several-customers'): Promise<number> {
    const { rows } = await candidatesOf(visits);
    return insertRow(api.t.database, 'inbound_messages', {
      ...{
        provider: 'sandbox',
        provider_message_id: `m${(sequence += 1)}`,
        from_address: phone,
        to_address: '1069',
        body,
      },
      ...{ received_at: '2026-11-24T01:00:00Z', outcome: 'queued', reason: { code, params: { customers: 2 } } },
      candidates: JSON.stringify(rows),
    });
  }

  async function candidatesOf(visits: readonly number[]) {
    const rows = await api.t.database.query<{ visitId: number }>(
      `SELECT v.id AS "visitId", v.customer_id AS "customerId", v.campaign_id AS "campaignId", '2026-11-23T01:00:00.000Z' AS "askedAt",
              jsonb_build_object('code', 'several-customers', 'params', jsonb_build_object('customers', 2)) AS reason
         FROM visits v WHERE v.id = ANY ($1::bigint[]) ORDER BY v.id`,
      [visits],
    );
    return { rows };
  }

  const outcomeOf = async (id: number) =>
    api.t.database.one<{ outcome: string; visitId: number | null; by: string | null; code: string }>(
      `SELECT outcome, visit_id AS "visitId", decided_by AS by, reason ->> 'code' AS code FROM inbound_messages WHERE id = $1`,
      [id],
    );

  async function person(login: string) {
    const browser = await signIn(api.url, login);
    const csrf = csrfOf((await browser.get('/inbox')).text);
    const post = (path: string, fields: object = {}) =>
      browser
        .post(path)
        .type('form')
        .send({ _csrf: csrf, ...fields });
    return { browser, post };
  }

  beforeAll(async () => {
    api = await openConsoleApi();
    campaign = await insertCampaign(api.t.database, { state: 'running', survey_id: 'default', survey_version: 1 });
    const own = await api.t.database.one<{ id: number }>("SELECT id FROM agents WHERE agent_no = '010'");
    mine = await asked(own.id);
    theirs = await asked(await insertAgent(api.t.database));
  }, 90_000);
  beforeEach(() => api.t.database.execute('DELETE FROM inbound_messages'));
  afterAll(() => api.close());

  it('says that nothing waits', async () => {
    const { browser } = await person('supervisor');
    expect((await browser.get('/inbox')).text).toContain('No reply waits.');
  });

  it('shows the oldest first, with why and to whom each may belong', async () => {
    const first = await reply([mine, theirs]);
    const second = await reply([], '你好', 'unknown-sender');
    const { browser } = await person('supervisor');
    const { text } = await browser.get('/inbox');
    expect(text.indexOf(`id="message-${first}"`)).toBeLessThan(text.indexOf(`id="message-${second}"`));
    expect(text).toContain('2 customers were asked at this number.');
    expect(text).toContain('客户1');
    expect(text).toContain('<option value="4" selected>');
    expect([text.includes('data-key="1"'), text.includes(phone)]).toEqual([true, false]);
    expect(text).toContain('Nothing was asked at this number, so there is no visit to choose.');
  });

  it('shows an agent the own ones alone, masked', async () => {
    const own = await reply([mine]);
    const shared = await reply([mine, theirs]);
    const { browser, post } = await person('agent');
    const { text } = await browser.get('/inbox');
    expect(text).toContain(`message-${own}`);
    expect(text).not.toContain(`message-${shared}`);
    expect(text).not.toContain(phone);
    expect((await post(`/inbox/${shared}/set-aside`)).status).toBe(404);
    expect(await outcomeOf(shared)).toMatchObject({ outcome: 'queued' });
  });

  it('places an answer, and goes on to the next', async () => {
    const [id, next] = [await reply([mine, theirs]), await reply([mine, theirs])];
    const { browser, post } = await person('supervisor');
    const answer = await post(`/inbox/${id}/place`, { visitId: mine, as: '4' }).expect(303);
    expect(answer.headers['location']).toBe(`/inbox?done=inbox-answer&at=${next}#message-${next}`);
    expect(await outcomeOf(id)).toMatchObject({ outcome: 'answered', visitId: mine, by: 'user:supervisor' });
    const { text } = await browser.get(`/inbox?done=inbox-answer&at=${next}`);
    expect(text).toContain('it is not taken back here');
    expect(text).toMatch(new RegExp(`data-inbox-message="${next}" data-current`));
  });

  it('keeps words as a comment', async () => {
    const id = await reply([mine, theirs], '师傅很准时');
    const { post } = await person('supervisor');
    await post(`/inbox/${id}/place`, { visitId: theirs, as: 'comment' }).expect(303);
    expect(await outcomeOf(id)).toMatchObject({ outcome: 'comment', visitId: theirs });
  });

  it('takes back what was set aside, once', async () => {
    const id = await reply([mine, theirs]);
    const { browser, post } = await person('supervisor');
    const aside = await post(`/inbox/${id}/set-aside`, { note: '广告' }).expect(303);
    expect(aside.headers['location']).toBe(`/inbox?done=inbox-ignore&undo=${id}`);
    expect(await outcomeOf(id)).toMatchObject({ outcome: 'ignored', code: 'decided-ignore' });
    expect((await browser.get(`/inbox?done=inbox-ignore&undo=${id}`)).text).toContain(`/inbox/${id}/undo`);
    await post(`/inbox/${id}/undo`).expect(303);
    expect(await outcomeOf(id)).toMatchObject({ outcome: 'queued', by: null, code: 'several-customers' });
    expect((await post(`/inbox/${id}/undo`)).status).toBe(409);
  });

  it('makes the address silent again when a reply that may be a refusal is taken back', async () => {
    const id = await reply([mine], '别再烦我', 'review-words');
    const { post } = await person('supervisor');
    await post(`/inbox/${id}/set-aside`).expect(303);
    await post(`/inbox/${id}/undo`).expect(303);
    const address = 'SELECT status FROM addresses WHERE address = $1';
    expect(await api.t.database.one(address, [phone])).toEqual({ status: 'suspended' });
  });

  it('refuses the slower of two, and says so on the page', async () => {
    const id = await reply([mine, theirs]);
    const { post } = await person('supervisor');
    await post(`/inbox/${id}/place`, { visitId: theirs, as: '5' }).expect(303);
    const late = await post(`/inbox/${id}/set-aside`);
    expect(late.status).toBe(409);
    expect(late.text).toContain('Somebody has already decided this message.');
    expect((await post(`/inbox/${id}/undo`)).status).toBe(409);
  });

  it('closes the address on an opt-out, for which there is no undo', async () => {
    const id = await reply([mine, theirs], '不要再发');
    const { post } = await person('supervisor');
    const done = await post(`/inbox/${id}/opt-out`, { all: 'on' }).expect(303);
    expect(done.headers['location']).toBe('/inbox?done=inbox-opt-out');
    const { optedOut } = await api.t.database.one<{ optedOut: string[] }>(
      'SELECT opted_out AS "optedOut" FROM addresses WHERE address = $1',
      [phone],
    );
    expect(optedOut).toContain('all');
  });

  it('is closed to a manager', async () => {
    const browser = await signIn(api.url, 'manager');
    expect((await browser.get('/inbox')).status).toBe(403);
  });
});
