import type { Database, Queryable } from '../../src/database/database.service.js';
import { reason } from '../../src/kernel/reason.js';
import { seededRandom } from '../../src/kernel/seeded-random.js';
import { openBooks } from './books.js';
import { insertAgent, insertAttempt, insertCampaign, insertCustomer, insertRow, insertVisit } from './builders.js';

/** One visit as a test makes it up; instants are minutes after the campaign's start, null: did not happen. */
export interface MadeVisit {
  readonly no: string;
  readonly agentNo: string;
  readonly state: string;
  readonly part: string;
  readonly endCode: string | null;
  readonly channel: 'sms' | 'email' | 'call';
  readonly attemptState: string;
  readonly sentAt: number | null;
  readonly reachedAt: number | null;
  readonly endedAt: number | null;
  readonly dueAt: number;
  readonly appointmentAt: number | null;
  readonly deferred: string | null;
  readonly answer: MadeAnswer | null;
}

export interface MadeAnswer {
  readonly at: number;
  readonly channel: string;
  readonly product: number | null;
  readonly service: number | null;
  readonly nps: number | null;
  readonly ces: number | null;
  readonly reasons: readonly string[];
  readonly comment: string | null;
  readonly complete: boolean;
}

export const START = Date.parse('2026-11-23T01:00:00Z');
export const AGENT_NOS = ['010', '020', '030'];
const DUE = 3 * 24 * 60;
const CHANNELS = ['sms', 'email', 'call'] as const;
const REASON_CODES = ['service-attitude', 'response-speed', 'price', 'other'];

/** Minutes after the campaign's start as an instant. */
export function minute(after: number): Date {
  return new Date(START + after * 60_000);
}

/** Visits of every state and history, the same for the same seed. `live` adds visits that are not over. */
export function makeVisits(size: number, seed: number, live: boolean): MadeVisit[] {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const upTo = (limit: number) => Math.floor(random() * limit);
  const ended = ['completed', 'completed', 'completed', 'expired', 'unreachable', 'refused', 'opted_out', 'cancelled'];
  const states = live ? [...ended, 'planned', 'open', 'open'] : ended;
  return Array.from({ length: size }, (_, i) => {
    const state = pick(states);
    const sentAt = state === 'planned' || (state === 'cancelled' && random() < 0.8) ? null : upTo(DUE);
    return { no: `V${i}`, agentNo: pick(AGENT_NOS), state, ...historyOf(state, sentAt, { pick, upTo, random }) };
  });
}

interface Dice {
  readonly pick: <T>(from: readonly T[]) => T;
  readonly upTo: (limit: number) => number;
  readonly random: () => number;
}

function historyOf(state: string, sentAt: number | null, dice: Dice): Omit<MadeVisit, 'no' | 'agentNo' | 'state'> {
  const channel = dice.pick(CHANNELS);
  const isLive = state === 'planned' || state === 'open';
  const attemptState = attemptStateOf(state, sentAt, channel, dice);
  const later = (sentAt ?? 0) + dice.upTo(2 * DUE);
  const answers = state === 'completed' || (state === 'refused' && dice.random() < 0.2);
  return {
    channel,
    attemptState,
    sentAt,
    part: partOf(state, attemptState),
    endCode: isLive || dice.random() < 0.1 ? null : `why-${state}`,
    reachedAt: attemptState === 'delivered' ? (sentAt ?? 0) + 1 : null,
    endedAt: isLive ? null : later,
    dueAt: dice.upTo(2 * DUE),
    appointmentAt: dice.random() < 0.15 ? dice.upTo(3 * DUE) : null,
    deferred: dice.random() < 0.2 ? dice.pick(['rest-hours', 'rest-day', 'cap-reached']) : null,
    answer: answers ? answerOf(later, channel, dice) : null,
  };
}

function attemptStateOf(state: string, sentAt: number | null, channel: string, dice: Dice): string {
  if (sentAt === null) return state === 'planned' ? dice.pick(['scheduled', 'held', 'claimed']) : 'skipped';
  if (state === 'unreachable') return dice.pick(['failed', 'undelivered']);
  if (state === 'expired') return dice.pick(['accepted', 'delivered', 'assumed_sent']);
  if (state === 'open') return dice.pick(['handed_over', 'accepted', 'delivered', 'in_doubt']);
  return channel === 'email' ? 'accepted' : 'delivered';
}

function partOf(state: string, attempt: string): string {
  const ended: Readonly<Record<string, string>> = {
    completed: 'answered',
    refused: 'declined',
    opted_out: 'declined',
    expired: 'unanswered',
    unreachable: 'not_reached',
    cancelled: 'cancelled',
  };
  const live: Readonly<Record<string, string>> = {
    held: 'held',
    claimed: 'under_way',
    handed_over: 'under_way',
    in_doubt: 'in_doubt',
    accepted: 'waiting',
    delivered: 'waiting',
  };
  return ended[state] ?? live[attempt] ?? 'planned';
}

function answerOf(at: number, channel: string, { pick, upTo, random }: Dice): MadeAnswer {
  const mark = (first: number, last: number) => (random() < 0.15 ? null : first + upTo(last - first + 1));
  const service = mark(1, 5);
  return {
    at,
    channel: random() < 0.4 && channel !== 'call' ? 'web' : channel,
    product: mark(1, 5),
    service,
    nps: mark(0, 10),
    ces: mark(1, 7),
    reasons: service !== null && service <= 3 ? [...new Set([pick(REASON_CODES), pick(REASON_CODES)])] : [],
    comment: random() < 0.3 ? pick(['太慢了', 'Call me at 13800138000', ' ']) : null,
    complete: random() < 0.8,
  };
}

/** Stores a campaign with these visits and exclusions, its books opened as a plan would. Answers with its id. */
export function storeCampaign(
  database: Database,
  visits: readonly MadeVisit[],
  excluded: readonly string[],
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  return database.transaction((tx) => storeIn(tx, visits, excluded, overrides));
}

async function storeIn(
  db: Queryable,
  visits: readonly MadeVisit[],
  excluded: readonly string[],
  overrides: Readonly<Record<string, unknown>>,
): Promise<number> {
  const agents = new Map<string, number>();
  for (const no of new Set(visits.map(({ agentNo }) => agentNo))) agents.set(no, await agentOf(db, no));
  const survey = { survey_id: 'default', survey_version: 1, launched_at: minute(0), plan_version: 1 };
  const state = { state: 'running', audience: visits.length + excluded.length, ...survey };
  const campaignId = await insertCampaign(db, { ...state, ...overrides });
  for (const visit of visits) await storeVisit(db, campaignId, visit, agents.get(visit.agentNo) ?? null);
  for (const code of excluded) await storeExclusion(db, campaignId, code);
  await openBooks(db, campaignId);
  return campaignId;
}

async function agentOf(db: Queryable, no: string): Promise<number> {
  const known = await db.maybe<{ id: number }>('SELECT id FROM agents WHERE agent_no = $1', [no]);
  return known?.id ?? (await insertAgent(db, { agent_no: no, name: `客服${no}` }));
}

async function storeVisit(db: Queryable, campaignId: number, visit: MadeVisit, agentId: number | null): Promise<void> {
  const customerId = await insertCustomer(db, { name: `顾客${visit.no}` });
  const at = (after: number | null) => (after === null ? null : minute(after));
  const visitId = await insertVisit(db, campaignId, customerId, {
    state: visit.state,
    ledger_part: visit.part,
    agent_id: agentId,
    ladder: [visit.channel],
    due_at: minute(visit.dueAt),
    appointment_at: at(visit.appointmentAt),
    opened_at: at(visit.sentAt),
    reached_at: at(visit.reachedAt),
    ended_at: at(visit.endedAt),
    end_reason: visit.endCode === null ? null : { ...reason(visit.endCode) },
    reasons: JSON.stringify([reason('agent-even')]),
  });
  const of = { id: visitId, campaignId, customerId };
  const attempt = { channel: visit.channel, state: visit.attemptState, handed_over_at: at(visit.sentAt) };
  const attemptId = await insertAttempt(db, of, attempt);
  if (visit.deferred !== null) await storeDeferral(db, campaignId, visitId, attemptId, visit.deferred);
  if (visit.answer !== null) await storeAnswer(db, of, visit.answer);
}

async function storeDeferral(
  db: Queryable,
  campaignId: number,
  visitId: number,
  attemptId: number,
  code: string,
): Promise<void> {
  const moved = { kind: 'attempt', from_state: 'claimed', to_state: 'scheduled', reason: { ...reason(code) } };
  const of = { campaign_id: campaignId, visit_id: visitId, attempt_id: attemptId };
  await insertRow(db, 'visit_events', { at: minute(0), actor: 'test', ...of, ...moved });
}

/** Stores the answer of a visit. */
export async function storeAnswer(
  db: Queryable,
  visit: { id: number; campaignId: number; customerId: number },
  answer: MadeAnswer,
): Promise<number> {
  return insertRow(db, 'responses', {
    visit_id: visit.id,
    campaign_id: visit.campaignId,
    customer_id: visit.customerId,
    survey_id: 'default',
    survey_version: 1,
    channel: answer.channel,
    answers: {},
    product_score: answer.product,
    service_score: answer.service,
    nps: answer.nps,
    ces: answer.ces,
    reason_codes: answer.reasons,
    comment: answer.comment,
    complete: answer.complete,
    answered_at: minute(answer.at),
  });
}

async function storeExclusion(db: Queryable, campaignId: number, code: string): Promise<void> {
  const customerId = await insertCustomer(db);
  await db.execute(
    'INSERT INTO exclusions (campaign_id, customer_id, code, plan_version, created_at) VALUES ($1, $2, $3, 1, $4)',
    [campaignId, customerId, code, minute(0)],
  );
  await db.execute(`INSERT INTO ledger_deltas (campaign_id, kind, key, delta) VALUES ($1, 'excluded', $2, 1)`, [
    campaignId,
    code,
  ]);
}
