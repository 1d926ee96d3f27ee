import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { insertAgent, insertCampaign, insertCustomer, insertRow, insertVisit } from '../../test/support/builders.js';
import { openConsoleApp } from '../../test/support/console-app.js';
import { csrfOf, signIn } from '../../test/support/console-session.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { TokenService } from '../access/token.service.js';
import type { Database } from '../database/database.service.js';
import { connectDatabase } from '../database/schema.service.js';
import { UserService } from '../access/user.service.js';

describe('the console', () => {
  let t: TestDatabase;
  let app: NestExpressApplication;
  let url: string;
  let database: Database;

  beforeAll(async () => {
    t = await openTestDatabase();
    database = await connectDatabase(t.url);
    ({ app, url } = await openConsoleApp(database));
    const users = app.get(UserService, { strict: false });
    await insertAgent(t.database, { agent_no: '010' });
    for (const role of ['admin', 'supervisor', 'manager'] as const) {
      await users.add({ login: role, password: 'correct horse', role }, 'test');
    }
    await users.add({ login: 'agent', password: 'correct horse', role: 'agent', agentNo: '010' }, 'test');
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await database.close();
    await t.close();
  });

  it('leads whoever has not signed in to the sign-in page, and back afterwards', async () => {
    const refused = await request(url).get('/?lang=en');
    expect([refused.status, refused.headers['location']]).toEqual([303, '/sign-in?back=%2F%3Flang%3Den&lang=en']);
    const agent = request.agent(url);
    const form = await agent.get('/sign-in?back=/find');
    const signed = await agent
      .post('/sign-in')
      .type('form')
      .send({ _csrf: csrfOf(form.text), login: 'manager', password: 'correct horse', back: '/find' });
    expect([signed.status, signed.headers['location']]).toEqual([303, '/find']);
  });

  it('keeps what was typed when the password is wrong, and says so in words', async () => {
    const agent = request.agent(url);
    const form = await agent.get('/sign-in');
    const answer = await agent
      .post('/sign-in')
      .type('form')
      .send({ _csrf: csrfOf(form.text), login: 'manager', password: 'nonsense' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Login or password is wrong.');
    expect(answer.text).toContain('value="manager"');
    expect(answer.text).not.toContain('nonsense');
  });

  it('refuses a form without its token', async () => {
    const answer = await request(url)
      .post('/sign-in')
      .type('form')
      .send({ login: 'manager', password: 'correct horse' });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('too old');
  });

  it('gives the session a new id at sign-in', async () => {
    const agent = request.agent(url);
    const form = await agent.get('/sign-in');
    const before = sessionCookie(form.headers['set-cookie']);
    const signed = await agent
      .post('/sign-in')
      .type('form')
      .send({ _csrf: csrfOf(form.text), login: 'manager', password: 'correct horse' });
    expect(sessionCookie(signed.headers['set-cookie'])).not.toBe(before);
  });

  it('lets nothing inline run', async () => {
    const page = await request(url).get('/sign-in');
    expect(page.headers['content-security-policy']).toMatch(/script-src 'nonce-[^']+'/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.text).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
  });

  it('serves style and script for ever under the name of their content', async () => {
    const page = await request(url).get('/sign-in');
    const path = /href="(\/assets\/\w+\/console\.css)"/.exec(page.text)?.[1] ?? '';
    const css = await request(url).get(path);
    expect(css.status).toBe(200);
    expect(css.headers['cache-control']).toContain('immutable');
    expect((await request(url).get('/assets/000000000000/console.css')).status).toBe(404);
  });

  it('speaks the language that was chosen, and remembers it', async () => {
    const agent = await signIn(url, 'supervisor');
    const page = await agent.get('/');
    expect(page.text).toContain('<html lang="en">');
    await agent
      .post('/language')
      .type('form')
      .send({ _csrf: csrfOf(page.text), locale: 'zh-CN', back: '/' });
    expect((await agent.get('/')).text).toContain('今日');
    const again = await signIn(url, 'supervisor');
    expect((await again.get('/')).text).toContain('<html lang="zh-CN">');
  });

  it('shows running campaigns with bars that add up, and a broken one in red', async () => {
    const campaign = await insertCampaign(t.database, { name: 'Even <b>books</b>', state: 'running', audience: 3 });
    const deltas = [
      ['part', 'answered', 2],
      ['excluded', 'no-consent', 1],
    ] as const;
    for (const [kind, key, delta] of deltas)
      await insertRow(t.database, 'ledger_deltas', { campaign_id: campaign, kind, key, delta });
    await insertCampaign(t.database, { name: 'Broken books', state: 'running', audience: 5 });
    const page = await (await signIn(url, 'admin')).get('/?lang=en');
    expect(page.text).toContain('Even &lt;b&gt;books&lt;/b&gt;');
    expect(page.text).toContain('Answered</span> <b>2</b>');
    expect(page.text.match(/The books do not balance/g)).toHaveLength(1);
  });

  it('shows an agent its own calls and nothing of campaigns', async () => {
    const { id: agentId } = await t.database.one<{ id: number }>(`SELECT id FROM agents WHERE agent_no = '010'`);
    const campaign = await insertCampaign(t.database, { name: 'Calls', state: 'running' });
    for (const [name, owner] of [
      ['王芳', agentId],
      ['李雷', await insertAgent(t.database)],
    ] as const) {
      const customer = await insertCustomer(t.database, { name });
      const visit = await insertVisit(t.database, campaign, customer, { agent_id: owner, ladder: ['call'] });
      await insertRow(t.database, 'attempts', {
        visit_id: visit,
        campaign_id: campaign,
        customer_id: customer,
        rung: 0,
        channel: 'call',
        attempt_key: `k${visit}`,
        scheduled_at: '2026-11-24T01:00:00Z',
      });
    }
    const page = await (await signIn(url, 'agent')).get('/');
    expect(page.text).toContain('王芳');
    expect(page.text).not.toContain('李雷');
    expect(page.text).not.toContain('ledger-bar');
  });

  it('shows what waits in a place that moves, and asks for nothing again and again', async () => {
    const page = await (await signIn(url, 'supervisor')).get('/');
    expect(page.text).toContain('data-live="waiting"');
    expect(page.text).not.toContain('every 5s');
  });

  it('says in a banner that messages stay in the sandbox', async () => {
    expect((await request(url).get('/sign-in')).text).toContain('banner--sandbox');
  });

  it('ends the session at sign-out', async () => {
    const agent = await signIn(url, 'manager');
    const page = await agent.get('/');
    await agent
      .post('/sign-out')
      .type('form')
      .send({ _csrf: csrfOf(page.text) })
      .expect(303);
    expect((await agent.get('/')).status).toBe(303);
  });

  it('answers an unknown page with a page, and an unknown route of the API with a problem document', async () => {
    const page = await (await signIn(url, 'manager')).get('/nowhere');
    expect([page.status, page.type]).toEqual([404, 'text/html']);
    const problem = await request(url).get('/api/v1/nowhere');
    expect([problem.status, problem.type]).toEqual([404, 'application/problem+json']);
    expect(JSON.parse(problem.text)).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('lives and is ready', async () => {
    expect((await request(url).get('/healthz')).body).toEqual({ status: 'ok' });
    const ready = await request(url).get('/readyz');
    expect([ready.status, ready.body]).toEqual([
      200,
      expect.objectContaining({ ready: true, warnings: expect.any(Array) }),
    ]);
  });

  it('stays ready while a provider is down, and says so there and in the metrics', async () => {
    await database.execute(
      `INSERT INTO provider_buckets (provider, channel, tokens, refilled_at, phase, phase_since, phase_until, cause)
       VALUES ('twilio', 'sms', 0, now(), 'open', now(), now() + interval '5 seconds', 'ECONNREFUSED')`,
    );
    const { status, body } = await request(url).get('/readyz');
    const { warnings } = body as { warnings: string[] };
    expect([status, warnings.filter((text) => text.startsWith('twilio is down (ECONNREFUSED) since '))]).toEqual([
      200,
      [expect.any(String)],
    ]);
    const { text } = await request(url).get('/metrics');
    expect(text).toContain('revisit_provider_share{provider="twilio",phase="open"} 0');
    await database.execute(`DELETE FROM provider_buckets WHERE provider = 'twilio'`);
  });

  it('shows metrics to the machine itself or an administrator, not to a stranger behind the proxy', async () => {
    expect((await request(url).get('/metrics')).text).toContain('revisit_http_request_seconds');
    expect((await request(url).get('/metrics').set('X-Forwarded-For', '203.0.113.9')).status).toBe(403);
    const { token } = await app.get(TokenService, { strict: false }).add('admin', 'scraper', 'test');
    const scrape = request(url)
      .get('/metrics')
      .set('X-Forwarded-For', '203.0.113.9')
      .set('Authorization', `Bearer ${token}`);
    expect((await scrape).status).toBe(200);
  });
});

function sessionCookie(cookies: unknown): string | undefined {
  return (cookies as string[] | undefined)?.find((cookie) => cookie.startsWith('revisit='))?.split(';')[0];
}
