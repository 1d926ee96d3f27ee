import { insertCustomer } from '../../test/support/builders.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import { ConsentService } from './consent.service.js';
import { ContactLogRepository } from './contact-log.repository.js';
import { OpenIssueRepository } from './open-issue.repository.js';
import { isClosedFor } from './opt-out-channels.js';
import { OptOutService } from './opt-out.service.js';

const at = new Date('2026-11-23T01:00:00Z');
const by = { source: 'sms-reply', evidence: 'SM1', actor: 'customer', at };

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

describe('an opt-out', () => {
  const optOuts = () => new OptOutService(test.database);
  const stateOf = (address: string) =>
    test.database.maybe<{ opted_out: string[]; version: number; kind: string }>(
      'SELECT opted_out, version, kind FROM addresses WHERE address = $1',
      [address],
    );

  it('closes the address for its channel, once, with one line of history', async () => {
    const change = { ...by, address: '+8613800000001', channel: 'sms' as const };
    expect(await optOuts().optOut(test.database, change)).toBe(true);
    expect(await optOuts().optOut(test.database, change)).toBe(false);
    expect(await stateOf(change.address)).toEqual({ opted_out: ['sms'], version: 1, kind: 'phone' });
    expect(await optOuts().list({ address: change.address })).toMatchObject([{ channel: 'sms', optedIn: false }]);
  });

  it('moves the version of an address that is known, so that a hand-over in preparation fails', async () => {
    await insertCustomer(test.database, { email: 'a@example.com' });
    await optOuts().optOut(test.database, { ...by, address: 'a@example.com', channel: 'email' });
    expect(await stateOf('a@example.com')).toMatchObject({ opted_out: ['email'], version: 2, kind: 'email' });
  });

  it('of all channels takes the place of single ones, and one may come back', async () => {
    const address = '+8613800000002';
    await optOuts().optOut(test.database, { ...by, address, channel: 'sms' });
    expect(await optOuts().optOut(test.database, { ...by, address, channel: 'all' })).toBe(true);
    expect(await optOuts().optOut(test.database, { ...by, address, channel: 'call' })).toBe(false);
    expect((await stateOf(address))?.opted_out).toEqual(['all']);
    expect(await optOuts().optIn(test.database, { ...by, address, channel: 'sms' })).toBe(true);
    expect((await stateOf(address))?.opted_out).toEqual(['call', 'email']);
    expect(await optOuts().optIn(test.database, { ...by, address, channel: 'sms' })).toBe(false);
    expect(await optOuts().optIn(test.database, { ...by, address, channel: 'all' })).toBe(true);
    expect((await stateOf(address))?.opted_out).toEqual([]);
    expect(await optOuts().optIn(test.database, { ...by, address, channel: 'all' })).toBe(false);
  });

  it('stays when the customer is gone, and its history cannot be changed', async () => {
    const id = await insertCustomer(test.database, { phone: '+8613800000003' });
    await optOuts().optOut(test.database, { ...by, address: '+8613800000003', channel: 'all' });
    await test.database.execute('DELETE FROM customers WHERE id = $1', [id]);
    expect((await stateOf('+8613800000003'))?.opted_out).toEqual(['all']);
    await expect(test.database.execute('DELETE FROM opt_outs')).rejects.toThrow();
  });

  it('is taken back with the transaction that it was part of', async () => {
    const change = { ...by, address: '+8613800000005', channel: 'sms' as const };
    const failing = test.database.transaction(async (tx) => {
      await optOuts().optOut(tx, change);
      throw new Error('later step');
    });
    await expect(failing).rejects.toThrow('later step');
    expect(await stateOf(change.address)).toBeNull();
  });

  it('happens once when two arrive together', async () => {
    const change = { ...by, address: '+8613800000006', channel: 'sms' as const };
    const results = await Promise.all([1, 2, 3, 4].map(() => optOuts().optOut(test.database, change)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await optOuts().list({ address: change.address })).toHaveLength(1);
  });

  it('closes what it names', () => {
    expect([isClosedFor(['all'], 'sms'), isClosedFor(['sms'], 'sms'), isClosedFor(['call'], 'sms')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('a consent', () => {
  it('is added to the history and in force at once, for each channel it speaks for', async () => {
    const id = await insertCustomer(test.database, { consent: { 'call.service': 'denied' } });
    const consents = new ConsentService(test.database);
    const change = {
      customerId: id,
      purpose: 'marketing',
      method: 'call',
      evidence: '录音 7',
      actor: 'user:a',
      at,
    } as const;
    await consents.record(test.database, { ...change, channel: 'all', state: 'granted' });
    await consents.record(test.database, { ...change, channel: 'sms', state: 'denied' });
    const row = await test.database.one('SELECT consent, version FROM customers WHERE id = $1', [id]);
    expect(row).toEqual({
      consent: {
        'call.service': 'denied',
        'sms.marketing': 'denied',
        'email.marketing': 'granted',
        'call.marketing': 'granted',
        'all.marketing': 'granted',
      },
      version: 3,
    });
    expect((await consents.history(id)).map(({ channel, state }) => [channel, state])).toEqual([
      ['sms', 'denied'],
      ['all', 'granted'],
    ]);
    expect(await consents.record(test.database, { ...change, customerId: 0, channel: 'sms', state: 'granted' })).toBe(
      false,
    );
  });
});

describe('contact facts', () => {
  const log = new ContactLogRepository();

  it('are counted once for an attempt, and say whether somebody was reached or refused', async () => {
    const customerId = await insertCustomer(test.database, { phone: '+8613800000007' });
    const row = {
      customerId,
      address: '+8613800000007',
      channel: 'sms',
      campaignId: 1,
      campaignKind: 'routine',
      surveyId: 'default',
      at,
    } as const;
    expect(
      await log.append(test.database, [
        { ...row, attemptId: 1 },
        { ...row, attemptId: 2 },
      ]),
    ).toBe(2);
    expect(
      await log.append(test.database, [
        { ...row, attemptId: 2 },
        { ...row, attemptId: null },
      ]),
    ).toBe(1);
    expect(await log.append(test.database, [])).toBe(0);
    await log.markReached(test.database, [1]);
    await log.markRefused(test.database, [2]);
    await log.withdraw(test.database, [1, 2]);
    const latest = await log.latest(test.database, customerId);
    expect(latest.map(({ attemptId, reached, refused }) => [attemptId, reached, refused])).toEqual([
      [null, false, false],
      [1, true, false],
    ]);
    expect(latest[0]).toMatchObject({ ...row, at });
  });

  it('know what is open with a customer', async () => {
    const issues = new OpenIssueRepository();
    const customerId = await insertCustomer(test.database);
    const issue = { customerId, kind: 'complaint', ref: 'complaint:1' } as const;
    expect(await issues.open(test.database, issue, at)).toBe(true);
    expect(await issues.open(test.database, issue, at)).toBe(false);
    expect(await issues.list(test.database, customerId)).toEqual([{ ...issue, openedAt: at }]);
    expect(await issues.close(test.database, issue)).toBe(true);
    expect(await issues.close(test.database, issue)).toBe(false);
  });
});
