import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { expectBalanced, expectSentAsRecorded, nameOf, readAttempts } from './story-books.js';
import { tellReport } from './story-report.js';
import {
  addAgentAccount,
  TUESDAY_MORNING,
  TUESDAY_LUNCH,
  TUESDAY_EVENING,
  TUESDAY_NIGHT,
  WEDNESDAY_MORNING,
  THURSDAY_EVENING,
  FRIDAY_AFTER_DEADLINE,
  SAMPLES,
  SURVEY,
  GREETING,
  GREETING_CAMPAIGN,
  isOpenAt,
  expectArrived,
  namesOf,
  expectKept,
  reply,
  visitState,
  mailTo,
  linkIn,
} from './story-steps.js';
import { isOpenHour, wallClock } from './story-windows.js';
import { expectPlanShape, expectShape, expectStatusShape, madeLater } from './surface-shapes.js';
import { type ContactLine, LOOKING_ON, type Scene, StoryWorld } from './story-world.js';

jest.setTimeout(240_000);

interface ImportCounts {
  readonly rows: number;
  readonly created: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly rejects: readonly unknown[];
}

let world: StoryWorld;
let scene: Scene;
let planned: readonly ContactLine[] = [];
let agentToken = '';

beforeAll(async () => {
  world = await StoryWorld.open();
});

afterAll(async () => {
  await world.close();
});

/** The tests of one stretch of time, with the service running from that instant on. */
function from(at: string, what: string, tests: () => void, roles?: string): void {
  describe(what, () => {
    beforeAll(async () => {
      scene = await world.begin(at, roles);
      if (roles === undefined) await scene.quiet();
    });
    afterAll(() => world.end());
    tests();
  });
}

describe('before anything runs', () => {
  it('a command makes its own database, and a dry run writes nothing into it', async () => {
    const counts = await world.command<ImportCounts>(TUESDAY_MORNING, ['import', sample('gb18030'), '--dry-run']);
    expectShape('import', counts);
    for (const reject of counts.rejects) expectShape('reject', reject);
    expect(counts).toMatchObject({ rows: 8, created: 6, updated: 0, unchanged: 0, rejected: 1, duplicates: 1 });
  });
});

from(
  TUESDAY_MORNING,
  'on Tuesday morning',
  () => {
    it('five encodings of a list go in, and the same file again changes nothing', async () => {
      expect(await scene.query('SELECT FROM customers')).toEqual([]);
      const first: ImportCounts[] = [];
      for (const name of SAMPLES) first.push(await scene.command<ImportCounts>('import', sample(name)));
      const [head, ...others] = first.map(({ rows, created, unchanged }) => ({ rows, created, unchanged }));
      expect(head).toEqual({ rows: 8, created: 6, unchanged: 0 });
      expect(others).toEqual(others.map(() => ({ rows: 7, created: 0, unchanged: 5 })));
      const again = await scene.command<ImportCounts>('import', sample('gb18030'));
      expect(again.unchanged).toBe(again.rows - again.rejected - again.duplicates);
      const names = await scene.query<{ name: string }>('SELECT name FROM customers ORDER BY customer_no');
      expect(names.map(({ name }) => name)).toEqual(['张三', '李娜', '欧阳锋', '王小明', '张三', '𠮷田㐂']);
    });

    it('customers of other zones, agents and a calendar go in', async () => {
      const zones = await scene.command('import', 'test/fixtures/customers-zones.csv');
      const [agents, calendar] = await Promise.all([
        scene.command('agents', 'import', 'test/fixtures/agents.csv'),
        scene.command('calendar', 'import', 'test/fixtures/calendar.csv'),
      ]);
      expect(zones).toMatchObject({ rows: 20, created: 20, rejected: 0 });
      expect([agents, calendar]).toMatchObject([{ created: 4 }, { created: 4 }]);
    });

    it('says when somebody may be disturbed, and when next', async () => {
      const ask = (channel: string, at: string, ...zones: string[]) => {
        const given = zones.flatMap((zone) => ['--zone', zone]);
        return scene.command('allowed', '--channel', channel, '--policy', 'CN-default', ...given, '--at', at);
      };
      const answers = await Promise.all([
        ask('call', '2026-11-23 11:56', 'Asia/Shanghai'),
        ask('call', '2026-10-10 10:00', 'Asia/Shanghai'),
        ask('sms', '2026-11-24 09:30', 'Asia/Shanghai', 'Asia/Urumqi'),
      ]);
      for (const answer of answers) expectShape('allowed', answer);
      expect(answers).toMatchObject([
        { allowed: false, next: '2026-11-23T06:00:00.000Z' },
        { allowed: true, dayTypes: ['makeup'] },
        { allowed: false, next: '2026-11-24T03:00:00.000Z' },
      ]);
    });

    it('shows a plan, stores the same one, and proves it by other code', async () => {
      const admin = ['user', 'add', 'admin', '--role', 'admin', '--password-stdin'];
      await world.command(TUESDAY_MORNING, admin, 'a long enough password');
      world.useToken((await scene.command<{ token: string }>('token', 'add', 'admin', '--name', 'story')).token);
      const created = await scene.command('campaign', 'create', 'test/fixtures/campaign.json');
      expect(created).toMatchObject({ campaignId: SURVEY });
      const preview = await scene.command<object>('campaign', 'plan', '1', '--dry-run');
      expect(await scene.query('SELECT FROM visits')).toEqual([]);
      const stored = await scene.command<Record<string, unknown>>('campaign', 'plan', '1');
      expectPlanShape(stored);
      expect(stored).toMatchObject(madeLater(preview));
      expect(stored).toMatchObject({
        audience: 21,
        planned: 18,
        excluded: { 'do-not-contact': 1, 'no-usable-contact-point': 1 },
        unplaced: { 'unplaced-unknown-zone': 1 },
      });
      expect(await scene.command('verify', 'plan', '1')).toMatchObject({ ok: true });
      expect((await expectBalanced(scene, SURVEY)).state).toBe('planned');
    });

    it('plans every contact inside the hours of all zones of its customer, with an agent and reasons', async () => {
      planned = await scene.contacts(SURVEY);
      expect(planned).toHaveLength(18);
      for (const line of planned) expectShape('contact', line);
      const isWrong = (line: ContactLine) =>
        !isOpenHour(line.channel, line.zones, new Date(line.scheduledAt)) || line.reasons.length === 0 || !line.agentNo;
      expect(planned.filter(isWrong)).toEqual([]);
      expect(new Set(planned.flatMap(({ zones }) => zones)).size).toBeGreaterThanOrEqual(5);
      const evening = planned.find(({ customerNo }) => customerNo === 'Z12');
      const { minute } = wallClock('Asia/Shanghai', new Date(evening?.scheduledAt ?? 0));
      expect([minute >= 18 * 60, minute < 20 * 60]).toEqual([true, true]);
      await scene.command('campaign', 'launch', '1');
      const status = await scene.command<Record<string, unknown>>('campaign', 'status', '1');
      expectStatusShape(status);
      expect(status).toEqual({ ...(await expectBalanced(scene, SURVEY)), state: 'running' });
    });
  },
  LOOKING_ON,
);

from(TUESDAY_LUNCH, 'at lunch on Tuesday', () => {
  it('e-mails leave that are due, and no SMS disturbs anybody', async () => {
    const due = planned.filter(({ channel, scheduledAt }) => channel !== 'call' && scheduledAt < TUESDAY_LUNCH);
    expect(due.map(({ channel }) => channel)).toEqual(expect.arrayContaining(['sms', 'email']));
    await expectArrived(scene, due.filter(isOpenAt(TUESDAY_LUNCH)));
    await expectKept(scene);
    const rows = await readAttempts(scene, SURVEY);
    const putOff = rows.filter(({ id, channel }) => channel === 'sms' && due.some((line) => line.attemptId === id));
    expect(
      putOff.filter((row) => row.state !== 'scheduled' || !isOpenHour('sms', row.zones, row.scheduledAt!)),
    ).toEqual([]);
  });

  it('no call is offered either, although some are due', async () => {
    const call = planned.find(({ channel, scheduledAt }) => channel === 'call' && scheduledAt < TUESDAY_LUNCH);
    agentToken = await addAgentAccount(world, scene, call?.agentNo ?? '');
    expect(await scene.api.post('desk/next', {}, agentToken)).toEqual({ status: 200, body: { call: null } });
  });

  it('a second campaign is made, planned, launched and paused by API', async () => {
    const made = await scene.api.post<{ campaignId: number }>('campaigns', GREETING_CAMPAIGN);
    expect([made.status, made.body.campaignId]).toEqual([201, GREETING]);
    const plan = await scene.api.post<{ planned: number }>(`campaigns/${GREETING}/plan`);
    expect(plan.body).toMatchObject({ audience: 3, planned: 3 });
    expect((await scene.api.post(`campaigns/${GREETING}/launch`)).status).toBe(200);
    expect((await scene.api.post(`campaigns/${GREETING}/pause`)).status).toBe(200);
    expect((await expectBalanced(scene, GREETING)).state).toBe('paused');
  });
});

from(TUESDAY_EVENING, 'on Tuesday evening', () => {
  it('sends exactly what is due and open, and nothing of the campaign that is paused', async () => {
    const rows = await readAttempts(scene, SURVEY);
    const due = rows.filter((row) => row.channel !== 'call' && row.scheduledAt! <= new Date(TUESDAY_EVENING));
    await expectArrived(scene, due);
    await expectKept(scene);
    expect((await readAttempts(scene, GREETING)).map(({ state }) => state)).toEqual([
      'scheduled',
      'scheduled',
      'scheduled',
    ]);
  });

  it('goes on where it was paused, and cancels the rest', async () => {
    await scene.command('campaign', 'resume', '2');
    await scene.quiet();
    const resumed = await expectBalanced(scene, GREETING);
    expect(resumed.ledger['planned']).toBeLessThan(3);
    await expectSentAsRecorded(scene, [SURVEY, GREETING]);
    await scene.command('campaign', 'cancel', '2');
    await scene.quiet();
    const cancelled = await expectBalanced(scene, GREETING);
    expect(cancelled).toMatchObject({ state: 'cancelled', ledger: { planned: 0, underWay: 0 } });
    expect(cancelled.visits['cancelled']).toBeGreaterThan(0);
    await expectSentAsRecorded(scene, [SURVEY, GREETING]);
  });

  it('takes a score with words, an opt-out and a doubtful reply by SMS', async () => {
    const reached = (await readAttempts(scene, SURVEY)).filter(
      ({ channel, state }) => channel === 'sms' && state === 'delivered',
    );
    const [pleased, leaving, doubtful] = reached;
    await reply(scene, pleased, '5 服务很好');
    await reply(scene, leaving, '退订');
    await reply(scene, doubtful, '别再给我发短信了');
    expect(await visitState(scene, pleased)).toBe('completed');
    expect(await visitState(scene, leaving)).toBe('opted_out');
    const { body } = await scene.api.get<{ items: { id: number; body: string }[] }>('inbox');
    expect(body.items.map((item) => item.body)).toEqual(['别再给我发短信了']);
    const decided = await scene.api.post(`inbox/${body.items[0]?.id}/decision`, { kind: 'opt-out' });
    expect([decided.status, await visitState(scene, doubtful)]).toEqual([204, 'opted_out']);
    await expectBalanced(scene, SURVEY);
  });

  it('a look at the survey page records nothing, its form does; one click in the mail program opts out', async () => {
    const [unhappy, leaving] = (await readAttempts(scene, SURVEY)).filter(
      ({ channel, state }) => channel === 'email' && state !== 'scheduled',
    );
    const link = linkIn(await mailTo(scene, unhappy), '/s/');
    expect((await scene.api.open(`${link}?r=1`)).status).toBe(200);
    expect(await scene.query('SELECT FROM responses WHERE visit_id = $1', [unhappy?.visitId])).toEqual([]);
    const answers = {
      product: '4',
      service: '2',
      reasons: 'response-speed',
      nps: '3',
      ces: '2',
      suggestion: '希望快一点',
    };
    expect((await scene.api.send(link, answers)).status).toBe(303);
    expect(await visitState(scene, unhappy)).toBe('completed');
    expect(
      await scene.query('SELECT service_score AS score, channel FROM responses WHERE visit_id = $1', [
        unhappy?.visitId,
      ]),
    ).toEqual([{ score: 2, channel: 'web' }]);
    expect(await scene.query('SELECT state FROM follow_ups')).toEqual([{ state: 'open' }]);
    const header = (await mailTo(scene, leaving)).headers['list-unsubscribe'] ?? '';
    const oneClick = /<(https?:[^>]+)>/.exec(header)?.[1] ?? '';
    expect((await scene.api.open(oneClick)).status).toBe(200);
    expect(await visitState(scene, leaving)).toBe('open');
    expect((await scene.api.send(oneClick, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200);
    const optOuts = await scene.query('SELECT channel, source FROM opt_outs WHERE address = $1', [leaving?.address]);
    expect(optOuts).toEqual([{ channel: 'email', source: 'one-click' }]);
    await expectKept(scene);
  });
});

from(TUESDAY_NIGHT, 'in the Chinese night', () => {
  it('reaches who is awake elsewhere, and nobody in China', async () => {
    const due = planned.filter(({ scheduledAt }) => scheduledAt > TUESDAY_EVENING && scheduledAt < TUESDAY_NIGHT);
    const awake = due.filter(isOpenAt(TUESDAY_NIGHT));
    expect(awake.map(({ customerNo }) => customerNo)).toContain('Z09');
    expect(awake.flatMap(({ zones }) => zones)).not.toContain('Asia/Shanghai');
    const since = (await scene.api.arrived()).filter(
      ({ receivedAt }) => new Date(receivedAt) >= new Date(TUESDAY_NIGHT),
    );
    expect(since.map(nameOf).sort()).toEqual((await namesOf(scene, awake)).sort());
    await expectKept(scene);
  });
});

from(WEDNESDAY_MORNING, 'on Wednesday morning', () => {
  it('an agent takes the next call, asks in the legal order, and records it', async () => {
    const call = planned.find(({ channel, scheduledAt }) => channel === 'call' && scheduledAt < TUESDAY_LUNCH);
    const token = agentToken;
    const { body } = await scene.api.post<{ call: { attemptId: number; visitId: number } | null }>(
      'desk/next',
      {},
      token,
    );
    expect(body.call).toMatchObject({ visitId: call?.visitId });
    expect((await scene.api.post(`desk/calls/${body.call?.attemptId}/open`, {}, token)).status).toBe(200);
    const unfinished = { lineResult: 'answered', disposition: 'completed', talkSeconds: 95 };
    const draft = await scene.api.post<{ state: string; missing: string[] }>(
      `visits/${call?.visitId}/record`,
      unfinished,
      token,
    );
    expect(draft.body).toMatchObject({
      state: 'draft',
      missing: expect.arrayContaining(['identityVerified', 'answers.service']),
    });
    const record = {
      ...unfinished,
      identityVerified: true,
      convenient: true,
      path: ['greet', 'identity', 'announce', 'convenient', 'survey', 'close'],
      answers: { product: 5, service: 4, nps: 9, ces: 6, suggestion: '周末也开门' },
    };
    const closed = await scene.api.post<{ state: string }>(`visits/${call?.visitId}/record`, record, token);
    expect(closed.body).toMatchObject({ state: 'complete', missing: [] });
    expect(await scene.query('SELECT state FROM visits WHERE id = $1', [call?.visitId])).toEqual([
      { state: 'completed' },
    ]);
    await expectKept(scene);
  });
});

from(THURSDAY_EVENING, 'on Thursday evening', () => {
  it('the ladder has gone on for who did not answer, and never for who answered or opted out', async () => {
    const status = await expectKept(scene);
    expect(status.state).toBe('running');
    const rungs = await scene.query<{ rung: number }>(
      'SELECT DISTINCT rung FROM attempts WHERE campaign_id = $1 ORDER BY rung',
      [SURVEY],
    );
    expect(rungs.length).toBeGreaterThan(1);
    const late = await scene.query(
      `SELECT a.id FROM attempts a JOIN visits v ON v.id = a.visit_id
       WHERE v.campaign_id = $1 AND v.ended_at IS NOT NULL AND a.handed_over_at > v.ended_at`,
      [SURVEY],
    );
    expect(late).toEqual([]);
  });
});

from(FRIDAY_AFTER_DEADLINE, 'after the deadline', () => {
  it('the campaign is complete, and every member has an end', async () => {
    const status = await expectKept(scene);
    expect(status.state).toBe('completed');
    expect(status.ledger).toMatchObject({ planned: 0, held: 0, waiting: 0, underWay: 0 });
  });

  tellReport(SURVEY, () => ({ scene, out: (name) => world.out(name) }));
});

function sample(name: string): string {
  return `test/fixtures/archive-samples/customers_${name}.csv`;
}
