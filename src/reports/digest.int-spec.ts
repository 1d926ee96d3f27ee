import { FixedClock } from '../../test/support/fixed-clock.js';
import { makeVisits, storeCampaign } from '../../test/support/report-campaign.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { parseSettings } from '../config/settings.js';
import { SettingsService } from '../config/settings.service.js';
import { SettingsRepository } from '../database/settings.repository.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import { ProviderEndpoints } from '../dispatch/provider-endpoints.service.js';
import { StaffMail } from '../dispatch/staff-mail.service.js';
import { ProviderBucketRepository } from '../planning/provider-bucket.repository.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { StringsService } from '../messages/strings.service.js';
import { SurveyService } from '../surveys/survey.service.js';
import { CompileDigestJob } from './compile-digest.job.js';
import { DigestMailService } from './digest-mail.service.js';
import { DigestMailsRepository } from './digest-mails.repository.js';
import { DigestService } from './digest.service.js';

describe('the daily digest', () => {
  let t: TestDatabase;
  let digests: DigestService;
  let job: CompileDigestJob;
  // 18:30 in Shanghai, a Tuesday.
  const clock = new FixedClock('2026-11-24T10:30:00Z');
  const visits = makeVisits(300, 7, true);

  beforeAll(async () => {
    t = await openTestDatabase();
    await new SurveyService(t.database).installPackaged();
    const settings = new SettingsService({ ...parseSettings({}), secretKey: 'secret '.repeat(6) });
    digests = new DigestService(t.database, settings, clock);
    const providers = new ChannelProviders(settings, new SettingsRepository(t.database));
    const endpoints = new ProviderEndpoints(settings, clock, providers);
    const mails = new DigestMailService(
      t.database,
      settings,
      new StringsService(),
      new StaffMail(t.database, settings, endpoints, new ProviderBucketRepository()),
      new DigestMailsRepository(),
      clock,
    );
    job = new CompileDigestJob(digests, mails, t.database, new JobQueue());
    await storeCampaign(t.database, visits, []);
    await t.database.execute(
      `INSERT INTO visit_events (at, actor, campaign_id, visit_id, attempt_id, kind, from_state, to_state, reason)
       SELECT handed_over_at, 'test', campaign_id, visit_id, id, 'attempt', 'claimed', 'handed_over', '{"code":"x","params":{}}'
         FROM attempts WHERE handed_over_at IS NOT NULL`,
    );
  }, 60_000);
  afterAll(() => t.close());

  const DAY = 24 * 60;
  /** Minutes after Monday 09:00, where the made campaign begins. */
  const within = (minutes: number | null, from: number, until: number) =>
    minutes !== null && minutes >= from && minutes < until;

  it('is compiled at the end of the working day, and says what an independent count says', async () => {
    await job.run({ bucket: '2026-11-24' });
    const [from, until] = [15 * 60, 33 * 60 + 30];
    const digest = await digests.get('2026-11-24');
    expect(digest).toMatchObject({ date: '2026-11-24', until: clock.now() });
    expect(digest.from).toEqual(new Date('2026-11-23T16:00:00Z'));
    const answers = visits.flatMap(({ answer }) => (answer && within(answer.at, from, until) ? [answer] : []));
    expect(answers.length).toBeGreaterThan(0);
    expect(digest.counts).toMatchObject({
      campaignsRunning: 1,
      sent: visits.filter(({ channel, sentAt }) => channel !== 'call' && within(sentAt, from, until)).length,
      reached: visits.filter(({ reachedAt }) => within(reachedAt, from, until)).length,
      answered: answers.length,
      rated: answers.filter(({ service }) => service !== null).length,
      satisfied: answers.filter(({ service }) => (service ?? 0) >= 4).length,
    });
    expect(digest.standing.inDoubt).toBe(visits.filter(({ attemptState }) => attemptState === 'in_doubt').length);
    for (const agent of digest.agents) {
      const own = visits.filter(({ agentNo }) => agentNo === agent.agentNo);
      expect(agent.reached).toBe(own.filter(({ reachedAt }) => within(reachedAt, from, until)).length);
      expect(agent.answered).toBe(own.filter(({ answer }) => within(answer?.at ?? null, from, until)).length);
    }
    expect(digest.agents.map(({ agentNo }) => agentNo)).toEqual(['010', '020', '030']);
  });

  it('is one row for a date, however often it is compiled', async () => {
    const before = await digests.get('2026-11-24');
    await Promise.all([job.run({ bucket: '2026-11-24' }), digests.compile('2026-11-24')]);
    expect(await digests.list(null, 10)).toEqual([before]);
  });

  it('takes in the evening when the next day comes, and then stays', async () => {
    clock.set('2026-11-25T10:30:00Z');
    await job.run({ bucket: '2026-11-25' });
    const whole = await digests.get('2026-11-24');
    expect(whole.until).toEqual(new Date('2026-11-24T16:00:00Z'));
    const [from, until] = [15 * 60, 15 * 60 + DAY];
    expect(whole.counts.answered).toBe(visits.filter(({ answer }) => within(answer?.at ?? null, from, until)).length);
    clock.set('2026-11-26T10:30:00Z');
    await digests.compile('2026-11-24');
    expect(await digests.get('2026-11-24')).toEqual(whole);
  });

  it('is listed newest first, page by page; what is no date or has none is refused by name', async () => {
    expect((await digests.list(null, 10)).map(({ date }) => date)).toEqual(['2026-11-25', '2026-11-24']);
    expect((await digests.list('2026-11-25', 10)).map(({ date }) => date)).toEqual(['2026-11-24']);
    await expect(digests.get('2026-11-01')).rejects.toThrow('no digest 2026-11-01');
    await expect(digests.get('yesterday')).rejects.toMatchObject({ faults: [{ field: 'date' }] });
    await expect(digests.compile('2026-12-01')).rejects.toMatchObject({ faults: [{ code: 'not-yet' }] });
  });
});
