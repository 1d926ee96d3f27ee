import { jest } from '@jest/globals';
import { TemplateRegistrationService } from '../messages/template-registration.service.js';
import { MessageComposer } from '../messages/message-composer.service.js';
import { TemplateService } from '../messages/template.service.js';
import { DEFAULT_SURVEY } from '../surveys/default-survey.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import {
  expectBooks,
  forgetFailures,
  planMessages,
  type PlannedMessage,
  standOf,
} from '../../test/support/planned-messages.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { until } from '../../test/support/until.js';
import { DispatchWorker } from './dispatch.worker.js';
import { ProviderEndpoints } from './provider-endpoints.service.js';
import { ReceiptService } from './receipt.service.js';
import { ReviewTemplatesJob } from './review-templates.job.js';
import { SendingTools } from './sending-tools.service.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

type Kind = 'smtp' | 'twilio' | 'tencent';
/** How it ends: the attempt's state and its class of error, the visit's part of the ledger, and how often it arrived. */
type End = readonly [state: string, error: string | null, part: string, arrived: number];

const MORNING = '2026-11-23T02:00:00Z'; // Monday 10:00 in Shanghai
const clock = new FixedClock(MORNING);
const NOT_NOW: End = ['failed', 'not-now', 'planned', 0];
const SENT: End = ['delivered', null, 'waiting', 1];
/** The provider's receipt carries the attempt's key and settles what nobody answered for; it may come before that is noticed. */
const SETTLED: End = ['delivered', 'either', 'waiting', 1];

/** The faults of an answer and of receipts: what the sandbox is asked for, and where that ends. */
const FAULTS: readonly (readonly [fault: string, code: number, mail: string, ends: Readonly<Record<Kind, End>>])[] = [
  ['time-out before it was taken', 408, '+silence', all(['in_doubt', 'unknown-outcome', 'in_doubt', 0])],
  ['taken, the connection dropped', 0, '+lost', sms(SETTLED, ['in_doubt', 'unknown-outcome', 'in_doubt', 1])],
  ['429, respectively 421', 429, '+421', all(NOT_NOW)],
  ['5xx', 500, '+554', sms(SETTLED, ['failed', 'next-rung', 'planned', 0])],
  ['slow', 202, '+slow', sms(SENT, ['accepted', null, 'waiting', 1])],
  ['malformed answer', 207, '+garbled', sms(SETTLED, ['in_doubt', 'unknown-outcome', 'in_doubt', 1])],
  ['each receipt twice', 301, '+twice', all(SENT)],
  ['receipts before the answer', 302, '+slow', all(SENT)],
  ['receipts out of order', 303, '+reversed', all(SENT)],
];
const KINDS: readonly Kind[] = ['smtp', 'twilio', 'tencent'];

function all(end: End): Readonly<Record<Kind, End>> {
  return { smtp: end, twilio: end, tencent: end };
}
function sms(end: End, smtp: End): Readonly<Record<Kind, End>> {
  return { ...all(end), smtp };
}

let t: TestDatabase;
let stage: DispatchStage;
let worker: DispatchWorker;
let hongKong = 51_234_000;

beforeAll(async () => {
  t = await openTestDatabase();
  // The sandbox loads it with the first mail, which would count against that mail's time.
  await import('mailparser');
  stage = await openDispatchStage(t.database, clock);
  worker = stage.app.get(DispatchWorker);
  Object.assign(stage.app.get(SendingTools), { sendTimeoutMs: 2_500 });
  await stage.sandbox.imitate('tencent');
  const template = await stage.app.get(TemplateService).load('visit-survey', 'sms', 'zh-CN');
  if (template === null) throw new Error('no template');
  const provider = 'sandbox:tencent';
  const { registered } = await stage.app.get(MessageComposer).textToRegister(template, provider, DEFAULT_SURVEY);
  const made = { provider, template, providerTemplateId: '1110', longestParam: 12, ...registered };
  const by = { actor: 'user:root', at: clock.now() };
  await stage.app.get(TemplateRegistrationService).register(made, by);
  await stage.app.get(ReviewTemplatesJob).run(null, new AbortController().signal);
});
afterAll(async () => {
  await worker.stop();
  await stage.close();
  await t.close();
});

/** One message for each fault, all due at once; Twilio's go to Hong Kong, Tencent's to the mainland. */
async function planFor(kind: Kind, faults: readonly string[]) {
  const addresses = faults.map((fault, i) => {
    if (kind === 'smtp')
      return `${fault.replaceAll(/[^a-z]/g, '').slice(0, 12)}${i}${FAULTS[i]?.[2] ?? ''}@example.com`;
    return kind === 'twilio' ? `+852${String((hongKong += 1))}` : `+8613777${String(i).padStart(6, '0')}`;
  });
  return planMessages(t.database, kind === 'smtp' ? 'email' : 'sms', addresses, { at: MORNING });
}
const standing = async ({ attemptId, address }: PlannedMessage): Promise<End> => {
  const { state, error, part } = await standOf(t.database, attemptId);
  return [state, error, part, (await stage.sandbox.messages({ to: address })).length];
};

/** What a mail's own way back brings: a word of the relay's, with the key of the attempt. */
async function mailReceipt({ attemptId }: PlannedMessage, status: string) {
  const { key } = await standOf(t.database, attemptId);
  const named = stage.app.get(ProviderEndpoints).namesOfMail(key);
  return stage.app.get(ReceiptService).apply({ ...named, status, key });
}

describe.each(KINDS)('a fault of %s', (kind) => {
  let planned: Awaited<ReturnType<typeof planFor>>;

  beforeAll(async () => {
    await forgetFailures(t.database);
    planned = await planFor(
      kind,
      FAULTS.map(([fault]) => fault),
    );
    const { messages } = planned;
    if (kind !== 'smtp') FAULTS.forEach(([, code], i) => stage.sandbox.failNext(code, messages[i]!.address));
    const sending = worker.sendDue();
    if (kind === 'smtp') {
      const [twice, early, reversed] = messages.slice(6) as [PlannedMessage, PlannedMessage, PlannedMessage];
      await until('under way', async () => (await standOf(t.database, early.attemptId)).state === 'handed_over');
      await mailReceipt(early, 'delivered');
      await sending;
      for (const [message, status] of [
        [twice, 'delivered'],
        [twice, 'delivered'],
        [reversed, 'delivered'],
        [reversed, 'sent'],
      ] as const) {
        await mailReceipt(message, status);
      }
    }
    expect(await sending).toBe(FAULTS.length);
  });

  it.each(FAULTS.map(([fault, , , ends], i) => [fault, ends[kind], i] as const))(
    '(%s) ends as %s',
    async (_, end, i) => {
      const message = planned.messages[i]!;
      await until(end[0], async () => (await standing(message))[0] === end[0]);
      const [state, error, ...rest] = await standing(message);
      expect([state, end[1] === 'either' ? 'either' : error, ...rest]).toEqual(end);
    },
  );

  it('leaves the books balanced, and nothing is sent again', async () => {
    const before = await stage.sandbox.messages({ direction: 'to-customer' });
    await forgetFailures(t.database);
    expect(await worker.sendDue()).toBe(0);
    expect(await stage.sandbox.messages({ direction: 'to-customer' })).toHaveLength(before.length);
    await expectBooks(t.database, planned.campaignId);
  });
});

describe('a customer who opted out at Twilio (21610)', () => {
  it('is opted out here as well: the visit ends, and no campaign writes to that number again', async () => {
    await forgetFailures(t.database);
    const { messages } = await planFor('twilio', ['unsubscribed']);
    const { address, attemptId } = messages[0]!;
    stage.sandbox.failNext(21610, address);
    await worker.sendDue();
    expect(await standOf(t.database, attemptId)).toMatchObject({ state: 'failed', part: 'declined' });
    const row = await t.database.one<{ optedOut: string[] }>(
      'SELECT opted_out AS "optedOut" FROM addresses WHERE address = $1',
      [address],
    );
    expect(row.optedOut).toContain('sms');
    expect(await stage.sandbox.messages({ to: address })).toEqual([]);
  });
});

describe.each([
  ['the connection is refused', 'smtp://127.0.0.1:1', 'http://127.0.0.1:1'],
  ['the name is not found', 'smtp://no-such.invalid:25', 'http://no-such.invalid'],
])('where %s', (_, smtpUrl, httpUrl) => {
  it.each(KINDS)('nothing of %s is lost: the try does not count, and comes again', async (kind) => {
    await worker.stop();
    await forgetFailures(t.database);
    const endpoints = stage.app.get(ProviderEndpoints);
    const addresses = await stage.sandbox.start();
    const tencent = { ...addresses.tencent, apiBaseUrl: httpUrl };
    endpoints.useSandbox({
      ...{ ...addresses, smtpUrl, twilioBaseUrl: httpUrl, tencent },
      ...{ smsFrom: '+15005550006', mailFrom: 'service@example.com' },
    });
    const open = endpoints.open.bind(endpoints);
    // A shifted clock sends to this machine alone: the name that nobody knows stands in for one of it.
    const opened = jest
      .spyOn(endpoints, 'open')
      .mockImplementation(() => open().map((each) => ({ ...each, provider: asLocal(each.provider) })));
    const { campaignId, messages } = await planMessages(
      t.database,
      kind === 'smtp' ? 'email' : 'sms',
      [kind === 'twilio' ? `+852${String((hongKong += 1))}` : null],
      { at: MORNING },
    );
    await worker.sendDue();
    expect(await standing(messages[0]!)).toEqual(NOT_NOW);
    const { at } = await t.database.one<{ at: Date }>('SELECT next_rung_at AS at FROM visits WHERE id = $1', [
      messages[0]!.visitId,
    ]);
    expect(at.getTime() - clock.now().getTime()).toBe(60_000);
    await expectBooks(t.database, campaignId);
    opened.mockRestore();
    await worker.stop();
    endpoints.useSandbox({ ...addresses, smsFrom: '+15005550006', mailFrom: 'service@example.com' });
  });
});

function asLocal<T extends object>(provider: T): T {
  return Object.defineProperty(provider, 'host', { value: 'localhost' });
}
