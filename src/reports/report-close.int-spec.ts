import { createHash } from 'node:crypto';
import { type MadeVisit, makeVisits, minute, storeAnswer, storeCampaign } from '../../test/support/report-campaign.js';
import { openReportServices } from '../../test/support/report-services.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { RefusedError } from '../kernel/faults.js';
import { contentHash, stableJson } from '../kernel/stable-json.js';
import { reportJson } from './report-json.js';

const clock = new FixedClock(minute(0).toISOString());
const AFTER = 20 * 24 * 60;
const visits = makeVisits(60, 5, false);
let t: TestDatabase;
let services: Awaited<ReturnType<typeof openReportServices>>;

beforeAll(async () => {
  t = await openTestDatabase();
  services = await openReportServices(t.database, clock);
});
beforeEach(() => clock.set(minute(AFTER).toISOString()));
afterAll(() => t.close());

const ended = (made: readonly MadeVisit[] = visits, state = 'completed') =>
  storeCampaign(t.database, made, ['opted-out'], { state });

interface KeptRow {
  readonly version: number;
  readonly document: object;
  readonly content_hash: string;
}

const keptOf = (id: number) =>
  t.database.query<KeptRow>('SELECT * FROM report_archives WHERE campaign_id = $1 ORDER BY version', [id]);

describe('closing a campaign', () => {
  it('keeps the report under a hash that anybody can compute again from what is stored', async () => {
    const id = await ended();
    const live = await services.reports.build(id);
    const frozen = await services.reports.close(id, 'user:boss');
    const [kept] = await keptOf(id);
    expect(frozen).toMatchObject({ version: 1, closedBy: 'user:boss', closedAt: minute(AFTER) });
    expect(kept?.content_hash).toBe(frozen.contentHash);
    expect(contentHash(kept?.document)).toBe(frozen.contentHash);
    expect(frozen.document).toEqual({
      ...live.document,
      scope: { ...live.document.scope, state: 'archived' },
      notes: live.document.notes,
    });
  });

  it('archives the campaign and says so in the audit trail', async () => {
    const id = await ended();
    await services.reports.close(id, 'user:boss');
    const campaign = await t.database.one('SELECT state, archived_at FROM campaigns WHERE id = $1', [id]);
    expect(campaign).toEqual({ state: 'archived', archived_at: minute(AFTER) });
    const audited = await t.database.one('SELECT actor, action FROM audit_events WHERE subject = $1', [
      `campaign:${id}`,
    ]);
    expect(audited).toEqual({ actor: 'user:boss', action: 'campaign.close' });
  });

  it.each(['draft', 'planned', 'running', 'paused'])('is refused for a campaign that is %s', async (state) => {
    const id = await storeCampaign(t.database, [], [], { state });
    await expect(services.reports.close(id, 'test')).rejects.toThrow(RefusedError);
    expect(await keptOf(id)).toEqual([]);
  });

  it('is refused while a cancel still has visits to end', async () => {
    const id = await ended(makeVisits(40, 9, true), 'cancelled');
    await expect(services.reports.close(id, 'test')).rejects.toMatchObject({
      reason: { code: 'campaign-still-ending', params: { open: expect.any(Number) as number } },
    });
  });

  it('again makes the next version, and the older one stays as it was', async () => {
    const id = await ended();
    const first = await services.reports.close(id, 'test');
    clock.advanceMs(60_000);
    const second = await services.reports.close(id, 'test');
    const kept = await keptOf(id);
    expect(second.version).toBe(2);
    expect(kept.map((row) => [row.version, row.content_hash])).toEqual([
      [1, first.contentHash],
      [2, second.contentHash],
    ]);
  });

  it('by two people at once makes two versions', async () => {
    const id = await ended();
    const closes = [services.reports.close(id, 'one'), services.reports.close(id, 'other')];
    const versions = (await Promise.all(closes)).map((frozen) => frozen.version);
    expect(versions.sort()).toEqual([1, 2]);
  });

  it('leaves a row that nobody can change or delete', async () => {
    const id = await ended();
    await services.reports.close(id, 'test');
    const change = 'UPDATE report_archives SET closed_by = $2 WHERE campaign_id = $1';
    await expect(t.database.execute(change, [id, 'x'])).rejects.toThrow(/refused/);
    await expect(t.database.execute('DELETE FROM report_archives WHERE campaign_id = $1', [id])).rejects.toThrow(
      /refused/,
    );
  });
});

describe('a frozen report', () => {
  /** Closes a campaign, and lets a customer who was not reached answer a day later. */
  async function closeAndAnswer() {
    const id = await ended();
    const frozen = await services.reports.close(id, 'test');
    const visit = await t.database.one<{ id: number; customerId: number; endedAt: Date }>(
      `SELECT id, customer_id AS "customerId", ended_at AS "endedAt" FROM visits WHERE campaign_id = $1 AND state = 'unreachable' ORDER BY id LIMIT 1`,
      [id],
    );
    clock.set(minute(AFTER + 1440).toISOString());
    const answer = { product: 1, service: 1, nps: 0, ces: 1, reasons: ['price'], comment: 'late', complete: true };
    await storeAnswer(t.database, { ...visit, campaignId: id }, { at: AFTER + 1000, channel: 'web', ...answer });
    await t.database.execute(
      `UPDATE visits SET state = 'completed', ledger_part = 'answered', ended_at = $2, end_reason = '{"code":"answered","params":{}}' WHERE id = $1`,
      [visit.id, minute(AFTER + 1000)],
    );
    await t.database.execute(
      `INSERT INTO visit_events (at, actor, campaign_id, visit_id, kind, from_state, to_state, reason)
       VALUES ($3, 'test', $1, $2, 'visit', 'unreachable', 'completed', '{"code":"answered","params":{}}')`,
      [id, visit.id, minute(AFTER + 1000)],
    );
    return { id, frozen };
  }

  it('does not know an answer that came later, and says that there is one', async () => {
    const { id, frozen } = await closeAndAnswer();
    const built = await services.reports.build(id);
    expect(built.document).toEqual(frozen.document);
    expect(built.frozen).toMatchObject({ version: 1, contentHash: frozen.contentHash });
    expect(built.answersSince).toBe(1);
  });

  it('still leads to the rows that were counted', async () => {
    const { id, frozen } = await closeAndAnswer();
    const { document } = frozen;
    const trace = async (measure: string) => (await services.rows.list(id, { measure })).rows.length;
    expect(await trace('answered')).toBe(document.funnel.answered);
    expect(await trace('reached')).toBe(document.funnel.reached);
    expect(await trace('done')).toBe(document.headline.done);
    expect(await trace('unfinished')).toBe(document.headline.planned - document.headline.done);
    expect(await trace('serviceRated')).toBe(document.service.n);
  });

  it('takes it in when the campaign is closed again', async () => {
    const { id, frozen } = await closeAndAnswer();
    const again = await services.reports.close(id, 'test');
    expect(again.document.funnel.answered).toBe(frozen.document.funnel.answered + 1);
    expect((await services.reports.build(id)).frozen?.version).toBe(2);
  });

  it('is the same JSON each time, from which its hash can be computed', async () => {
    const { id } = await closeAndAnswer();
    const json = reportJson(await services.reports.build(id));
    expect(reportJson(await services.reports.build(id))).toBe(json);
    const { frozen, answersSince, ...content } = JSON.parse(json) as {
      frozen: { contentHash: string };
      answersSince: number;
    };
    expect(answersSince).toBe(1);
    expect(createHash('sha256').update(stableJson(content)).digest('hex')).toBe(frozen.contentHash);
  });
});
