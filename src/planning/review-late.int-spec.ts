import { jest } from '@jest/globals';
import { DispatchWorker } from '../dispatch/dispatch.worker.js';
import { openBooks, readBooks } from '../../test/support/books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../test/support/builders.js';
import { at, localTimeOf } from '../../test/support/calendar-rules.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { LateStarts } from './late-starts.service.js';
import { ReviewHeldJob } from './review-held.job.js';
import { ReviewLateJob } from './review-late.job.js';

jest.setTimeout(60_000);

const clock = new FixedClock('2026-11-23T00:00:00Z');
let t: TestDatabase;
let stage: DispatchStage;
let people = 0;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock, { LATE_AFTER_MINUTES: '120' });
});
afterAll(async () => {
  await get(DispatchWorker).stop();
  await stage.close();
  await t.close();
});

const get = <T>(type: new (...args: never[]) => T): T => stage.app.get(type, { strict: false });
const run = () => get(ReviewLateJob).run({}, new AbortController().signal);

async function campaign(deadline: string, name: string): Promise<number> {
  const survey = { survey_id: 'default', survey_version: 1 };
  return insertCampaign(t.database, {
    name,
    ...survey,
    state: 'running',
    start_at: clock.now(),
    deadline_at: at(deadline),
  });
}

/** A message that was due then, in local time. */
async function message(campaignId: number, local: string, consent: object = {}): Promise<number> {
  people += 1;
  const phone = `+8613500${String(people).padStart(6, '0')}`;
  const customerId = await insertCustomer(t.database, { phone, consent });
  const { deadline } = await t.database.one<{ deadline: Date }>('SELECT deadline_at AS deadline FROM campaigns WHERE id = $1', [campaignId]); // prettier-ignore
  const id = await insertVisit(t.database, campaignId, customerId, { due_at: deadline, rolled_due_at: deadline });
  return insertAttempt(t.database, { id, campaignId, customerId }, { address: phone, scheduled_at: at(local) });
}

async function look(ids: readonly number[]) {
  const rows = await t.database.query<{ state: string; at: Date; code: string | null }>(
    `SELECT state, scheduled_at AS at, reasons -> -1 ->> 'code' AS code FROM attempts WHERE id = ANY ($1) ORDER BY id`,
    [ids],
  );
  return rows.map((row) => ({ ...row, at: localTimeOf(row.at) }));
}

async function begin(local: string, campaignId: number, count: number): Promise<void> {
  clock.set(at(local).toISOString());
  await t.database.execute('UPDATE campaigns SET audience = $2 WHERE id = $1', [campaignId, count]);
  await openBooks(t.database, campaignId);
}

/** The service was away from Monday ten o'clock to Tuesday three. */
describe('after an outage', () => {
  it('sends nothing late before it was placed anew', async () => {
    const id = await campaign('2026-11-27 20:00', 'Away');
    const ids = [await message(id, '2026-11-23 10:00'), await message(id, '2026-11-24 12:59')];
    await begin('2026-11-24 15:00', id, 2);
    expect(await get(DispatchWorker).sendDue()).toBe(0);
    expect((await look(ids)).map(({ state }) => state)).toEqual(['scheduled', 'scheduled']);
    await run();
    const placed = await look(ids);
    expect(placed).toMatchObject([
      { state: 'scheduled', at: '2026-11-24 15:00', code: 'late-moved' },
      { code: 'late-moved' },
    ]);
    clock.advanceMs(60_000);
    expect(await get(DispatchWorker).sendDue()).toBe(2);
    const books = await readBooks(t.database, id);
    expect(books.counters).toEqual(books.rows);
  });

  it('places what may not go now at the next opening, holds what has no room, and ends what would not be sent anyway', async () => {
    const week = await campaign('2026-11-27 20:00', 'Week');
    const moved = await message(week, '2026-11-25 10:00');
    const refusing = await message(week, '2026-11-25 10:01', { 'sms.service': 'denied' });
    const recent = await message(week, '2026-11-25 20:30');
    await begin('2026-11-25 21:30', week, 3);
    await run();
    expect(await look([moved, refusing, recent])).toMatchObject([
      { state: 'scheduled', code: 'late-moved' },
      { state: 'skipped', code: 'consent-denied' },
      { state: 'scheduled', at: '2026-11-25 20:30' },
    ]);
    expect((await look([moved]))[0]!.at! >= '2026-11-26 08:00').toBe(true);
    const [summary] = await get(LateStarts).latest();
    expect(summary?.parts.map(({ campaignName, moved: n, held, ended }) => [campaignName, n, held, ended])).toContainEqual(['Week', 1, 0, 1]); // prettier-ignore
  });

  it('holds what the rate cannot carry before the deadline; a person may have it tried again, else it ends there', async () => {
    const id = await campaign('2026-11-26 16:30', 'Short');
    const one = await message(id, '2026-11-26 09:00');
    await begin('2026-11-26 15:00', id, 1);
    // The provider asked for a pause that outlasts the deadline.
    await t.database.execute(`INSERT INTO provider_buckets (provider, tokens, refilled_at, blocked_until)
      VALUES ('sandbox-sms', 1, clock_timestamp(), clock_timestamp() + interval '2 hours')
      ON CONFLICT (provider) DO UPDATE SET blocked_until = excluded.blocked_until`);
    await t.database.execute(`DELETE FROM provider_buckets WHERE provider = 'sandbox-tencent'`);
    await run();
    expect(await look([one])).toMatchObject([{ state: 'held', code: 'late-without-room' }]);
    await get(ReviewHeldJob).run({}, new AbortController().signal);
    expect(await look([one])).toMatchObject([{ state: 'held' }]);

    await t.database.execute(`UPDATE campaigns SET deadline_at = $2 WHERE id = $1`, [id, at('2026-11-27 12:00')]);
    expect(await get(LateStarts).tryAgain('user:a')).toBe(1);
    await run();
    expect(await look([one])).toMatchObject([{ state: 'scheduled', code: 'late-moved' }]);
    await t.database.execute(`UPDATE campaigns SET state = 'paused' WHERE state = 'running'`);
    const books = await readBooks(t.database, id);
    expect(books.counters).toEqual(books.rows);
  });

  it('tells it in one summary until a person has read it, however often it runs and whoever else runs it', async () => {
    const id = await campaign('2026-11-30 20:00', 'Again');
    await message(id, '2026-11-27 09:00');
    await begin('2026-11-27 12:00', id, 1);
    await Promise.all([run(), run()]);
    await message(id, '2026-11-27 09:30');
    await run();
    const [newest] = await get(LateStarts).latest();
    expect(newest?.parts).toMatchObject([{ campaignName: 'Again', channel: 'sms', moved: 2, held: 0, ended: 0 }]);
    expect(new Date(newest!.parts[0]!.dueFrom)).toEqual(at('2026-11-27 09:00'));
    expect(await get(LateStarts).see(newest!.id, 'user:a')).toBe(true);
    expect(await get(LateStarts).see(newest!.id, 'user:b')).toBe(false);
    await message(id, '2026-11-27 09:45');
    await run();
    expect((await get(LateStarts).latest())[0]?.id).toBeGreaterThan(newest!.id);
  });
});
