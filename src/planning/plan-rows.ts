import { hash } from 'node:crypto';
import type { CopyValue } from '../database/queryable.js';
import type { CandidateCollector } from './collect-candidates.js';
import type { PlanFrame } from './plan-input.js';
import type { PlanReasons } from './plan-reasons.js';
import type { SolvedPlan } from './solve-plan.js';

/** Everything that the rows of a plan are made from. `firstVisitId` and `firstAttemptId` begin reserved blocks. */
export interface PlanToWrite {
  readonly campaignId: number;
  readonly planVersion: number;
  readonly at: Date;
  readonly policy: { readonly id: string; readonly version: number };
  readonly collected: CandidateCollector;
  readonly frame: PlanFrame;
  readonly plan: SolvedPlan;
  readonly reasons: PlanReasons;
}

export const VISIT_COLUMNS = [
  'id',
  'campaign_id',
  'customer_id',
  'occasion',
  'agent_id',
  'ladder',
  'due_at',
  'rolled_due_at',
  'week_due_at',
  'zones',
  'plan_version',
  'reasons',
  'created_at',
];

export const ATTEMPT_COLUMNS = [
  'id',
  'visit_id',
  'campaign_id',
  'customer_id',
  'rung',
  'try',
  'channel',
  'address',
  'scheduled_at',
  'reasons',
  'attempt_key',
  'created_at',
  'agent_id',
];

export const EXCLUSION_COLUMNS = [
  'campaign_id',
  'customer_id',
  'occasion',
  'code',
  'params',
  'also',
  'plan_version',
  'created_at',
];

/** The placed candidates in the order of their rows. */
export function listPlaced(plan: SolvedPlan): Int32Array {
  let count = 0;
  const placed = new Int32Array(plan.agent.length);
  for (let member = 0; member < placed.length; member++) if (plan.unplaced[member] === '') placed[count++] = member;
  return placed.slice(0, count);
}

/** The rows of `visits`, in the order of `placed`. */
export function* visitRows(write: PlanToWrite, placed: Int32Array, firstId: number): Iterable<readonly CopyValue[]> {
  const { collected, frame, plan } = write;
  const { columns } = collected;
  const ladders = collected.ladders.items.map(arrayText);
  const zones = collected.zones.items.map(arrayText);
  const instant = instantTexts();
  const at = write.at.toISOString();
  for (let i = 0; i < placed.length; i++) {
    const member = placed[i]!;
    const weekDue = columns.get('weekDue', member);
    yield [
      firstId + i,
      write.campaignId,
      columns.get('customerId', member),
      columns.occasionOf(member),
      frame.agents[plan.agent[member]!]!.id,
      ladders[columns.get('ladder', member)]!,
      instant(columns.get('due', member)),
      instant(columns.get('rolledDue', member)),
      Number.isNaN(weekDue) ? null : instant(weekDue),
      zones[columns.get('zones', member)]!,
      write.planVersion,
      write.reasons.visit(member),
      at,
    ];
  }
}

/** The rows of `attempts`: the first rung of each visit. */
export function* attemptRows(
  write: PlanToWrite,
  placed: Int32Array,
  first: { readonly visitId: number; readonly attemptId: number },
): Iterable<readonly CopyValue[]> {
  const { collected, frame, plan } = write;
  const { columns } = collected;
  const instant = instantTexts();
  const at = write.at.toISOString();
  for (let i = 0; i < placed.length; i++) {
    const member = placed[i]!;
    const { channel } = frame.profiles[columns.get('profile', member)]!;
    yield [
      first.attemptId + i,
      first.visitId + i,
      write.campaignId,
      columns.get('customerId', member),
      0,
      1,
      channel,
      columns.addressOf(member),
      instant(plan.slot[member]!),
      write.reasons.attempt(member),
      attemptKey(first.visitId + i, 0, 1, write.campaignId),
      at,
      channel === 'call' ? frame.agents[plan.agent[member]!]!.id : null,
    ];
  }
}

/** The text of an array for COPY. */
function arrayText(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/[\\"]/g, '\\$&')}"`).join()}}`;
}

/** Puts instants into text; neighbours are mostly the same one. */
function instantTexts(): (at: number) => string {
  const known = new Map<number, string>();
  return (at) => {
    const found = known.get(at);
    if (found !== undefined) return found;
    if (known.size >= MOST_INSTANTS) known.clear();
    const text = new Date(at).toISOString();
    known.set(at, text);
    return text;
  };
}

const MOST_INSTANTS = 10_000;

/** The rows of `exclusions`: the suppressed, then the unplaced. */
export function* exclusionRows(write: PlanToWrite): Iterable<readonly CopyValue[]> {
  const { collected, plan, reasons } = write;
  const tail = [write.planVersion, write.at];
  for (const { customerId, occasion, why } of collected.exclusions) {
    const texts = [JSON.stringify(why.params), JSON.stringify(why.also)];
    yield [write.campaignId, customerId, occasion, why.code, ...texts, ...tail];
  }
  const { columns } = collected;
  for (let member = 0; member < columns.length; member++) {
    if (plan.unplaced[member] === '') continue;
    const { code, params } = reasons.unplaced(member);
    const who = [write.campaignId, columns.get('customerId', member), columns.occasionOf(member)];
    yield [...who, code, JSON.stringify(params), JSON.stringify(reasons.besidesUnplaced(member)), ...tail];
  }
}

/** How many are left out for each code. */
export function countExcluded({
  collected,
  plan,
}: {
  readonly collected: Pick<CandidateCollector, 'exclusions'>;
  readonly plan: Pick<SolvedPlan, 'unplaced'>;
}): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (code: string): void => void counts.set(code, (counts.get(code) ?? 0) + 1);
  for (const { why } of collected.exclusions) add(why.code);
  for (const code of plan.unplaced) if (code !== '') add(code);
  return counts;
}

/** A key that travels with the message: which try of which rung of which visit, and a check of the three. */
export function attemptKey(visitId: number, rung: number, tryNumber: number, campaignId: number): string {
  const place = `v${visitId}-r${rung}-t${tryNumber}`;
  return `${place}-${hash('sha256', `"${campaignId} ${place}"`).slice(0, 8)}`;
}
