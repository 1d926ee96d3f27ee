import { jest } from '@jest/globals';
import nodemailer from 'nodemailer';
import { openBooks, readBooks } from '../../test/support/books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { deliveryReport, feedbackReport } from '../../test/support/returned-mails.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { until } from '../../test/support/until.js';
import { DispatchWorker } from '../dispatch/dispatch.worker.js';
import { ProviderEndpoints } from '../dispatch/provider-endpoints.service.js';
import { bounceAddress } from '../messages/bounce-address.js';
import { BounceListener } from './bounce-listener.worker.js';
import { MailReportRepository } from './mail-report.repository.js';
import { MailReportService, type ReturnedMail } from './mail-report.service.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

const clock = new FixedClock('2026-11-23T02:00:00Z'); // Monday 10:00 in Shanghai
let t: TestDatabase;
let stage: DispatchStage;
let port: number;
let phones = 0;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
  ({ port } = await stage.app.get(BounceListener).start({ host: '127.0.0.1', port: 0 }));
});
afterAll(async () => {
  await stage.app.get(DispatchWorker).stop();
  await stage.app.get(BounceListener).stop();
  await stage.close();
  await t.close();
});

interface MailedVisit {
  readonly campaignId: number;
  readonly visitId: number;
  readonly attemptId: number;
  readonly key: string;
  readonly email: string;
}

/** A visit whose first rung is an e-mail, with a call behind it. */
async function mailed(email: string, attempt: object = {}): Promise<MailedVisit> {
  phones += 1;
  const ladder = ['email', 'call'];
  const campaignId = await insertCampaign(t.database, {
    state: 'running',
    ladder: JSON.stringify(ladder.map((channel) => ({ channel, waitHours: 24 }))),
    audience: 1,
    survey_id: 'default',
    survey_version: 1,
  });
  const customerId = await insertCustomer(t.database, { email, phone: `+8613800${String(phones).padStart(6, '0')}` });
  const visitId = await insertVisit(t.database, campaignId, customerId, { ladder });
  const key = `v${visitId}-r0-t1-abcdef12`;
  const planned = { channel: 'email', address: email, scheduled_at: clock.now(), attempt_key: key, ...attempt };
  const attemptId = await insertAttempt(t.database, { id: visitId, campaignId, customerId }, planned);
  await openBooks(t.database, campaignId);
  return { campaignId, visitId, attemptId, key, email };
}
const sent = (email: string, attempt: object = {}) =>
  mailed(email, { state: 'accepted', handed_over_at: clock.now(), provider: 'sandbox-email', ...attempt });

const attemptOf = (id: number) =>
  t.database.one<{ state: string; code: string | null }>(
    'SELECT state, error_code AS code FROM attempts WHERE id = $1',
    [id],
  );
const visitOf = (id: number) =>
  t.database.one<{ state: string; next: Date | null }>('SELECT state, next_rung_at AS next FROM visits WHERE id = $1', [
    id,
  ]);
const addressOf = (address: string) =>
  t.database.one<{ status: string; why: { code: string } | null; optedOut: string[] }>(
    'SELECT status, status_reason AS why, opted_out AS "optedOut" FROM addresses WHERE address = $1',
    [address],
  );
const returnTo = ({ key }: Pick<MailedVisit, 'key'>) =>
  bounceAddress(key, stage.app.get(ProviderEndpoints).bounceBase() ?? { domain: '', secretKey: '' }) ?? '';
const receive = (raw: string, over: Partial<ReturnedMail> = {}) =>
  stage.app.get(MailReportService).receive({ raw: Buffer.from(raw), envelopeTo: null, via: 'smtp', ...over });
const waiting = () => stage.app.get(MailReportRepository).waiting(100);

describe('the sandbox’s mail, sent and come back over sockets', () => {
  it('bounces, is late, complains, each to its own message', async () => {
    const bad = await mailed('bad+dsn511@example.com');
    const full = await mailed('full+dsn522@example.com');
    const blocked = await mailed('blocked+dsn571@example.com');
    const late = await mailed('late+delayed@example.com');
    const angry = await mailed('angry+complaint@example.com');
    await stage.app.get(DispatchWorker).sendDue();
    const count = async () =>
      (await t.database.one<{ n: number }>('SELECT count(*)::int AS n FROM mail_reports')).n === 5;
    await until('five mails to come back', count);

    expect(await attemptOf(bad.attemptId)).toEqual({ state: 'undelivered', code: '5.1.1' });
    expect(await addressOf(bad.email)).toMatchObject({ status: 'hard-bounced', why: { code: 'address-refused' } });
    expect(await visitOf(bad.visitId)).toMatchObject({ next: clock.now() });
    expect(await attemptOf(full.attemptId)).toEqual({ state: 'undelivered', code: '5.2.2' });
    expect(await addressOf(full.email)).toMatchObject({ status: 'active' });
    expect(await attemptOf(blocked.attemptId)).toEqual({ state: 'undelivered', code: '5.7.1' });
    expect(await addressOf(blocked.email)).toMatchObject({ status: 'active' });
    expect(await attemptOf(late.attemptId)).toMatchObject({ state: 'accepted' });
    expect(await attemptOf(angry.attemptId)).toMatchObject({ state: 'delivered' });
    expect(await addressOf(angry.email)).toMatchObject({ optedOut: ['email'] });
    expect(await visitOf(angry.visitId)).toMatchObject({ state: 'opted_out' });
    for (const { campaignId } of [bad, full, blocked, late, angry]) {
      const books = await readBooks(t.database, campaignId);
      expect(books.counters).toEqual(books.rows);
    }
  });
});

describe('a mail that comes back', () => {
  it('changes nothing the second time, whichever way it comes', async () => {
    const visit = await sent('twice@example.com');
    const mail = deliveryReport({});
    expect(await receive(mail, { envelopeTo: returnTo(visit) })).toMatchObject({ outcome: 'applied', verdict: 'hard' });
    const before = await t.database.query('SELECT * FROM visit_events WHERE visit_id = $1', [visit.visitId]);
    expect(await receive(mail, { envelopeTo: returnTo(visit) })).toMatchObject({ outcome: 'repeated' });
    await receive(deliveryReport({ to: returnTo(visit) }), { via: 'command' });
    expect(await t.database.query('SELECT * FROM visit_events WHERE visit_id = $1', [visit.visitId])).toEqual(before);
  });

  it('is believed before the relay’s answer was written down', async () => {
    const visit = await sent('early@example.com', { state: 'handed_over', provider_message_id: null });
    expect(await receive(deliveryReport({}), { envelopeTo: returnTo(visit) })).toMatchObject({ outcome: 'applied' });
    expect(await attemptOf(visit.attemptId)).toMatchObject({ state: 'undelivered' });
  });

  it('does not undo what is final: a delay after the bounce, a bounce after the delivery', async () => {
    const first = await sent('order1@example.com');
    await receive(deliveryReport({}), { envelopeTo: returnTo(first) });
    await receive(deliveryReport({ action: 'delivered', status: '2.0.0' }), { envelopeTo: returnTo(first) });
    expect(await attemptOf(first.attemptId)).toMatchObject({ state: 'undelivered' });
    const second = await sent('order2@example.com');
    await receive(deliveryReport({ action: 'delivered', status: '2.0.0' }), { envelopeTo: returnTo(second) });
    await receive(deliveryReport({}), { envelopeTo: returnTo(second) });
    expect(await attemptOf(second.attemptId)).toMatchObject({ state: 'delivered' });
  });

  it('is matched by the return address inside a complaint whose recipient is struck out', async () => {
    const visit = await sent('hidden@example.com');
    const result = await receive(feedbackReport({ mailFrom: returnTo(visit) }), { envelopeTo: 'fbl@bounces.sandbox.example' }); // prettier-ignore
    expect(result).toEqual({ verdict: 'complaint', outcome: 'applied', matchedBy: 'bounce-address' });
    expect(await addressOf(visit.email)).toMatchObject({ optedOut: ['email'] });
    const entry = await t.database.one<{ source: string }>('SELECT source FROM opt_outs WHERE address = $1', [visit.email]); // prettier-ignore
    expect(entry.source).toBe('complaint');
  });

  it('with a Message-ID alone is carried out where somebody vouches for it, and else waits for a person', async () => {
    const visit = await sent('byid@example.com', { provider_message_id: '<v9-by-id@example.org>' });
    const mail = deliveryReport({ messageId: '<v9-by-id@example.org>' });
    const common = { envelopeTo: 'postmaster@bounces.sandbox.example' };
    expect(await receive(mail, common)).toMatchObject({ outcome: 'queued', matchedBy: 'message-id' });
    expect(await attemptOf(visit.attemptId)).toMatchObject({ state: 'accepted' });
    expect(await receive(mail, { via: 'command' })).toMatchObject({ outcome: 'applied', matchedBy: 'message-id' });
    expect(await attemptOf(visit.attemptId)).toMatchObject({ state: 'undelivered' });
  });

  it('that nobody understands waits, is counted, and means what a person says', async () => {
    const visit = await sent('odd@example.com');
    await receive('Subject: 退信\r\n\r\n???', { envelopeTo: returnTo(visit) });
    const row = (await waiting()).find(({ attemptId }) => attemptId === visit.attemptId);
    expect(row).toMatchObject({ verdict: 'unknown', matchedBy: 'bounce-address' });
    const service = stage.app.get(MailReportService);
    await service.settle(row?.id ?? 0, 'bounce', 'user:1');
    expect(await attemptOf(visit.attemptId)).toMatchObject({ state: 'undelivered' });
    expect((await waiting()).map(({ id }) => id)).not.toContain(row?.id);
    await expect(service.settle(row?.id ?? 0, 'nothing', 'user:1')).rejects.toThrow('returned mail');
    await receive('Subject: what\r\n\r\n???', { envelopeTo: 'abuse@bounces.sandbox.example' });
    const stranger = (await waiting()).find(({ attemptId }) => attemptId === null);
    await expect(service.settle(stranger?.id ?? 0, 'complaint', 'user:1')).rejects.toMatchObject({
      reason: { code: 'no-message-known' },
    });
    const counts = await stage.app.get(MailReportRepository).counts();
    expect(counts.find(({ verdict }) => verdict === 'unknown')).toMatchObject({ number: 2, waiting: 1 });
  });

  it('is no answer where a machine wrote it', async () => {
    const visit = await sent('away@example.com');
    const away = 'Auto-Submitted: auto-replied\r\nSubject: away\r\n\r\nI am away';
    expect(await receive(away, { envelopeTo: returnTo(visit) })).toMatchObject({ outcome: 'ignored' });
    expect(await attemptOf(visit.attemptId)).toMatchObject({ state: 'accepted' });
  });

  it('for a passing reason, three times in two weeks, lets the address rest', async () => {
    const email = 'often@example.com';
    const full = deliveryReport({ status: '5.2.2', diagnostic: '552 5.2.2 full' });
    for (const day of ['2026-11-01', '2026-11-12', '2026-11-16']) {
      const visit = await sent(email, { handed_over_at: `${day}T02:00:00Z` });
      await receive(full, { envelopeTo: returnTo(visit) });
    }
    expect(await addressOf(email)).toMatchObject({ status: 'active' });
    await receive(full, { envelopeTo: returnTo(await sent(email)) });
    expect(await addressOf(email)).toMatchObject({ status: 'suspended', why: { code: 'address-soft-bounces' } });
  });
});

describe('the listener', () => {
  const hand = (to: string, raw: string) => {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
    return transport.sendMail({ envelope: { from: '', to: [to] }, raw }).finally(() => transport.close());
  };

  it('takes nothing for an address that we did not make', async () => {
    const visit = await sent('forged@example.com');
    const forged = returnTo(visit).replace(/\.[a-z2-7]{12}@/, '.aaaaaaaaaaaa@');
    await expect(hand(forged, deliveryReport({}))).rejects.toMatchObject({ responseCode: 550 });
    await expect(hand('anna@example.com', deliveryReport({}))).rejects.toMatchObject({ responseCode: 550 });
    expect(await attemptOf(visit.attemptId)).toMatchObject({ state: 'accepted' });
  });

  it('refuses what is too large, and lives on', async () => {
    const visit = await sent('large@example.com');
    await expect(hand(returnTo(visit), 'x'.repeat(1_100_000))).rejects.toMatchObject({ responseCode: 552 });
    await hand(returnTo(visit).toUpperCase(), deliveryReport({}));
    expect(await attemptOf(visit.attemptId)).toMatchObject({ state: 'undelivered' });
  });
});
