import { AGENT_NOS, type MadeVisit, makeVisits, minute, storeCampaign } from '../../test/support/report-campaign.js';
import { openReportServices } from '../../test/support/report-services.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { InputError, NotFoundError } from '../kernel/faults.js';
import type { ReportDocument } from './report-document.js';
import { MEASURE_NAMES } from './report-measures.js';
import { ReportReadModel } from './report.read-model.js';
import type { ReportRow, RowQuestion } from './report-row.read-model.js';

const NOW = 4 * 24 * 60;
const clock = new FixedClock(minute(NOW).toISOString());
const EXCLUDED = [...Array<string>(7).fill('opted-out'), ...Array<string>(4).fill('unplaced-capacity'), 'no-consent'];
const visits = makeVisits(260, 11, true);
let t: TestDatabase;
let services: Awaited<ReturnType<typeof openReportServices>>;
let campaignId: number;
let report: ReportDocument;

beforeAll(async () => {
  t = await openTestDatabase();
  services = await openReportServices(t.database, clock);
  campaignId = await storeCampaign(t.database, visits, EXCLUDED);
  report = (await services.reports.build(campaignId)).document;
}, 60_000);
afterAll(() => t.close());

/** All pages of the rows behind a number. */
async function trace(question: RowQuestion, id = campaignId): Promise<ReportRow[]> {
  const rows: ReportRow[] = [];
  let cursor: string | null = null;
  do {
    const page = await services.rows.list(id, { ...question, cursor });
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null);
  return rows;
}

/** The same words as the report's, counted from what the test made up: an answer counts once its time has come. */
const answerOf = (visit: MadeVisit) => (visit.answer !== null && visit.answer.at <= NOW ? visit.answer : null);
const answers = visits.map(answerOf).filter((answer) => answer !== null);
const number = (fits: (visit: MadeVisit) => boolean) => visits.filter(fits).length;
const happened = (at: number | null) => at !== null && at <= NOW;

function reachedAt(visit: MadeVisit): number | null {
  const proofs = [visit.reachedAt, answerOf(visit)?.at ?? null].filter(happened) as number[];
  const mailed = visit.channel === 'email' && visit.attemptState === 'accepted';
  const letGo = visit.state === 'expired' && ['accepted', 'assumed_sent'].includes(visit.attemptState);
  if ((mailed || letGo) && happened(visit.sentAt)) proofs.push(visit.sentAt ?? 0);
  if (visit.state === 'expired' && proofs.length === 0) proofs.push(visit.sentAt ?? 0);
  if (visit.state === 'refused') proofs.push(visit.endedAt ?? 0);
  return proofs.length === 0 ? null : Math.min(...proofs);
}

describe('the numbers of a report', () => {
  it('are the books of the campaign', () => {
    expect(report.ledger).toMatchObject({ audience: visits.length + EXCLUDED.length, balanced: true });
    expect(report.ledger.parts['answered']).toBe(number((visit) => visit.part === 'answered'));
    expect(report.notes.map((note) => note.code)).not.toContain('books-do-not-balance');
  });

  it('make a funnel that adds up at every step', () => {
    const { funnel } = report;
    expect(funnel.audience).toBe(visits.length + EXCLUDED.length);
    expect(funnel.excluded).toBe(EXCLUDED.length);
    expect(funnel.planned).toBe(funnel.audience - funnel.excluded);
    expect(funnel.attempted).toBe(funnel.planned - funnel.notAttempted);
    expect(funnel.reached).toBe(funnel.attempted - funnel.notReached);
    expect(funnel.answered).toBe(funnel.reached - funnel.unanswered);
    expect(funnel.reached).toBe(number((visit) => reachedAt(visit) !== null));
    expect(funnel.attempted).toBe(number((visit) => happened(visit.sentAt) || reachedAt(visit) !== null));
    expect(funnel.answered).toBe(answers.length);
  });

  it('say what is done and why the rest is not', () => {
    const missing = report.unfinished.reduce((sum, line) => sum + line.count, 0);
    expect(report.headline.done).toBe(number((visit) => visit.state === 'completed'));
    expect(report.headline.done + missing).toBe(visits.length);
    const expected = number((visit) => visit.state === 'unreachable' && visit.endCode !== null);
    expect(report.unfinished.find((line) => line.code === 'unreachable/why-unreachable')?.count).toBe(expected);
    expect(report.unfinished.find((line) => line.code === 'still/held')?.count).toBe(
      number((visit) => visit.part === 'held'),
    );
    expect(report.excluded.map(({ code, count }) => [code, count])).toEqual([
      ['opted-out', 7],
      ['unplaced-capacity', 4],
      ['no-consent', 1],
    ]);
  });

  it('cover all members, and those who can be contacted', () => {
    expect(report.contactable).toBe(visits.length + 4);
    expect(report.rates.coverageOfAll).toMatchObject({ count: report.funnel.attempted, n: report.funnel.audience });
    expect(report.rates.coverageOfContactable?.n).toBe(visits.length + 4);
    const complete = answers.filter((answer) => answer.complete).length;
    expect(report.rates.completion).toMatchObject({ count: complete, n: report.funnel.reached });
    expect(report.partialResponses).toBe(answers.length - complete);
  });

  it('count the promise of matured visits only, and what is later by wish apart', () => {
    const promised = visits.filter((visit) => visit.state !== 'cancelled');
    const byWish = promised.filter((visit) => visit.appointmentAt !== null && visit.appointmentAt > visit.dueAt);
    const others = promised.filter((visit) => !byWish.includes(visit));
    const kept = others.filter((visit) => (reachedAt(visit) ?? Infinity) <= visit.dueAt);
    const isMatured = (visit: MadeVisit) => reachedAt(visit) !== null || visit.endedAt !== null || visit.dueAt <= NOW;
    const matured = others.filter(isMatured);
    expect(report.promise).toMatchObject({
      matured: matured.length,
      kept: kept.length,
      missed: matured.length - kept.length,
      byWish: byWish.length,
      notYetDue: others.length - matured.length,
      share: { count: kept.length, n: matured.length },
      firstWeek: null,
    });
    expect(byWish.length * kept.length * (others.length - matured.length)).toBeGreaterThan(0);
  });

  it('leave what was skipped out of every score', () => {
    for (const scale of ['product', 'service'] as const) {
      const given = answers.map((answer) => answer[scale]).filter((mark) => mark !== null);
      expect(report[scale].n).toBe(given.length);
      expect(report[scale].distribution).toEqual([1, 2, 3, 4, 5].map((mark) => given.filter((m) => m === mark).length));
      expect(report[scale].good?.count).toBe(given.filter((mark) => mark >= 4).length);
      expect(report[scale].mean).toBeCloseTo(given.reduce((sum, mark) => sum + mark, 0) / given.length, 9);
    }
    const nps = answers.map((answer) => answer.nps).filter((mark) => mark !== null);
    const [promoters, detractors] = [nps.filter((mark) => mark >= 9).length, nps.filter((mark) => mark <= 6).length];
    expect(report.nps).toMatchObject({ n: nps.length, promoters, detractors });
    expect(report.effort.n).toBe(answers.filter((answer) => answer.ces !== null).length);
  });

  it('give an answer on the page to the channel that led there', () => {
    for (const channel of ['sms', 'email', 'call'] as const) {
      const line = report.channels.find((candidate) => candidate.channel === channel);
      const answered = number((visit) => visit.channel === channel && answerOf(visit) !== null);
      expect(line?.answers).toBe(answered);
      expect(line?.sent).toBe(number((visit) => visit.channel === channel && happened(visit.sentAt)));
    }
    expect(report.channels.map(({ channel }) => channel)).toEqual(['sms', 'email', 'call']);
  });

  it('are the same by agent', () => {
    expect(report.agents.map(({ agentNo }) => agentNo)).toEqual(AGENT_NOS);
    for (const { agentNo, visits: held, done, answered, satisfied } of report.agents) {
      const own = visits.filter((visit) => visit.agentNo === agentNo);
      const rated = own.map(answerOf).filter((answer) => answer !== null && answer.service !== null);
      expect(held).toBe(own.length);
      expect(done).toBe(own.filter((visit) => visit.state === 'completed').length);
      expect(answered).toBe(own.filter((visit) => answerOf(visit) !== null).length);
      expect(satisfied?.n).toBe(rated.length);
    }
    const loads = report.agents.map((agent) => agent.visits);
    expect(report.balance.spread).toBe(Math.max(...loads) - Math.min(...loads));
  });

  it('count reasons, and moves for the customer’s rest but not for caps', () => {
    const given = answers.flatMap((answer) => answer.reasons);
    expect(report.reasons.reduce((sum, line) => sum + line.count, 0)).toBe(given.length);
    expect(report.reasons.at(-1)?.code).toBe('other');
    expect(report.reasonTexts['price']).toEqual({ en: 'Price', 'zh-CN': '价格' });
    expect(Object.fromEntries(report.deferrals.map(({ code, count }) => [code, count]))).toEqual({
      'rest-hours': number((visit) => visit.deferred === 'rest-hours'),
      'rest-day': number((visit) => visit.deferred === 'rest-day'),
    });
  });

  it('quote what customers wrote, without their numbers', () => {
    const written = answers.filter((answer) => answer.comment !== null && answer.comment !== ' ').length;
    expect(report.suggestions.count).toBe(written);
    expect(report.suggestions.quotes.map((quote) => quote.text).sort()).toEqual(['Call me at ***', '太慢了']);
  });
});

describe('every number', () => {
  it('has exactly its rows behind it, over all pages', async () => {
    const { counts } = await new ReportReadModel().headline(t.database, campaignId, clock.now());
    for (const measure of MEASURE_NAMES) {
      const rows = await trace({ measure });
      expect([measure, rows.length]).toEqual([measure, counts[measure]]);
      expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
    }
  }, 60_000);

  it('of the funnel, the promise and the tables can be traced', async () => {
    for (const [step, count] of Object.entries(report.funnel))
      expect(await trace({ measure: step })).toHaveLength(count);
    for (const line of report.unfinished) {
      expect(await trace({ measure: 'unfinished', narrowed: { code: line.code } })).toHaveLength(line.count);
    }
    for (const line of report.excluded) {
      expect(await trace({ measure: 'excluded', narrowed: { code: line.code } })).toHaveLength(line.count);
    }
    for (const line of report.deferrals) {
      expect(await trace({ measure: 'deferrals', narrowed: { code: line.code } })).toHaveLength(line.count);
    }
    for (const line of report.reasons) {
      expect(await trace({ measure: 'reasoned', narrowed: { reason: line.code } })).toHaveLength(line.count);
    }
    for (const { channel, sent, failed, answers: answered } of report.channels) {
      expect(await trace({ measure: 'sent', narrowed: { channel } })).toHaveLength(sent);
      expect(await trace({ measure: 'failed', narrowed: { channel } })).toHaveLength(failed);
      expect(await trace({ measure: 'responses', narrowed: { channel } })).toHaveLength(answered);
    }
    for (const { agentNo: agent, visits: held, reached, satisfied } of report.agents) {
      expect(await trace({ measure: 'planned', narrowed: { agent } })).toHaveLength(held);
      expect(await trace({ measure: 'reached', narrowed: { agent } })).toHaveLength(reached);
      expect(await trace({ measure: 'serviceRated', narrowed: { agent } })).toHaveLength(satisfied?.n ?? -1);
    }
    for (const [i, count] of report.service.distribution.entries()) {
      expect(await trace({ measure: 'serviceRated', narrowed: { service: String(i + 1) } })).toHaveLength(count);
    }
  }, 60_000);

  it('of the ledger can be traced to its visits', async () => {
    for (const [part, count] of Object.entries(report.ledger.parts)) {
      const word = part.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const question = part === 'excluded' ? { measure: 'excluded' } : { measure: 'planned', narrowed: { part: word } };
      expect(await trace(question)).toHaveLength(count);
    }
  });

  it('shows who it was and why', async () => {
    const [row] = await trace({ measure: 'unfinished', narrowed: { code: 'unreachable/why-unreachable' } });
    expect(row).toMatchObject({ state: 'unreachable', reason: { code: 'why-unreachable' } });
    expect(row?.customerNo).toMatch(/^T\d+$/);
    expect(row?.at).toBeInstanceOf(Date);
    expect(row?.visitId).toEqual(expect.any(Number));
  });

  it('is asked for by a known word', async () => {
    await expect(trace({ measure: 'secrets' })).rejects.toThrow(InputError);
    await expect(trace({ measure: 'planned', narrowed: { '1=1': 'x' } })).rejects.toThrow(InputError);
    await expect(services.rows.list(campaignId, { measure: 'planned', cursor: 'nonsense' })).rejects.toThrow(
      InputError,
    );
    expect(await trace({ measure: 'excluded', narrowed: { code: `' OR true --` } })).toEqual([]);
  });

  it('keeps several occasions of one excluded customer apart at the border of a page', async () => {
    const id = await storeCampaign(t.database, [], ['opted-out']);
    await t.database.execute(
      `INSERT INTO exclusions (campaign_id, customer_id, occasion, code, plan_version)
       SELECT x.campaign_id, x.customer_id, 'o' || n, x.code, 1 FROM exclusions x, generate_series(1, 250) n WHERE x.campaign_id = $1`,
      [id],
    );
    expect(await trace({ measure: 'excluded' }, id)).toHaveLength(251);
    expect(await trace({ measure: 'audience' }, id)).toHaveLength(251);
  });
});

describe('a campaign with nothing in it', () => {
  it('has a report of zeros and dashes, never of NaN', async () => {
    const id = await storeCampaign(t.database, [], [], { state: 'draft' });
    const { document } = await services.reports.build(id);
    expect(document.headline).toMatchObject({ planned: 0, doneRate: null, satisfied: null, nps: null });
    expect(document.promise.share).toBeNull();
    expect(document.service).toMatchObject({ n: 0, mean: null, good: null });
    expect(JSON.stringify(document)).not.toMatch(/NaN|Infinity/);
  });

  it('is not found when it does not exist', async () => {
    await expect(services.reports.build(987_654)).rejects.toThrow(NotFoundError);
  });
});

describe('the campaign before', () => {
  it('is the last one of the same kind that ran and ended, by its frozen numbers', async () => {
    const made = makeVisits(30, 3, false);
    const kind = { kind: 'holiday', state: 'completed' };
    await storeCampaign(t.database, made, [], { ...kind, name: 'older', start_at: minute(-99_000) });
    const before = await storeCampaign(t.database, made, [], { ...kind, name: '2025', start_at: minute(-50_000) });
    await services.reports.close(before, 'test');
    const now = await storeCampaign(t.database, [], [], { kind: 'holiday' });
    const { document } = await services.reports.build(now);
    const done = made.filter((visit) => visit.state === 'completed').length;
    expect(document.previous).toMatchObject({ campaignId: before, name: '2025', planned: 30, done });
    expect(report.previous).toBeNull();
  });
});
