import { Logger } from '@nestjs/common';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { SettingsService } from '../config/settings.service.js';
import { SettingsRepository } from '../database/settings.repository.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import { ProviderEndpoints } from '../dispatch/provider-endpoints.service.js';
import { StaffMail } from '../dispatch/staff-mail.service.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { StringsService } from '../messages/strings.service.js';
import { ProviderBucketRepository } from '../planning/provider-bucket.repository.js';
import { CompileDigestJob } from './compile-digest.job.js';
import { DigestMailService } from './digest-mail.service.js';
import { DigestMailsRepository } from './digest-mails.repository.js';
import { DigestService } from './digest.service.js';
import { SEND_DIGEST, SendDigestJob } from './send-digest.job.js';

const clock = new FixedClock('2026-11-24T10:30:00Z');
const repository = new DigestMailsRepository();
const buckets = new ProviderBucketRepository();
const quiet = new AbortController().signal;
let t: TestDatabase;
let stage: DispatchStage;
let compile: CompileDigestJob;
let date: string;
let day = 9;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock, { ORG_NAME: '三学苑' });
  Logger.overrideLogger(['fatal']);
  compile = new CompileDigestJob(digests(), mails(), t.database, new JobQueue());
}, 60_000);
/** Each test has a day of its own. */
beforeEach(() => {
  day += 1;
  date = `2026-11-${day}`;
  clock.set(`${date}T10:30:00Z`);
});
afterAll(async () => {
  await stage.close();
  await t.close();
});

const digests = () => new DigestService(t.database, stage.app.get(SettingsService), clock);
const mails = (endpoints = stage.app.get(ProviderEndpoints)) =>
  new DigestMailService(
    t.database,
    stage.app.get(SettingsService),
    stage.app.get(StringsService),
    new StaffMail(t.database, stage.app.get(SettingsService), endpoints, buckets),
    repository,
    clock,
  );
/** Sends as one process does. */
const send = (signal = quiet, endpoints?: ProviderEndpoints) =>
  new SendDigestJob(digests(), mails(endpoints)).run({ date }, signal);
/** A relay at this address instead of the sandbox. */
function relayAt(smtpUrl: string): ProviderEndpoints {
  const endpoints = new ProviderEndpoints(stage.app.get(SettingsService), clock, stage.app.get(ChannelProviders));
  const sms = { twilioBaseUrl: '', accountSid: '', authToken: '', smsFrom: '' };
  endpoints.useSandbox({ ...sms, smtpUrl, mailFrom: 'Revisit <revisit@example.com>' });
  return endpoints;
}
const sendTo = (...digestRecipients: string[]) =>
  stage.app.get(SettingsRepository).save('organisation', { digestRecipients });
const arrived = async (to: string) =>
  (await stage.sandbox.messages({ channel: 'email', to })).filter(({ subject }) =>
    subject?.includes(`2026年11月${day}日`),
  );
const kept = () =>
  t.database.query('SELECT recipient, state, error_code FROM digest_mails WHERE local_date = $1 ORDER BY recipient', [
    date,
  ]);
const queued = () =>
  t.database.query('SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = $1 AND key = $2', [
    SEND_DIGEST,
    `${SEND_DIGEST}:${date}`,
  ]);

describe('the digest by e-mail', () => {
  it('goes to nobody where no recipients are set', async () => {
    await sendTo();
    await compile.run({ bucket: date });
    expect(await queued()).toEqual([]);
    await send();
    expect([await kept(), await stage.sandbox.messages({ channel: 'email' })]).toEqual([[], []]);
  });

  it('is a job of its own once the digest is compiled, however often that is', async () => {
    await sendTo('boss@example.com');
    await compile.run({ bucket: date });
    await compile.run({ bucket: date });
    expect(await queued()).toHaveLength(1);
  });

  it('reaches each recipient once with both parts, run twice and by two processes at the same instant', async () => {
    await sendTo('boss@example.com', 'head@example.com');
    await compile.run({ bucket: date });
    await Promise.all([send(), send()]);
    await send();
    for (const to of ['boss@example.com', 'head@example.com']) {
      const [mail, ...more] = await arrived(to);
      expect(more).toEqual([]);
      expect(mail).toMatchObject({ subject: '回访日报（2026年11月12日）：三学苑', toAddress: to });
      expect(mail?.body).toContain('进行中的活动：0');
      expect(mail?.html).toContain('<html lang="zh-CN">');
      expect(mail?.headers).toMatchObject({ 'auto-submitted': 'auto-generated' });
    }
    expect(await kept()).toMatchObject([{ state: 'accepted' }, { state: 'accepted' }]);
  });

  it('reaches who was added later, and nobody again', async () => {
    await sendTo('boss@example.com');
    await compile.run({ bucket: date });
    await send();
    await sendTo('boss@example.com', 'late@example.com');
    await send();
    expect([await arrived('boss@example.com'), await arrived('late@example.com')]).toMatchObject([[{}], [{}]]);
  });

  it('is not sent again where nobody knows whether it left', async () => {
    const [killed, lost] = ['killed@example.com', 'x+lost@example.com'];
    await sendTo(killed, lost);
    await compile.run({ bucket: date });
    // What a process leaves that was killed between the mark and the answer.
    await repository.handOver(t.database, { date, recipient: killed }, clock.now());
    await send();
    await send();
    expect(await arrived(killed)).toEqual([]);
    expect(await arrived(lost)).toHaveLength(1);
    expect(await kept()).toMatchObject([
      { recipient: killed, state: 'handed_over' },
      { recipient: lost, state: 'in_doubt' },
    ]);
  });

  it('is given up where the mailbox is refused for good, and the others still get theirs', async () => {
    await sendTo('gone+550@example.com', 'boss@example.com');
    await compile.run({ bucket: date });
    await send();
    await send();
    expect(await arrived('boss@example.com')).toHaveLength(1);
    expect(await kept()).toEqual([
      { recipient: 'boss@example.com', state: 'accepted', error_code: null },
      { recipient: 'gone+550@example.com', state: 'failed', error_code: '5.1.1' },
    ]);
  });

  it('comes again when the relay was away, and says so to the engine', async () => {
    await sendTo('boss@example.com');
    await compile.run({ bucket: date });
    await expect(send(quiet, relayAt('smtp://127.0.0.1:1'))).rejects.toThrow('1 mails of the digest');
    expect(await kept()).toMatchObject([{ state: 'deferred', error_code: 'ECONNREFUSED' }]);
    await Promise.all([send(), send()]);
    expect(await arrived('boss@example.com')).toHaveLength(1);
    expect(await kept()).toMatchObject([{ state: 'accepted', error_code: null }]);
  });

  it('counts on the rate of the customers’ mail, and waits while the relay has asked for a pause', async () => {
    const tokens = () =>
      t.database.one<{ tokens: number }>(`SELECT tokens FROM provider_buckets WHERE provider = 'sandbox-email'`);
    await sendTo('boss@example.com', 'head@example.com');
    await compile.run({ bucket: date });
    // Long in debt, so that what is filled up meanwhile does not matter.
    await t.database.execute(
      `UPDATE provider_buckets SET tokens = -1e6, refilled_at = clock_timestamp() + interval '1 hour' - interval '1 hour'`,
    );
    await buckets.block(t.database, 'sandbox-email', 3_600_000);
    await expect(send()).rejects.toThrow('2 mails of the digest');
    expect(await kept()).toMatchObject([{ error_code: 'relay-paused' }, { error_code: 'relay-paused' }]);
    expect((await tokens()).tokens).toBe(-1e6);
    await t.database.execute('UPDATE provider_buckets SET blocked_until = NULL');
    await send();
    expect(await arrived('head@example.com')).toHaveLength(1);
    expect(await kept()).toMatchObject([{ state: 'accepted' }, { state: 'accepted' }]);
  });

  it('leaves this machine under no shifted clock', async () => {
    await sendTo('boss@example.com');
    await compile.run({ bucket: date });
    await send(quiet, relayAt('smtp://relay.example.com'));
    expect(await kept()).toEqual([]);
  });

  it('marks nothing in a process that stops', async () => {
    await sendTo('boss@example.com');
    await compile.run({ bucket: date });
    await expect(send(AbortSignal.abort())).rejects.toThrow();
    expect(await kept()).toEqual([]);
  });
});
