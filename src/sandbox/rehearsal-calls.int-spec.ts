import { jest } from '@jest/globals';
import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { BesideStage, type Script, type Shifts, type Story } from '../../test/support/rehearsal-beside.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Database } from '../database/database.service.js';
import { DeskModule } from '../desk/desk.module.js';
import { DispatchWorker } from '../dispatch/dispatch.worker.js';
import { CampaignRunService } from '../planning/campaign-run.service.js';
import { PlanCollection } from '../planning/plan-collection.service.js';
import { PlanRepository } from '../planning/plan.repository.js';
import { PlanService } from '../planning/plan.service.js';
import type { CallFate } from './answer-model.js';
import { AnswerRatesReadModel } from './answer-rates.read-model.js';
import { RehearsalService } from './rehearsal.service.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(300_000);

const MORNING = '2026-11-23T01:00:00Z'; // Monday 09:00 in Shanghai
const HOUR = 3_600_000;
const clock = new FixedClock(MORNING);
let t: TestDatabase;
let stage: DispatchStage;

const get = <T>(type: abstract new (...args: never[]) => T): T => stage.app.get<T>(type, { strict: false });

beforeEach(async () => {
  clock.set(MORNING);
  t = await openTestDatabase();
  const settings = { ORG_NAME: '三学苑', ORG_DEPARTMENT: '客服部' };
  stage = await openDispatchStage(t.database, clock, settings, [DeskModule]);
});
afterEach(async () => {
  await get(DispatchWorker).stop();
  await stage.close();
  await t.close();
});

/** Plans, rehearses and carries out a campaign of everybody; answers with both stories. */
async function both(script: Script, campaign: object, shifts?: Shifts): Promise<{ rehearsed: Story; real: Story }> {
  const { id } = await get(CampaignService).create({ name: 'x', startAt: MORNING, ...campaign }, 'test');
  await get(PlanService).plan(id, {}, 'test');
  const [collection, plans] = [get(PlanCollection), get(PlanRepository)];
  const rates = new AnswerRatesReadModel();
  const rehearsals = new RehearsalService(get(Database), clock, collection, plans, rates);
  const beside = new BesideStage(stage.app, clock, script);
  const rehearsed = await beside.rehearse(rehearsals, id);
  await get(CampaignRunService).launch(id, 'test');
  return { rehearsed, real: await beside.carryOut(id, shifts) };
}

const endsOf = ({ ends }: Story): string[] => ends.map((end) => end.split(' ')[1]!);

/**
 * From Monday to Friday, 9:00 to 11:50 and 14:00 to 17:50, in Shanghai; a call takes five minutes. Nobody begins in the very
 * last lawful millisecond: at the desk it has passed when the hand-over is committed.
 */
const shifts: Shifts = {
  minutesPerCall: 5,
  nextStart: (at) => {
    for (let minute = at.getTime(); ; minute += 60_000) {
      const local = new Date(minute + 8 * HOUR);
      const [day, time] = [local.getUTCDay(), local.getUTCHours() * 60 + local.getUTCMinutes()];
      const fits = (from: number, to: number) => time >= from && time + 5 <= to;
      if (day >= 1 && day <= 5 && (fits(9 * 60, 12 * 60 - 10) || fits(14 * 60, 18 * 60 - 10))) return new Date(minute);
    }
  },
};

/** What comes of each customer's calls, one after the other. */
const CALLS: readonly (readonly CallFate[])[] = [
  ['completed'],
  ['no-answer', 'completed'],
  ['no-answer', 'no-answer', 'no-answer', 'no-answer', 'no-answer'],
  ['busy', 'no-answer', 'refused'],
  ['vacant'],
  ['no-answer', 'wrong-party'],
  ['opted-out'],
  ['no-answer', 'busy', 'no-answer', 'completed'],
  ['refused'],
  ['completed'],
];

async function insertPeople(fieldsOf: (customer: number) => object, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await insertCustomer(t.database, { customer_no: `R${String(i).padStart(2, '0')}`, ...fieldsOf(i) });
  }
}

async function insertAgents(count: number): Promise<void> {
  const days = [1, 2, 3, 4, 5];
  const work = JSON.stringify([
    { days, from: '09:00', to: '11:50' },
    { days, from: '14:00', to: '17:50' },
  ]);
  for (let i = 1; i <= count; i++) await insertAgent(t.database, { agent_no: `00${i}`, shifts: work });
}

describe('calls of a rehearsal beside those of the desk', () => {
  const phone = (i: number) => ({ phone: `+86138000000${String(i).padStart(2, '0')}` });
  const call: Script['call'] = (customer, n) => CALLS[customer]?.[n - 1] ?? 'no-answer';

  it('are made in the same minutes and come to the same ends: no-answer ladders, shifts, and numbers that are dead', async () => {
    // Mutants that this finds: a second try in the same part of the day; a call that begins four minutes before a shift
    // ends; a sixth try.
    await insertAgents(2);
    await insertPeople(phone, CALLS.length);
    const { rehearsed, real } = await both({ call }, { ladder: ['call'], deadlineAt: '2026-11-27T10:00:00Z' }, shifts);
    expect(rehearsed).toEqual(real);
    expect(real.contacts.filter((contact) => contact.endsWith(' 2'))).toHaveLength(5);
    expect(new Set(endsOf(real))).toEqual(new Set(['completed', 'refused', 'unreachable', 'opted_out']));
  });

  it('go on to the next rung where no call helped, and wait in line where one agent has too many', async () => {
    // Mutant that this finds: an agent who takes what was planned first instead of what is due first.
    await insertAgents(1);
    const withMail = (i: number) => ({ ...phone(i), email: `r${i}@example.com` });
    await insertPeople(withMail, 40);
    const script: Script = {
      call: (customer, n) => call?.(customer % CALLS.length, n) ?? 'no-answer',
      answersAfter: (customer) => (customer % 3 === 0 ? 30 : null),
    };
    const campaign = { ladder: ['call', { channel: 'email', waitHours: 4 }], deadlineAt: '2026-11-25T10:00:00Z' };
    const { rehearsed, real } = await both(script, campaign, shifts);
    expect(rehearsed).toEqual(real);
    expect(real.contacts.some((contact) => contact.includes(' email '))).toBe(true);
  });
});

describe('failures of a rehearsal beside those of dispatch', () => {
  it('lead to the same retries, next rungs and ends in the same minutes', async () => {
    // Mutants that this finds: a retry without its back-off; a bounce after which the visit waits for an answer.
    await insertAgents(1);
    const PHONES = ['+8613800000001', '+15005550001', '+15005553005', '+15005550009', '+15005550002', '+8613800000002'];
    const MAILS = [
      'a@example.com',
      'b@example.com',
      'c@example.com',
      'd+550@example.com',
      'e+452@example.com',
      'f@example.com',
    ];
    const zone = { timezone: 'Asia/Shanghai' };
    await insertPeople((i) => ({ ...zone, phone: PHONES[i]!, email: MAILS[i]! }), PHONES.length);
    const script: Script = {
      fails: (customer, channel) => {
        if (channel === 'sms') return PHONES[customer]!.startsWith('+1') ? 'next-rung' : null;
        return MAILS[customer]!.includes('+550') ? 'next-rung' : MAILS[customer]!.includes('+452') ? 'retry' : null;
      },
      answersAfter: (customer, channel) => (channel === 'sms' ? [7, null] : [null, 45, null])[customer] ?? null,
    };
    const ladder = [
      { channel: 'sms', waitHours: 3 },
      { channel: 'email', waitHours: 5 },
    ];
    const { rehearsed, real } = await both(script, { ladder, deadlineAt: '2026-11-24T12:00:00Z' });
    expect(rehearsed).toEqual(real);
    expect(endsOf(real)).toEqual(['completed', 'completed', 'expired', 'unreachable', 'unreachable', 'expired']);
    expect(real.contacts.filter((contact) => contact.endsWith('email 4')).length).toBeGreaterThan(1);
  });
});
