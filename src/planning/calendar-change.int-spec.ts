import { jest } from '@jest/globals';
import { at, localTimeOf } from '../../test/support/calendar-rules.js';
import { openBooks, readBooks } from '../../test/support/books.js';
import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertVisit,
} from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { CalendarChangeService } from './calendar-change.service.js';
import { ReviewDaysJob } from './review-days.job.js';

jest.setTimeout(60_000);

const clock = new FixedClock('2026-11-23T02:00:00Z');
let t: TestDatabase;
let stage: DispatchStage;
let campaignId: number;
let people = 0;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
  campaignId = await insertCampaign(t.database, {
    state: 'running',
    audience: 5,
    start_at: clock.now(),
    deadline_at: at('2026-12-20 20:00'),
  });
});
afterAll(async () => {
  await stage.close();
  await t.close();
});

async function plan(local: string, overrides: Record<string, unknown> = {}): Promise<number> {
  people += 1;
  const phone = `+8613600${String(people).padStart(6, '0')}`;
  const customerId = await insertCustomer(t.database, { phone });
  const id = await insertVisit(t.database, campaignId, customerId);
  const about = { address: phone, scheduled_at: at(local), ...overrides };
  return insertAttempt(t.database, { id, campaignId, customerId }, about);
}

async function timesOf(ids: readonly number[]): Promise<(string | null)[]> {
  const rows = await t.database.query<{ scheduledAt: Date }>(
    'SELECT scheduled_at AS "scheduledAt" FROM attempts WHERE id = ANY ($1::bigint[]) ORDER BY id',
    [ids],
  );
  return rows.map(({ scheduledAt }) => localTimeOf(scheduledAt));
}

const FILE = ['region,date,day,name,source', 'CN,2026-11-25,off,停水,test', 'CN,2026-11-28,off,停水,test'].join('\n');

describe('a calendar that changes under a running campaign', () => {
  it('says how many contacts lie on changed days, and decides only those again', async () => {
    const changes = stage.app.get(CalendarChangeService, { strict: false });
    const kept = [await plan('2026-11-24 19:00'), await plan('2026-11-26 09:30')];
    // On a holiday an SMS may still go from 14:00 to 18:00, so that this one is looked at and stays.
    const stays = await plan('2026-11-25 15:00');
    const moved = await plan('2026-11-25 19:00');
    const appointment = await plan('2026-11-25 19:30', { fixed_time: true });
    await openBooks(t.database, campaignId);

    expect(await changes.check(FILE, 'x.csv')).toMatchObject({ created: 2, touchedContacts: 2 });
    expect(await timesOf([moved])).toEqual(['2026-11-25 19:00']);
    expect(await changes.importText(FILE, 'x.csv', 'user:a')).toMatchObject({ created: 2, touchedContacts: 2 });

    const [job, ...others] = await t.database.query<{ payload: unknown }>(
      `SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks k ON k.id = j.task_id
       WHERE k.identifier = 'review-days'`,
    );
    expect(others).toEqual([]);
    await stage.app.get(ReviewDaysJob, { strict: false }).run(job?.payload, new AbortController().signal);

    expect(await timesOf(kept)).toEqual(['2026-11-24 19:00', '2026-11-26 09:30']);
    expect(await timesOf([stays, appointment])).toEqual(['2026-11-25 15:00', '2026-11-25 19:30']);
    const [later] = await timesOf([moved]);
    expect(later?.slice(0, 13)).toBe('2026-11-26 09');
    const events = await t.database.query<{ attemptId: number; reason: unknown }>(
      `SELECT attempt_id AS "attemptId", reason FROM visit_events WHERE actor = 'system:calendar'`,
    );
    expect(events).toMatchObject([{ attemptId: moved, reason: { code: 'calendar-changed' } }]);
    const books = await readBooks(t.database, campaignId);
    expect(books.counters).toEqual(books.rows);
  });

  it('moves calls into free cells of their agent, not to the first open minute', async () => {
    const shifts = JSON.stringify([{ days: [1, 2, 3, 4, 5], from: '10:00', to: '12:00' }]);
    const agentId = await insertAgent(t.database, { agent_no: '010', shifts });
    const call = async (local: string) => {
      const id = await plan(local, { channel: 'call' });
      await t.database.execute(
        `UPDATE visits SET agent_id = ${agentId} WHERE id = (SELECT visit_id FROM attempts WHERE id = ${id})`,
      );
      return id;
    };
    const stands = await call('2026-12-02 10:00');
    const moved = [await call('2026-12-01 10:00'), await call('2026-12-01 10:05')];
    const file = 'region,date,day,name,source\nCN,2026-12-01,off,停水,test';
    await stage.app.get(CalendarChangeService, { strict: false }).importText(file, 'y.csv', 'user:a');
    const days = [{ region: 'CN', date: '2026-12-01' }];
    await stage.app.get(ReviewDaysJob, { strict: false }).run({ days }, new AbortController().signal);
    expect(await timesOf([stands, ...moved])).toEqual(['2026-12-02 10:00', '2026-12-02 10:05', '2026-12-02 10:10']);
  });

  it('touches nothing when the same file comes again', async () => {
    const changes = stage.app.get(CalendarChangeService, { strict: false });
    expect(await changes.importText(FILE, 'x.csv', 'user:a')).toMatchObject({ unchanged: 2, touchedContacts: 0 });
  });
});
