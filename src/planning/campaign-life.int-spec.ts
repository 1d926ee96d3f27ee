import { Module } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { insertAgent, insertCustomer, insertRow } from '../../test/support/builders.js';
import { openCampaignServices } from '../../test/support/campaign-services.js';
import type { CampaignServices } from '../../test/support/campaign-services.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { DatabaseModule } from '../database/database.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { Clock } from '../kernel/clock.js';
import { KernelModule } from '../kernel/kernel.module.js';
import { CampaignContactsReadModel } from './campaign-contacts.read-model.js';
import type { ContactLine } from './campaign-contacts.read-model.js';
import { CampaignRunService } from './campaign-run.service.js';
import { PlanService } from './plan.service.js';
import { PlanningModule } from './planning.module.js';
import { StandingPlansService } from './standing-plans.service.js';

@Module({})
class CampaignLifeModule {}

const clock = new FixedClock('2026-11-23T02:00:00Z');
const notStopped = new AbortController().signal;
let t: TestDatabase;
let services: CampaignServices;
let app: INestApplicationContext;

beforeAll(async () => {
  t = await openTestDatabase();
  services = await openCampaignServices(t.database, clock);
  const kernel = {
    module: KernelModule,
    global: true,
    providers: [{ provide: Clock, useValue: clock }],
    exports: [Clock],
  };
  const settings = services.settings.settings;
  const imports = [kernel, DatabaseModule.with(settings, t.database), JobsModule, PlanningModule];
  app = await NestFactory.createApplicationContext({ module: CampaignLifeModule, imports }, { logger: false });
  await insertAgent(t.database, { agent_no: '010' });
});
afterAll(() => t.close());

async function contactsOf(id: number): Promise<ContactLine[]> {
  const lines: ContactLine[] = [];
  for await (const line of app.get(CampaignContactsReadModel).contacts(id)) lines.push(line);
  return lines;
}
async function occasionsOf(id: number): Promise<string[]> {
  const sql = 'SELECT occasion FROM visits WHERE campaign_id = $1 ORDER BY occasion';
  return (await t.database.query<{ occasion: string }>(sql, [id])).map(({ occasion }) => occasion);
}
/** A standing campaign that runs, with nobody due yet. */
async function running(definition: object): Promise<number> {
  const { id } = await services.campaigns.create({ name: 'x', ...definition }, 'test');
  await app.get(PlanService).plan(id, {}, 'test');
  await app.get(CampaignRunService).launch(id, 'test');
  return id;
}
const tagged = (tag: string) => ({ segment: { all: [{ field: 'tags', op: 'contains', value: tag }] } });

describe('a campaign, from its file to its first contacts', () => {
  it('plans, notices at the launch what changed since, and runs', async () => {
    await insertCustomer(t.database, { customer_no: 'C1', tags: ['life'], phone: '+8613800000001' });
    const second = await insertCustomer(t.database, { customer_no: 'C2', tags: ['life'], phone: '+8613800000002' });
    const { id } = await services.campaigns.create({ name: 'x', ...tagged('life') }, 'test');
    await app.get(PlanService).plan(id, {}, 'test');
    expect((await contactsOf(id)).map(({ customerNo }) => customerNo)).toEqual(['C1', 'C2']);
    await t.database.execute(`UPDATE customers SET do_not_contact = '{all}' WHERE id = $1`, [second]);
    const launched = await app.get(CampaignRunService).launch(id, 'test');
    expect(launched).toMatchObject({ state: 'running', replanned: true, feasible: true, missed: 0 });
    expect(launched.changes).toContainEqual({ what: 'planned', before: 2, after: 1 });
    expect(launched.changes).toContainEqual({ what: 'excluded.do-not-contact', before: 0, after: 1 });
    const [line] = await contactsOf(id);
    expect(line).toMatchObject({ customerNo: 'C1', channel: 'sms', agentNo: '010', state: 'scheduled' });
    expect(line?.reasons.length).toBeGreaterThan(0);
  });

  it('plans who becomes due while a standing campaign runs, once', async () => {
    const standing = { trigger: 'last-service', earliestDays: 0, dueDays: 3 };
    const definition = { name: 'x', kind: 'after-service', standing, ...tagged('served') };
    const { id } = await services.campaigns.create(definition, 'test');
    await app.get(PlanService).plan(id, {}, 'test');
    await app.get(CampaignRunService).launch(id, 'test');
    expect(await contactsOf(id)).toEqual([]);
    const phone = '+8613800000003';
    const customerId = await insertCustomer(t.database, { customer_no: 'C3', tags: ['served'], phone });
    await insertRow(t.database, 'services', { customer_id: customerId, served_at: '2026-11-23T02:30:00Z' });
    clock.set('2026-11-23T03:00:00Z');
    const tick = app.get(StandingPlansService);
    expect(await tick.planNewlyDue(['last-service'], notStopped)).toEqual([id]);
    expect(await tick.planNewlyDue(['last-service'], notStopped)).toEqual([]);
    expect((await contactsOf(id)).map(({ customerNo }) => customerNo)).toEqual(['C3']);
    expect(await app.get(CampaignRunService).completeIfDone(id)).toBe(false);
  });

  it('gives each service its visit, catches up a missed day once, and adds nothing on the same day again', async () => {
    const standing = { trigger: 'last-service', earliestDays: 0, dueDays: 3 };
    const id = await running({ kind: 'after-service', standing, ...tagged('twice') });
    const customerId = await insertCustomer(t.database, {
      customer_no: 'C4',
      tags: ['twice'],
      phone: '+8613800000004',
    });
    const serve = (at: string) => insertRow(t.database, 'services', { customer_id: customerId, served_at: at });
    await serve('2026-11-23T04:00:00Z');
    await serve('2026-11-24T04:00:00Z');
    clock.set('2026-11-25T02:00:00Z');
    const tick = app.get(StandingPlansService);
    await tick.planNewlyDue(['last-service'], notStopped);
    expect(await occasionsOf(id)).toHaveLength(2);
    expect(await tick.planNewlyDue(['last-service'], notStopped)).toEqual([]);
    const third = await serve('2026-11-25T03:00:00Z');
    clock.set('2026-11-25T04:00:00Z');
    await tick.planNewlyDue(['last-service'], notStopped);
    expect(await occasionsOf(id)).toHaveLength(3);
    expect(await occasionsOf(id)).toContain(`service:${third}`);
  });

  it('reminds thirty and seven days before a card expires, and of two missed reminders the second alone', async () => {
    clock.set('2026-11-20T02:00:00Z');
    const standing = { trigger: 'card-expiry', earliestDays: -30, dueDays: -7 };
    const id = await running({ kind: 'renewal', survey: null, standing, ...tagged('card') });
    const card = (no: string, on: string) =>
      insertCustomer(t.database, {
        customer_no: no,
        tags: ['card'],
        card_expires_on: on,
        phone: `+86138000001${no.slice(1)}`,
      });
    await card('R01', '2026-12-20');
    await card('R02', '2026-12-13');
    const tick = app.get(StandingPlansService);
    const later = ['2026-11-21T02:00:00Z', '2026-11-22T02:00:00Z', '2026-12-13T03:00:00Z', '2026-12-13T05:00:00Z'];
    for (const at of later) {
      clock.set(at);
      await tick.planNewlyDue(['card-expiry'], notStopped);
      if (at === later[1]) await card('R03', '2026-12-19');
    }
    expect(await occasionsOf(id)).toEqual([
      'card-expiry:2026-12-13',
      'card-expiry:2026-12-13:-7',
      'card-expiry:2026-12-19:-7',
      'card-expiry:2026-12-20',
      'card-expiry:2026-12-20:-7',
    ]);
  });
});
