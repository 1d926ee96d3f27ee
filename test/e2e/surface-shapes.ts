import { expect } from '@jest/globals';

/** The keys that outside scripts rely on, in documents of the commands; more may be added. */
const SHAPES = {
  import: 'file encoding rows created updated unchanged rejected duplicates warnings rejects',
  reject: 'line field value code message',
  allowed: 'allowed next provisional reason zones dayTypes',
  plan: 'campaignId now audience planned excluded unplaced assignment feasibility slots durationMs',
  assignment: 'agents spread gini jain optimal certificate',
  agentShare: 'agentNo weight held assigned quota',
  feasibility: 'feasible missed shortfalls',
  slot: 'from to sms email call',
  status: 'campaignId state audience visits excluded attempts ledger balanced displaced',
  visits: 'planned open completed refused unreachable optedOut expired cancelled',
  attempts: 'scheduled held claimed handedOver accepted delivered undelivered failed skipped inDoubt assumedSent',
  ledger: 'answered waiting underWay planned held inDoubt unanswered notReached declined cancelled excluded',
  contact: 'attemptId visitId customerNo channel scheduledAt zones agentNo state reasons',
} as const;

/** The document has every key that the surface promises, and its instants end in Z. */
export function expectShape(name: keyof typeof SHAPES, document: unknown): void {
  expect(Object.keys(document as object)).toEqual(expect.arrayContaining(SHAPES[name].split(' ')));
}

/** The keys are these and no others: a part whose sum must close cannot have more. */
export function expectExactShape(name: keyof typeof SHAPES, document: unknown): void {
  expect(Object.keys(document as object).sort()).toEqual(SHAPES[name].split(' ').sort());
}

/** `campaign plan --json` with all its parts. */
export function expectPlanShape(plan: Readonly<Record<string, unknown>>): void {
  expectShape('plan', plan);
  expectShape('assignment', plan['assignment']);
  for (const share of (plan['assignment'] as { agents: unknown[] }).agents) expectShape('agentShare', share);
  expectShape('feasibility', plan['feasibility']);
  for (const slot of plan['slots'] as unknown[]) expectShape('slot', slot);
  expect(plan['now']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
}

/** `campaign status --json` with all its parts. */
export function expectStatusShape(status: Readonly<Record<string, unknown>>): void {
  expectShape('status', status);
  for (const part of ['visits', 'attempts', 'ledger'] as const) expectExactShape(part, status[part]);
}

/** A plan that was made a moment after this one: a window that is open already begins with the plan itself. */
export function madeLater(plan: object): object {
  return { ...plan, now: expect.any(String), durationMs: expect.any(Number), windows: expect.any(Array) };
}
