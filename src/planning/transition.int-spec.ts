import { ContactLogRepository } from '../archive/contact-log.repository.js';
import { ATTEMPT_STATES, VISIT_STATES } from '../kernel/words.js';
import { reason } from '../kernel/reason.js';
import { openBooks, readBooks } from '../../test/support/books.js';
import {
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertSurvey,
  insertVisit,
} from '../../test/support/builders.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { isLegalAttemptMove, isLegalVisitMove } from './attempt-moves.js';
import { ledgerPart } from './ledger-part.js';
import type { Move } from './move.js';
import { NewAttemptRepository } from './new-attempt.repository.js';
import { TransitionRepository } from './transition.repository.js';

const author = { actor: 'test', at: new Date('2026-11-23T02:00:00Z') };
const why = reason('test');
const transitions = new TransitionRepository(new ContactLogRepository());
let t: TestDatabase;

beforeAll(async () => {
  t = await openTestDatabase();
});
afterAll(() => t.close());

async function plan(options: { ladder?: string[]; state?: string; survey?: boolean } = {}) {
  await insertSurvey(t.database);
  const survey = options.survey === false ? {} : { survey_id: 'default', survey_version: 1 };
  const campaignId = await insertCampaign(t.database, { state: 'running', ...survey });
  const customerId = await insertCustomer(t.database);
  const ladder = options.ladder ?? ['sms', 'email'];
  const id = await insertVisit(t.database, campaignId, customerId, { ladder });
  const attemptId = await insertAttempt(
    t.database,
    { id, campaignId, customerId },
    { state: options.state ?? 'scheduled' },
  );
  await t.database.execute(
    `UPDATE visits SET ledger_part = ledger_part_of(visits.state, a.state) FROM attempts a WHERE a.visit_id = visits.id AND visits.id = $1`,
    [id],
  );
  await openBooks(t.database, campaignId);
  return { campaignId, visitId: id, attemptId };
}

async function expectBalance(campaignId: number) {
  const books = await readBooks(t.database, campaignId);
  expect(books.counters).toEqual(books.rows);
  expect(books.wrongParts).toEqual([]);
}

const visitRow = (id: number) =>
  t.database.one<Record<string, unknown>>(
    'SELECT state, ledger_part, next_rung_at, version, end_reason, opened_at, reached_at FROM visits WHERE id = $1',
    [id],
  );

describe('the moves that the database allows', () => {
  it('are those of the code, for attempts and for visits', async () => {
    const attempts = await t.database.query<{ f: string; t: string; legal: boolean }>(
      'SELECT f, t, is_legal_attempt_move(f, t) AS legal FROM unnest($1::text[]) f, unnest($1::text[]) t',
      [ATTEMPT_STATES],
    );
    for (const row of attempts)
      expect([row, row.legal]).toEqual([row, isLegalAttemptMove(row.f as never, row.t as never)]);
    const visits = await t.database.query<{ f: string; t: string; legal: boolean }>(
      'SELECT f, t, is_legal_visit_move(f, t) AS legal FROM unnest($1::text[]) f, unnest($1::text[]) t',
      [VISIT_STATES],
    );
    for (const row of visits) expect([row, row.legal]).toEqual([row, isLegalVisitMove(row.f as never, row.t as never)]);
  });

  it('and its parts of the ledger are those of the code', async () => {
    const rows = await t.database.query<{ v: string; a: string | null; part: string }>(
      'SELECT v, a, ledger_part_of(v, a) AS part FROM unnest($1::text[]) v, unnest($2::text[]) a UNION ALL SELECT v, NULL, ledger_part_of(v, NULL) FROM unnest($1::text[]) v',
      [VISIT_STATES, ATTEMPT_STATES],
    );
    for (const row of rows) expect([row, row.part]).toEqual([row, ledgerPart(row.v as never, row.a as never)]);
  });

  it('refuse a sent message that would be scheduled again', async () => {
    const { attemptId } = await plan({ state: 'handed_over' });
    await expect(
      t.database.execute(`UPDATE attempts SET state = 'scheduled' WHERE id = $1`, [attemptId]),
    ).rejects.toThrow('not a legal move');
  });
});

describe('a transition', () => {
  it('changes the row, its visit, the events and the counters together', async () => {
    const { campaignId, visitId, attemptId } = await plan({ state: 'claimed' });
    const move: Move = { visitId, reason: why, attempt: { id: attemptId, to: 'handed_over' } };
    const [moved] = await transitions.transition(t.database, [move], author);
    expect(moved).toEqual({
      visitId,
      attemptId,
      from: 'claimed',
      to: 'handed_over',
      visitWas: 'planned',
      visitIs: 'open',
    });
    expect(await visitRow(visitId)).toMatchObject({
      state: 'open',
      ledger_part: 'under_way',
      version: 2,
      opened_at: author.at,
    });
    const events = await t.database.query(
      'SELECT kind, from_state, to_state, actor FROM visit_events WHERE visit_id = $1 ORDER BY id',
      [visitId],
    );
    expect(events).toEqual([
      { kind: 'attempt', from_state: 'claimed', to_state: 'handed_over', actor: 'test' },
      { kind: 'visit', from_state: 'planned', to_state: 'open', actor: 'test' },
    ]);
    await expectBalance(campaignId);
  });

  it('that only reserves puts the visit under way, and one that gives the reservation back plans it again', async () => {
    const { campaignId, visitId, attemptId } = await plan();
    const before = await visitRow(visitId);
    const planned = { ...before, version: expect.any(Number) };
    const claim: Move = { visitId, reason: why, attempt: { id: attemptId, to: 'claimed' } };
    await transitions.transition(t.database, [claim], author);
    expect(await visitRow(visitId)).toEqual({ ...planned, ledger_part: 'under_way' });
    await expectBalance(campaignId);
    const release: Move = { visitId, reason: why, attempt: { id: attemptId, to: 'scheduled', note: false } };
    await transitions.transition(t.database, [release], author);
    expect(await visitRow(visitId)).toEqual(planned);
    await expectBalance(campaignId);
  });

  it('leaves a row alone that is no longer where it was thought to be', async () => {
    const { campaignId, visitId, attemptId } = await plan();
    const move: Move = {
      visitId,
      reason: why,
      attempt: { id: attemptId, from: ['claimed'], to: 'handed_over' },
      visit: { to: 'open' },
    };
    expect(await transitions.transition(t.database, [move], author)).toEqual([]);
    expect(await visitRow(visitId)).toMatchObject({ state: 'planned', version: 1 });
    await expectBalance(campaignId);
  });

  it('leaves a row alone whose claim belongs to somebody else', async () => {
    const { visitId, attemptId } = await plan();
    const token = '6f1f0c9c-5f9b-4a52-8c7e-111111111111';
    await transitions.transition(
      t.database,
      [{ visitId, reason: why, attempt: { id: attemptId, to: 'claimed', claimToken: token, claimedBy: 7 } }],
      author,
    );
    const handOver = (claim: string): Move => ({
      visitId,
      reason: why,
      attempt: { id: attemptId, to: 'handed_over', token: claim },
    });
    expect(await transitions.transition(t.database, [handOver(token.replace('6', '7'))], author)).toHaveLength(0);
    expect(await transitions.transition(t.database, [handOver(token)], author)).toHaveLength(1);
  });

  it('refuses to be asked for an illegal move at all', async () => {
    const { visitId, attemptId } = await plan();
    const move: Move = { visitId, reason: why, attempt: { id: attemptId, from: ['in_doubt'], to: 'scheduled' } };
    await expect(transitions.transition(t.database, [move], author)).rejects.toThrow('illegal attempt move');
  });

  it('sets the time of the next rung while one is left, and counts the visit as planned until then', async () => {
    const { campaignId, visitId, attemptId } = await plan({ state: 'handed_over' });
    await transitions.transition(
      t.database,
      [{ visitId, reason: why, attempt: { id: attemptId, to: 'failed', goOn: 'next', nextAt: author.at } }],
      author,
    );
    expect(await visitRow(visitId)).toMatchObject({
      state: 'planned',
      ledger_part: 'planned',
      next_rung_at: author.at,
    });
    await expectBalance(campaignId);
  });

  it('ends the visit in the same statement when no rung is left and nothing can have arrived', async () => {
    const { campaignId, visitId, attemptId } = await plan({ state: 'handed_over', ladder: ['sms'] });
    await transitions.transition(
      t.database,
      [{ visitId, reason: why, attempt: { id: attemptId, to: 'undelivered', goOn: 'next', nextAt: author.at } }],
      author,
    );
    expect(await visitRow(visitId)).toMatchObject({
      state: 'unreachable',
      ledger_part: 'not_reached',
      end_reason: why,
    });
    await expectBalance(campaignId);
  });

  it('ends it as expired when an earlier message may have arrived', async () => {
    const { campaignId, visitId, attemptId } = await plan({ state: 'handed_over', ladder: ['sms', 'email'] });
    const step = (id: number, to: 'accepted' | 'claimed' | 'handed_over' | 'failed', goOn?: 'next'): Move => ({
      visitId,
      reason: why,
      attempt: { id, to, ...(goOn ? { goOn, nextAt: author.at } : {}) },
    });
    await transitions.transition(t.database, [step(attemptId, 'accepted')], author);
    const next = { visitId, rung: 1, try: 1, channel: 'email', scheduledAt: author.at, reasons: [why] } as const;
    const [created] = await new NewAttemptRepository().create(t.database, [next], author);
    await expectBalance(campaignId);
    for (const to of ['claimed', 'handed_over'] as const)
      await transitions.transition(t.database, [step(created!.id, to)], author);
    await transitions.transition(t.database, [step(created!.id, 'failed', 'next')], author);
    expect(await visitRow(visitId)).toMatchObject({ state: 'expired', ledger_part: 'unanswered' });
    await expectBalance(campaignId);
  });

  it('of an earlier rung, by a late receipt, does not disturb the rung that is under way', async () => {
    const { campaignId, visitId, attemptId } = await plan({ state: 'accepted' });
    const next = { visitId, rung: 1, try: 1, channel: 'email', scheduledAt: author.at, reasons: [why] } as const;
    await new NewAttemptRepository().create(t.database, [next], author);
    await transitions.transition(
      t.database,
      [{ visitId, reason: why, attempt: { id: attemptId, to: 'undelivered', goOn: 'next', nextAt: author.at } }],
      author,
    );
    expect(await visitRow(visitId)).toMatchObject({ state: 'planned', ledger_part: 'planned', next_rung_at: null });
    await expectBalance(campaignId);
  });

  it('completes the visit on delivery where the campaign only notifies', async () => {
    const { campaignId, visitId, attemptId } = await plan({ state: 'handed_over', survey: false });
    await transitions.transition(
      t.database,
      [{ visitId, reason: why, attempt: { id: attemptId, to: 'delivered' } }],
      author,
    );
    expect(await visitRow(visitId)).toMatchObject({
      state: 'completed',
      ledger_part: 'answered',
      reached_at: author.at,
    });
    await expectBalance(campaignId);
  });

  it('completes an unreachable visit late, and keeps the ended state of its attempts', async () => {
    const { campaignId, visitId, attemptId } = await plan({ state: 'handed_over', ladder: ['sms'] });
    await transitions.transition(
      t.database,
      [{ visitId, reason: why, attempt: { id: attemptId, to: 'failed', goOn: 'next', nextAt: author.at } }],
      author,
    );
    await transitions.transition(
      t.database,
      [{ visitId, reason: reason('answered'), visit: { to: 'completed' } }],
      author,
    );
    expect(await visitRow(visitId)).toMatchObject({
      state: 'completed',
      ledger_part: 'answered',
      end_reason: reason('answered'),
    });
    await expectBalance(campaignId);
  });
});
