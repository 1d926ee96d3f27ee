import {
  insertAgent,
  insertCampaign,
  insertCustomer,
  insertRow,
  insertSurvey,
  insertVisit,
} from '../../../test/support/builders.js';
import { openTestDatabase } from '../../../test/support/test-database.js';
import type { TestDatabase } from '../../../test/support/test-database.js';
import { CampaignCards } from '../campaign-card.read-model.js';
import { RowsReadModel } from '../rows.read-model.js';
import { TodayReadModel } from './today.read-model.js';

const now = new Date('2026-11-25T04:00:00Z'); // Wednesday 12:00 in Shanghai

describe('the rows behind the Today page', () => {
  let t: TestDatabase;
  let today: TodayReadModel;
  let campaigns: CampaignCards;

  beforeAll(async () => {
    t = await openTestDatabase();
    today = new TodayReadModel(t.database);
    campaigns = new CampaignCards(t.database);
    await insertSurvey(t.database);
  }, 60_000);
  afterAll(() => t.close());

  async function aVisit(campaign: number, overrides: Record<string, unknown> = {}) {
    const customer = await insertCustomer(t.database);
    return { customer, visit: await insertVisit(t.database, campaign, customer, overrides) };
  }

  it('sums the counters of each campaign by part, exclusions whatever their reason', async () => {
    const campaign = await insertCampaign(t.database, { name: 'Summed', state: 'running', audience: 6 });
    const deltas = [
      ['part', 'planned', 5],
      ['part', 'planned', -2],
      ['part', 'answered', 2],
      ['excluded', 'no-consent', 1],
      ['excluded', 'opted-out', 1],
      ['visit', 'planned', 3],
    ] as const;
    for (const [kind, key, delta] of deltas)
      await insertRow(t.database, 'ledger_deltas', { campaign_id: campaign, kind, key, delta });
    const found = (await campaigns.current(now)).find((one) => one.id === campaign);
    expect(found?.parts).toEqual({ planned: 3, answered: 2, excluded: 2 });
    expect((await campaigns.one(campaign))?.parts).toEqual(found?.parts);
    expect(await campaigns.one(0)).toBeNull();
  });

  it('shows what runs first, and what ended lately, but no drafts', async () => {
    await insertCampaign(t.database, { name: 'Draft' });
    await insertCampaign(t.database, { name: 'Planned', state: 'planned' });
    await insertCampaign(t.database, { name: 'Yesterday', state: 'completed', ended_at: '2026-11-24T04:00:00Z' });
    await insertCampaign(t.database, { name: 'Long ago', state: 'completed', ended_at: '2026-11-20T04:00:00Z' });
    const names = (await campaigns.current(now)).map((one) => one.name);
    expect(names).toEqual(['Summed', 'Planned', 'Yesterday']);
    expect((await campaigns.all(null, 10)).map((one) => one.name)).toEqual([
      'Long ago',
      'Yesterday',
      'Planned',
      'Draft',
      'Summed',
    ]);
  });

  it('counts what waits for somebody', async () => {
    const campaign = await insertCampaign(t.database, { name: 'Waiting', state: 'running' });
    await aVisit(campaign, { due_at: '2026-11-25T20:00:00Z' });
    await aVisit(campaign, { due_at: '2026-11-25T20:00:00Z', state: 'open', reached_at: now });
    await aVisit(campaign, { due_at: '2026-11-27T20:00:00Z' });
    for (const state of ['held', 'in_doubt']) {
      const { visit, customer } = await aVisit(campaign, { due_at: '2026-12-27T20:00:00Z' });
      await insertRow(t.database, 'attempts', {
        visit_id: visit,
        campaign_id: campaign,
        customer_id: customer,
        rung: 0,
        channel: 'sms',
        state,
        attempt_key: `w${visit}`,
      });
    }
    expect(await today.waiting(now, { kind: 'all' })).toEqual({
      promisesAtRisk: 1,
      inDoubt: 1,
      held: 1,
      followUps: 0,
      repliesToSort: 0,
      conflicts: 0,
    });
  });

  it('compares this week with the same stretch of the last, from Monday midnight in the organisation’s zone', async () => {
    const campaign = await insertCampaign(t.database, {
      name: 'Weeks',
      state: 'paused',
      survey_id: 'default',
      survey_version: 1,
    });
    const instants: [string, number | null][] = [
      ['2026-11-22T16:00:00Z', 5], // Monday 00:00 in Shanghai: this week
      ['2026-11-22T15:59:59Z', 5], // Sunday: last week, but later than its Wednesday noon
      ['2026-11-18T03:59:59Z', 2], // last Wednesday, just before noon
      ['2026-11-18T04:00:00Z', 2], // last Wednesday noon: later than now a week ago
      ['2026-11-25T03:00:00Z', null], // today, without a rating
    ];
    for (const [at, score] of instants) {
      const { visit, customer } = await aVisit(campaign, {
        state: 'completed',
        reached_at: at,
        ended_at: at,
        opened_at: at,
      });
      await insertRow(t.database, 'responses', {
        visit_id: visit,
        campaign_id: campaign,
        customer_id: customer,
        survey_id: 'default',
        survey_version: 1,
        channel: 'sms',
        answers: {},
        service_score: score,
        complete: true,
        answered_at: at,
      });
    }
    const weeks = await today.weeks(now, 'Asia/Shanghai');
    expect(weeks.now).toEqual({ reached: 2, answered: 2, rated: 1, satisfied: 1 });
    expect(weeks.before).toEqual({ reached: 1, answered: 1, rated: 1, satisfied: 0 });
  });

  it('lists the calls of one agent, the one in hand first, and nobody else’s', async () => {
    const [mine, theirs] = [await insertAgent(t.database), await insertAgent(t.database)];
    const campaign = await insertCampaign(t.database, { name: 'Calls', state: 'running' });
    const calls: [number, string, string][] = [
      [mine, 'scheduled', '2026-11-25T05:00:00Z'],
      [mine, 'claimed', '2026-11-25T06:00:00Z'],
      [mine, 'scheduled', '2026-11-25T04:30:00Z'],
      [theirs, 'scheduled', '2026-11-25T04:00:00Z'],
    ];
    for (const [agentId, state, at] of calls) {
      const { visit, customer } = await aVisit(campaign, {
        agent_id: agentId,
        due_at: '2026-12-25T06:00:00Z',
        ladder: ['call'],
      });
      await insertRow(t.database, 'attempts', {
        visit_id: visit,
        campaign_id: campaign,
        customer_id: customer,
        rung: 0,
        channel: 'call',
        state,
        scheduled_at: at,
        attempt_key: `c${visit}`,
      });
    }
    const found = await today.calls(mine);
    expect(found.map((call) => [call.state, call.scheduledAt?.toISOString()])).toEqual([
      ['claimed', '2026-11-25T06:00:00.000Z'],
      ['scheduled', '2026-11-25T04:30:00.000Z'],
      ['scheduled', '2026-11-25T05:00:00.000Z'],
    ]);
  });

  it('opens the rows of a part, each with its newest reason, page by page', async () => {
    const rows = new RowsReadModel(t.database);
    const campaign = await insertCampaign(t.database, { name: 'Rows', state: 'running' });
    const reasons = JSON.stringify([{ code: 'planned', params: {} }]);
    const { visit, customer } = await aVisit(campaign, { reasons, ledger_part: 'held' });
    const held = JSON.stringify([
      { code: 'first', params: {} },
      { code: 'provisional-calendar', params: {} },
    ]);
    await insertRow(t.database, 'attempts', {
      visit_id: visit,
      campaign_id: campaign,
      customer_id: customer,
      rung: 0,
      channel: 'sms',
      state: 'held',
      attempt_key: 'r1',
      reasons: held,
    });
    const excluded = await insertCustomer(t.database);
    await t.database.execute(
      `INSERT INTO exclusions (campaign_id, customer_id, code, params, plan_version) VALUES ($1, $2, 'no-consent', '{"channel":"sms"}', 1)`,
      [campaign, excluded],
    );
    expect(await rows.list({ campaignId: campaign, part: 'held', after: 0, limit: 10 }, { kind: 'all' })).toMatchObject(
      [{ visitId: visit, channel: 'sms', reason: { code: 'provisional-calendar' } }],
    );
    expect(await rows.list({ campaignId: campaign, part: 'held', after: visit, limit: 10 }, { kind: 'all' })).toEqual(
      [],
    );
    expect(
      await rows.list({ campaignId: campaign, part: 'excluded', after: 0, limit: 10 }, { kind: 'all' }),
    ).toMatchObject([{ id: excluded, visitId: null, reason: { code: 'no-consent', params: { channel: 'sms' } } }]);
  });
});
