import { CampaignService } from '../campaigns/campaign.service.js';
import { Database } from '../database/database.service.js';
import { MessageComposer } from '../messages/message-composer.service.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import { SettingsService } from '../config/settings.service.js';
import { PlanCollection } from '../planning/plan-collection.service.js';
import { PlanRepository } from '../planning/plan.repository.js';
import { PlanService } from '../planning/plan.service.js';
import { readSurveyToken } from '../messages/signed-link.js';
import { SurveyService } from '../surveys/survey.service.js';
import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import { SampleComposer } from './sample-composer.service.js';
import { SampleService } from './sample.service.js';
import { SandboxMessageRepository } from './sandbox-message.repository.js';

const clock = new FixedClock('2026-11-23T01:00:00Z');
const SECRET = 'a secret of thirty-two characters';

describe('samples', () => {
  it('lie in the sandbox alone, one for each channel and language, with links that are no links of ours', async () => {
    // Mutant that this finds: samples that the list of what was sent shows, so that the crowd answers them.
    const t = await openTestDatabase();
    const stage = await openDispatchStage(t.database, clock);
    const get = <T>(type: abstract new (...args: never[]) => T): T => stage.app.get<T>(type, { strict: false });
    const messages = new SandboxMessageRepository(t.database);
    const composer = new SampleComposer(
      get(MessageComposer),
      get(SurveyService),
      get(SettingsService),
      get(ChannelProviders),
    );
    const [collection, plans] = [get(PlanCollection), get(PlanRepository)];
    const samples = new SampleService(get(Database), clock, collection, plans, composer, messages);
    await insertAgent(t.database, { agent_no: '001' });
    for (const [i, language] of ['zh-CN', 'zh-CN', 'en'].entries()) {
      await insertCustomer(t.database, { phone: `+8613800000${100 + i}`, email: `s${i}@example.com`, language });
    }
    const { id } = await get(CampaignService).create({ name: 'x', ladder: ['sms', 'email', 'call'] }, 'test');
    await get(PlanService).plan(id, {}, 'test');
    const books = () =>
      t.database.one(`SELECT (SELECT md5(string_agg(v::text, '|' ORDER BY id)) FROM visits v) AS visits,
        (SELECT md5(string_agg(a::text, '|' ORDER BY id)) FROM attempts a) AS attempts,
        (SELECT count(*) FROM visit_events) AS events, (SELECT count(*) FROM ledger_deltas) AS deltas,
        (SELECT count(*) FROM contact_log) AS contacts, (SELECT count(*) FROM receipts) AS receipts`);
    const before = await books();
    const made = await samples.send(await get(CampaignService).get(id));
    await samples.send(await get(CampaignService).get(id));
    expect(await books()).toEqual(before);
    expect(made.map(({ channel, language }) => `${channel} ${language}`).sort()).toEqual([
      'call en',
      'call zh-CN',
      'email en',
      'email zh-CN',
      'sms en',
      'sms zh-CN',
    ]);
    const stored = await messages.list({ sampleOf: id });
    expect(stored.map(({ channel, status }) => `${channel} ${status}`).sort()).toEqual([
      'email sample',
      'email sample',
      'sms sample',
      'sms sample',
    ]);
    expect(await messages.list()).toEqual([]);
    const tokens = stored.flatMap(({ body }) => [...body.matchAll(/\/s\/([\w-]+)/g)].map(([, token = '']) => token));
    expect(tokens.length).toBeGreaterThan(0);
    expect(tokens.map((token) => readSurveyToken(token, SECRET))).toEqual(tokens.map(() => null));
    await stage.close();
    await t.close();
  });
});
