import type TestAgent from 'supertest/lib/agent.js';
import { TokenService } from '../access/token.service.js';
import { UserService } from '../access/user.service.js';
import { insertAgent, insertCampaign, insertRow } from '../../test/support/builders.js';
import { openConsoleApi } from '../../test/support/console-api.js';
import type { ConsoleApi } from '../../test/support/console-api.js';
import { csrfOf, signIn } from '../../test/support/console-session.js';
import { EventStream } from '../../test/support/event-stream.js';
import { LiveFeed } from './live-feed.service.js';

interface Leaver {
  readonly users: UserService;
  readonly id: number;
  readonly tokenId: number;
  readonly token: string;
}

describe('an open page of somebody whose leave to look ends', () => {
  let api: ConsoleApi;
  let campaign: number;
  let address: string;
  let open: (() => void)[] = [];

  const feed = () => api.app.get(LiveFeed, { strict: false });
  const tokens = () => api.app.get(TokenService, { strict: false });

  beforeAll(async () => {
    api = await openConsoleApi();
    campaign = await insertCampaign(api.t.database, { state: 'running', audience: 100 });
    address = `${api.url}/live?topics=campaign:${campaign}`;
  }, 90_000);
  afterEach(() => {
    for (const leave of open) leave();
    open = [];
  });
  afterAll(() => api.close());

  /** A supervisor of the team "north", with a token. */
  async function addLeaver(login: string): Promise<Leaver> {
    const users = api.app.get(UserService, { strict: false });
    const { id } = await users.add({ login, password: 'correct horse', role: 'supervisor', teams: ['north'] }, 'test');
    const { id: tokenId, token } = await tokens().add(login, 'live', 'test');
    return { users, id, tokenId, token };
  }

  function openPage(headers: Readonly<Record<string, string>>): EventStream {
    const page = new EventStream(address, headers);
    open.push(() => page.close());
    return page;
  }

  /** How many look once `page`, which was cut by `change`, has tried to come back and something has moved. */
  async function watchCut(page: EventStream, change: () => Promise<unknown>) {
    await page.message(1);
    await feed().beat();
    await change();
    await feed().beat();
    await page.connected(2);
    const moved = { campaign_id: campaign, kind: 'part', key: 'answered', delta: 1 };
    await insertRow(api.t.database, 'ledger_deltas', moved);
    await feed().beat();
    return feed().size;
  }

  it.each<[string, (leaver: Leaver) => Promise<unknown>]>([
    ['the account is disabled', ({ users, id }) => users.setEnabled(id, false, 'test')],
    ['its token is revoked', ({ tokenId }) => tokens().revoke(tokenId, 'test')],
  ])('is cut for good as soon as %s', async (what, change) => {
    const leaver = await addLeaver(what.replaceAll(' ', '-'));
    const page = openPage({ Authorization: `Bearer ${leaver.token}` });
    expect(await watchCut(page, () => change(leaver))).toBe(0);
  });

  it.each<[string, (leaver: Leaver) => Promise<unknown>]>([
    ['it leads another team', ({ users, id }) => users.change(id, { teams: ['south'] }, 'test')],
    ['an agent joins its team', () => insertAgent(api.t.database, { agent_no: '020', team: 'north' })],
  ])('is cut, and comes back with what the account may see now, when %s', async (what, change) => {
    const leaver = await addLeaver(what.replaceAll(' ', '-'));
    const page = openPage({ Authorization: `Bearer ${leaver.token}` });
    expect(await watchCut(page, () => change(leaver))).toBe(1);
  });

  it.each<[string, (sid: string, browser: TestAgent) => Promise<unknown>]>([
    [
      'signs out in another window',
      async (_, browser) => {
        const form = await browser.get('/account');
        await browser
          .post('/sign-out')
          .type('form')
          .send({ _csrf: csrfOf(form.text) })
          .expect(303);
      },
    ],
    [
      'has been away for so long that the session is over',
      (sid) =>
        api.t.database.execute(`UPDATE sessions SET expire = clock_timestamp() - interval '1 s' WHERE sid = $1`, [sid]),
    ],
  ])('is cut when somebody %s; the account itself goes on elsewhere', async (_, change) => {
    const browser = await signIn(api.url, 'supervisor');
    const cookie = browser.jar
      .getCookies({ domain: '127.0.0.1', path: '/', secure: false, script: false })
      .toValueString();
    const sid = decodeURIComponent(/=s(?::|%3A)([^.]+)\./.exec(cookie)?.[1] ?? '');
    const elsewhere = openPage({ Authorization: `Bearer ${(await tokens().add('supervisor', 'live', 'test')).token}` });
    await elsewhere.message(1);
    expect(await watchCut(openPage({ Cookie: cookie }), () => change(sid, browser))).toBe(1);
    expect(elsewhere.connections).toBe(1);
  });
});
