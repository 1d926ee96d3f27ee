import { insertCustomer, insertRow, insertVisit } from '../../test/support/builders.js';
import { openCampaignServices } from '../../test/support/campaign-services.js';
import type { CampaignServices } from '../../test/support/campaign-services.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import type { AudienceMember } from './audience-member.js';

const clock = new FixedClock('2026-11-23T01:00:00Z');
let t: TestDatabase;
let services: CampaignServices;

beforeAll(async () => {
  t = await openTestDatabase();
  services = await openCampaignServices(t.database, clock);
});
afterAll(() => t.close());

/** Everybody that a new campaign with this definition would be for. */
async function audienceOf(definition: object): Promise<{ id: number; members: AudienceMember[] }> {
  const campaign = await services.campaigns.create({ name: 'x', ...definition }, 'test');
  return { id: campaign.id, members: await read(campaign.id) };
}

async function read(id: number): Promise<AudienceMember[]> {
  const campaign = await services.campaigns.get(id);
  return t.database.transaction(async (tx) => {
    const members: AudienceMember[] = [];
    for await (const batch of services.audience.stream(tx, campaign, clock.now())) members.push(...batch);
    return members;
  });
}

const tagged = (tag: string) => ({ segment: { all: [{ field: 'tags', op: 'contains', value: tag }] } });

describe('the audience of a one-off campaign', () => {
  it('is everybody in the segment, by customer number, with all that planning needs', async () => {
    const a = await insertCustomer(t.database, {
      customer_no: 'A2',
      tags: ['facts'],
      phone: '+8613800000001',
      email: 'a@example.com',
      owner_agent_no: '010',
      consent: { 'sms.marketing': 'granted' },
      preferred_time: JSON.stringify([['18:00', '20:00']]),
      do_not_contact: ['call'],
    });
    const b = await insertCustomer(t.database, { customer_no: 'A1', tags: ['facts'] });
    await insertCustomer(t.database, { tags: ['other'] });
    await insertRow(t.database, 'contact_log', {
      customer_id: a,
      address: '+8613800000001',
      channel: 'sms',
      campaign_kind: 'holiday',
      survey_id: 'default',
      at: '2026-11-01T02:00:00Z',
      reached: true,
    });
    await t.database.execute(
      `INSERT INTO open_issues (customer_id, kind, ref, opened_at) VALUES ($1, 'complaint', 'c1', $2)`,
      [a, '2026-11-20T00:00:00Z'],
    );
    const { members } = await audienceOf(tagged('facts'));
    expect(members.map(({ customerId }) => customerId)).toEqual([b, a]);
    expect(members[0]).toMatchObject({ occasion: '', dueAt: null, addresses: [], contacts: [], openIssues: [] });
    expect(members[1]).toMatchObject({
      customerNo: 'A2',
      ownerAgentNo: '010',
      lifecycle: 'existing',
      consent: { 'sms.marketing': 'granted' },
      preferredTime: [['18:00', '20:00']],
      doNotContact: ['call'],
      openIssues: ['complaint'],
      contacts: [{ at: new Date('2026-11-01T02:00:00Z'), ofCustomer: true, campaignKind: 'holiday', reached: true }],
    });
    expect(members[1]?.addresses).toMatchObject([
      { kind: 'email', address: 'a@example.com', shared: false },
      { kind: 'phone', address: '+8613800000001', phoneType: 'mobile', country: 'CN', status: 'active', optedOut: [] },
    ]);
  });

  it('knows shared addresses, their opt-outs, and what was sent there to somebody else', async () => {
    const first = await insertCustomer(t.database, { customer_no: 'S1', tags: ['shared'], phone: '+8613800000009' });
    await insertCustomer(t.database, { customer_no: 'S2', tags: ['elsewhere'], phone: '+8613800000009' });
    const other = await t.database.one<{ id: number }>(`SELECT id FROM customers WHERE customer_no = 'S2'`);
    await t.database.execute(`UPDATE addresses SET opted_out = '{sms}' WHERE address = '+8613800000009'`);
    await insertRow(t.database, 'contact_log', {
      customer_id: other.id,
      address: '+8613800000009',
      channel: 'call',
      at: '2026-11-22T02:00:00Z',
    });
    const { members } = await audienceOf(tagged('shared'));
    expect(members.map(({ customerId }) => customerId)).toEqual([first]);
    expect(members[0]?.addresses).toMatchObject([{ shared: true, optedOut: ['sms'] }]);
    expect(members[0]?.contacts).toMatchObject([{ ofCustomer: false, channel: 'call' }]);
  });

  it('is read in batches, each customer once', async () => {
    await t.database.execute(
      `INSERT INTO customers (customer_no, tags) SELECT 'M' || lpad(n::text, 6, '0'), '{many}'
         FROM generate_series(1, 2500) AS n`,
    );
    const campaign = await services.campaigns.create({ name: 'x', ...tagged('many') }, 'test');
    const sizes = await t.database.transaction(async (tx) => {
      const read: number[] = [];
      const seen = new Set<number>();
      for await (const batch of services.audience.stream(tx, campaign, clock.now())) {
        read.push(batch.length);
        for (const { customerId } of batch) seen.add(customerId);
      }
      return { read, seen: seen.size };
    });
    expect(sizes).toEqual({ read: [1000, 1000, 500], seen: 2500 });
  });
});

describe('the audience of a standing campaign', () => {
  const standing = (trigger: string, earliestDays: number, dueDays: number, tag: string) => ({
    startAt: '2026-11-20T00:00:00Z',
    standing: { trigger, earliestDays, dueDays },
    ...tagged(tag),
  });
  const occasions = (members: AudienceMember[]) => members.map(({ customerNo, occasion }) => [customerNo, occasion]);

  it('is who had a service within the promise, for each of them', async () => {
    const id = await insertCustomer(t.database, { customer_no: 'V1', tags: ['served'] });
    const old = await insertCustomer(t.database, { customer_no: 'V2', tags: ['served'] });
    const first = await insertRow(t.database, 'services', { customer_id: id, served_at: '2026-11-21T02:00:00Z' });
    const newest = await insertRow(t.database, 'services', { customer_id: id, served_at: '2026-11-22T02:00:00Z' });
    await insertRow(t.database, 'services', { customer_id: old, served_at: '2026-11-10T02:00:00Z' });
    const { members } = await audienceOf(standing('last-service', 0, 3, 'served'));
    expect(members.map(({ occasion }) => occasion)).toEqual([`service:${first}`, `service:${newest}`]);
    expect(members[1]).toMatchObject({
      customerNo: 'V1',
      occasion: `service:${newest}`,
      triggerAt: new Date('2026-11-22T02:00:00Z'),
      dueAt: new Date('2026-11-25T02:00:00Z'),
    });
  });

  it('counts working days where the campaign says so', async () => {
    const id = await insertCustomer(t.database, { customer_no: 'W1', tags: ['working'] });
    await insertRow(t.database, 'services', { customer_id: id, served_at: '2026-11-20T09:00:00Z' });
    const { members } = await audienceOf({
      ...standing('last-service', 0, 3, 'working'),
      options: { deadlineMode: 'working' },
    });
    expect(members[0]?.dueAt).toEqual(new Date('2026-11-25T09:00:00Z'));
  });

  it('leaves out what is planned or excluded already', async () => {
    const served = { at: '2026-11-22T02:00:00Z', tag: 'again' };
    const planned = await insertCustomer(t.database, { customer_no: 'P1', tags: [served.tag] });
    const excluded = await insertCustomer(t.database, { customer_no: 'P2', tags: [served.tag] });
    const service = await insertRow(t.database, 'services', { customer_id: planned, served_at: served.at });
    const other = await insertRow(t.database, 'services', { customer_id: excluded, served_at: served.at });
    const { id, members } = await audienceOf(standing('last-service', 0, 3, served.tag));
    expect(members).toHaveLength(2);
    await insertVisit(t.database, id, planned, { occasion: `service:${service}` });
    await t.database.execute(
      `INSERT INTO exclusions (campaign_id, customer_id, occasion, code, plan_version) VALUES ($1, $2, $3, 'deceased', 1)`,
      [id, excluded, `service:${other}`],
    );
    expect(await read(id)).toEqual([]);
    const campaign = await services.campaigns.get(id);
    expect(await t.database.transaction((tx) => services.audience.hasNewlyDue(tx, campaign, clock.now()))).toBe(false);
    const next = await insertRow(t.database, 'services', { customer_id: planned, served_at: '2026-11-22T09:00:00Z' });
    expect(occasions(await read(id))).toEqual([['P1', `service:${next}`]]);
  });

  it('is whose card expires soon, who has birthday, who was assigned, whose complaint was closed', async () => {
    const id = await insertCustomer(t.database, {
      customer_no: 'D1',
      tags: ['dates'],
      card_expires_on: '2026-12-20',
      birthday: '1990-11-23',
      assigned_at: '2026-11-22T03:04:05.678Z',
    });
    await insertCustomer(t.database, { customer_no: 'D2', tags: ['dates'], card_expires_on: '2027-06-01' });
    await t.database.execute(
      `INSERT INTO closed_issues (customer_id, kind, ref, closed_at) VALUES ($1, 'complaint', '7', $2)`,
      [id, '2026-11-22T00:00:00Z'],
    );
    const found = async (trigger: string, earliest: number, due: number) =>
      occasions((await audienceOf(standing(trigger, earliest, due, 'dates'))).members);
    expect(await found('card-expiry', -30, -7)).toEqual([['D1', 'card-expiry:2026-12-20']]);
    expect(await found('birthday', 0, 0)).toEqual([['D1', 'birthday:2026']]);
    expect(await found('assigned', 0, 7)).toEqual([['D1', 'assigned:2026-11-22T03:04:05.678Z']]);
    expect(await found('complaint-closed', 0, 3)).toEqual([['D1', 'complaint:7']]);
  });

  it('finds a birthday of 29 February on the 28th, and one in January from December on', async () => {
    await insertCustomer(t.database, { customer_no: 'B1', tags: ['feb'], birthday: '2000-02-29' });
    await insertCustomer(t.database, { customer_no: 'B2', tags: ['jan'], birthday: '1980-01-02' });
    const leap = await audienceOf(standing('birthday', 0, 0, 'feb'));
    const january = await audienceOf(standing('birthday', -7, 0, 'jan'));
    clock.set('2027-02-28T02:00:00Z');
    expect(occasions(await read(leap.id))).toEqual([['B1', 'birthday:2027']]);
    clock.set('2026-12-27T02:00:00Z');
    expect(occasions(await read(january.id))).toEqual([['B2', 'birthday:2027']]);
    clock.set('2026-11-23T01:00:00Z');
  });

  it('is whose last visit lies an interval back', async () => {
    const visited = async (customerNo: string, at: string, interval: number | null) => {
      const customer = { customer_no: customerNo, tags: ['interval'], visit_interval_days: interval };
      const customerId = await insertCustomer(t.database, customer);
      await insertRow(t.database, 'contact_log', { customer_id: customerId, channel: 'call', at, reached: true });
    };
    await visited('L1', '2026-08-22T02:00:00Z', null);
    await visited('L2', '2026-11-01T02:00:00Z', null);
    await visited('L3', '2026-11-01T02:00:00Z', 20);
    await visited('L4', '2025-01-01T02:00:00Z', null);
    const { members } = await audienceOf(standing('last-visit', 90, 97, 'interval'));
    expect(members.map(({ customerNo }) => customerNo)).toEqual(['L1', 'L3', 'L4']);
  });
});
