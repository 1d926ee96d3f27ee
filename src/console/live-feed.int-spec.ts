import { hashToken, TokenService } from '../access/token.service.js';
import { UserService } from '../access/user.service.js';
import { insertCampaign, insertRow } from '../../test/support/builders.js';
import { openConsoleApi } from '../../test/support/console-api.js';
import type { ConsoleApi } from '../../test/support/console-api.js';
import { CutProxy, EventStream } from '../../test/support/event-stream.js';
import type { Locale } from '../kernel/words.js';
import { until } from '../../test/support/until.js';
import { CampaignLive } from './campaign-live.service.js';
import { LiveFeed } from './live-feed.service.js';
import type { Viewer } from './live-feed.service.js';
import type { LivePatch, LiveSource } from './live-source.js';
import type { LiveTopic } from './live-topic.js';
import type { LivePass } from './live-versions.read-model.js';
import { LiveVersions } from './live-versions.read-model.js';
import { PageView } from './page.view.js';

interface Told {
  readonly stamp: string;
  readonly patches: readonly LivePatch[];
}

describe('what moves on open pages', () => {
  let api: ConsoleApi;
  let campaign: number;
  let pass: LivePass;
  let open: (() => void)[] = [];
  const tokens = new Map<string, string>();

  const move = (of = campaign, delta = 1) =>
    insertRow(api.t.database, 'ledger_deltas', { campaign_id: of, kind: 'part', key: 'answered', delta });

  beforeAll(async () => {
    api = await openConsoleApi();
    const { app } = api;
    for (const role of ['supervisor', 'agent', 'manager'] as const) {
      tokens.set(role, (await app.get(TokenService, { strict: false }).add(role, 'live', 'test')).token);
    }
    const { id: accountId } = await app.get(UserService, { strict: false }).getByLogin('supervisor');
    pass = { accountId, kind: 'token', id: hashToken(tokens.get('supervisor') ?? '').toString('hex') };
  }, 90_000);
  beforeEach(async () => {
    campaign = await insertCampaign(api.t.database, { state: 'running', audience: 100 });
  });
  afterEach(() => {
    for (const leave of open) leave();
    open = [];
  });
  afterAll(() => api.close());

  class CountingVersions extends LiveVersions {
    reads = 0;

    override read(topics: readonly LiveTopic[], passes: readonly LivePass[]) {
      this.reads += 1;
      return super.read(topics, passes);
    }
  }

  /** A feed of its own, whose beats are the test's; counts what it asks of the database. */
  function ownFeed() {
    const versions = new CountingVersions(api.t.database);
    const feed = new LiveFeed(versions, api.app.get(PageView, { strict: false }));
    const real = api.app.get(CampaignLive, { strict: false });
    const loads: (readonly number[])[] = [];
    const load = (ids: readonly number[]) => {
      loads.push(ids);
      return real.load(ids);
    };
    feed.register({ kind: 'campaign', page: 'live-ledger', isScoped: false, load } satisfies LiveSource);
    return { feed, versions, loads };
  }

  function look(
    feed: LiveFeed,
    locale: Locale = 'en',
    last: string | null = null,
    ids: readonly number[] = [campaign],
  ) {
    const told: Told[] = [];
    const viewer: Viewer = {
      topics: ids.map((id) => ({ kind: 'campaign', id })),
      ...{ locale, scope: { kind: 'all' }, pass },
      send: (stamp, patches) => told.push({ stamp, patches }),
      beat: () => undefined,
      end: () => undefined,
    };
    const leave = feed.watch(viewer, last);
    open.push(leave);
    return { told, leave };
  }

  describe('the feed', () => {
    it('reads a change once, however many look, in both languages', async () => {
      const { feed, loads } = ownFeed();
      const english = Array.from({ length: 50 }, () => look(feed));
      const chinese = Array.from({ length: 50 }, () => look(feed, 'zh-CN'));
      await feed.beat();
      expect(loads).toEqual([[campaign]]);
      await move();
      await feed.beat();
      expect(loads).toEqual([[campaign], [campaign]]);
      expect(english.map(({ told }) => told.length)).toEqual(Array(50).fill(2));
      expect(english[49]?.told[1]?.patches[0]?.html).toContain('Answered');
      expect(chinese[49]?.told[1]?.patches[0]?.html).toContain('已答复');
    });

    it('asks for the state of everything with one statement, and tells nothing when nothing changed', async () => {
      const { feed, versions, loads } = ownFeed();
      const viewers = Array.from({ length: 20 }, () => look(feed));
      await feed.beat();
      const before = versions.reads;
      await feed.beat();
      expect(versions.reads - before).toBe(1);
      expect(loads).toHaveLength(1);
      expect(viewers.map(({ told }) => told.length)).toEqual(Array(20).fill(1));
    });

    it('asks nothing while nobody looks', async () => {
      const { feed, versions } = ownFeed();
      await feed.beat();
      expect(versions.reads).toBe(0);
      const { leave } = look(feed);
      await feed.beat();
      leave();
      const before = versions.reads;
      await feed.beat();
      expect([versions.reads, feed.size]).toEqual([before, 0]);
    });

    it('tells of the place that moved, and leaves the others alone', async () => {
      const other = await insertCampaign(api.t.database, { state: 'running', audience: 5 });
      const { feed } = ownFeed();
      const { told } = look(feed, 'en', null, [campaign, other]);
      await feed.beat();
      await move(other);
      await feed.beat();
      expect(told.map(({ patches }) => patches.map(({ topic }) => topic))).toEqual([
        [`campaign:${campaign}`, `campaign:${other}`],
        [`campaign:${other}`],
      ]);
    });

    it('sees both of two transactions that commit in the other order of their ids', async () => {
      const { feed } = ownFeed();
      const { told } = look(feed);
      await feed.beat();
      let commitFirst: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (commitFirst = resolve));
      let wrote: () => void = () => undefined;
      const written = new Promise<void>((resolve) => (wrote = resolve));
      const early = api.t.database.transaction(async (tx) => {
        const row = { campaign_id: campaign, kind: 'part', key: 'answered', delta: 7 };
        await insertRow(tx, 'ledger_deltas', row);
        wrote();
        await gate;
      });
      await written;
      await move(campaign, 2);
      await feed.beat();
      commitFirst();
      await early;
      await feed.beat();
      const numbers = told.map(({ patches }) => answeredIn(patches[0]?.html ?? ''));
      expect(numbers).toEqual([0, 2, 9]);
    });

    it('goes on for the others where one place cannot be drawn', async () => {
      const { feed } = ownFeed();
      const broken = {
        kind: 'import',
        page: 'live-ledger',
        isScoped: false,
        load: () => Promise.reject(new Error('no')),
      };
      feed.register(broken as LiveSource);
      const told: string[] = [];
      const viewer = {
        locale: 'en',
        scope: { kind: 'all' },
        pass,
        beat: () => undefined,
        end: () => undefined,
      } as const;
      open.push(
        feed.watch({ ...viewer, topics: [{ kind: 'import', id: 1 }], send: (stamp) => told.push(stamp) }, null),
      );
      const after = look(feed);
      await feed.beat();
      expect(told).toEqual([]);
      expect(after.told).toHaveLength(1);
    });
  });

  describe('the stream', () => {
    const bearer = (role: string) => ({ Authorization: `Bearer ${tokens.get(role) ?? ''}` });
    const feed = () => api.app.get(LiveFeed, { strict: false });

    function stream(topics: string, role = 'supervisor', last: string | null = null, base = api.url): EventStream {
      const found = new EventStream(`${base}/live?topics=${encodeURIComponent(topics)}`, bearer(role), last);
      open.push(() => found.close());
      return found;
    }

    const address = () => `${api.url}/live?topics=campaign:${campaign}`;
    const everybodyLeft = () => until('nobody looks any more', () => feed().size === 0);

    it('tells a page that comes back nothing when nothing changed, and then the next change', async () => {
      const first = stream(`campaign:${campaign}`);
      const { id } = await first.message(1);
      first.close();
      await everybodyLeft();
      const again = stream(`campaign:${campaign}`, 'supervisor', id);
      await again.connected();
      await until('the page is watched', () => feed().size === 1);
      await feed().beat();
      await move();
      expect(answeredIn((await again.message(1)).data)).toBe(1);
      expect(again.messages).toHaveLength(1);
    });

    it('tells a page that comes back the present state when something did', async () => {
      const first = stream(`campaign:${campaign}`);
      const { id } = await first.message(1);
      first.close();
      await everybodyLeft();
      await move(campaign, 3);
      await move(campaign, 4);
      const again = stream(`campaign:${campaign}`, 'supervisor', id);
      expect(answeredIn((await again.message(1)).data)).toBe(7);
      expect((await again.message(1)).id).not.toBe(id);
    });

    it('survives a proxy that is cut and comes back', async () => {
      const proxy = new CutProxy(Number(new URL(api.url).port));
      open.push(() => void proxy.cut());
      await proxy.start();
      const page = stream(`campaign:${campaign}`, 'supervisor', null, `http://127.0.0.1:${proxy.port}`);
      expect(answeredIn((await page.message(1)).data)).toBe(0);
      await proxy.cut();
      await everybodyLeft();
      await move(campaign, 5);
      await proxy.start();
      expect(answeredIn((await page.message(2)).data)).toBe(5);
      await proxy.cut();
      await everybodyLeft();
      await proxy.start();
      await page.connected(3);
      await until('the page is watched', () => feed().size === 1);
      await feed().beat();
      await move();
      expect(answeredIn((await page.message(3)).data)).toBe(6);
      expect(page.messages).toHaveLength(3);
    });

    it('gives a role that may not watch nothing', async () => {
      const agent = stream(`campaign:${campaign},import:1`, 'agent');
      const supervisor = stream(`campaign:${campaign}`);
      await agent.connected();
      await supervisor.message(1);
      await move();
      await supervisor.message(2);
      expect(agent.messages).toEqual([]);
    });

    it('is closed to somebody unknown', async () => {
      const answer = await fetch(address(), { redirect: 'manual' });
      expect(answer.status).toBe(303);
    });

    it('speaks the language that the page was asked for, in its links too', async () => {
      await move();
      const chinese = new EventStream(`${api.url}/live?topics=campaign:${campaign}&lang=zh-CN`, bearer('supervisor'));
      open.push(() => chinese.close());
      const { data } = await chinese.message(1);
      expect(data).toContain('已答复');
      expect(data).toContain('lang=zh-CN');
    });

    it('shows an agent the own work and a supervisor the work that waits', async () => {
      const agent = stream('waiting', 'agent');
      const supervisor = stream('waiting');
      expect((await agent.message(1)).data).toContain('No call is waiting for you.');
      expect((await supervisor.message(1)).data).toContain('data-tile=');
      expect((await agent.message(1)).data).not.toContain('data-tile=');
    });
  });
});

/** The number of those who answered, as a drawn ledger bar says it; a part that nobody is in is left out. */
function answeredIn(html: string): number {
  return Number(/Answered\D*?(\d+)/.exec(html.replaceAll(/<[^>]*>/g, ' '))?.[1] ?? '0');
}
