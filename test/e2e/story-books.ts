import { expect } from '@jest/globals';
import type { ArrivedMessage } from './story-api.js';
import { isOpenHour } from './story-windows.js';
import type { Scene } from './story-world.js';

/** `campaign status --json`, as far as the story reads it. */
export interface Status {
  readonly state: string;
  readonly audience: number;
  readonly visits: Readonly<Record<string, number>>;
  readonly excluded: Readonly<Record<string, number>>;
  readonly attempts: Readonly<Record<string, number>>;
  readonly ledger: Readonly<Record<string, number>>;
  readonly balanced: boolean;
}

/** An attempt as the database has it. */
export interface AttemptRow {
  readonly id: number;
  readonly visitId: number;
  readonly customerNo: string;
  readonly channel: 'sms' | 'email' | 'call';
  readonly address: string | null;
  readonly state: string;
  readonly scheduledAt: Date | null;
  readonly zones: readonly string[];
}

const ATTEMPTS_SQL = `SELECT a.id::int AS id, a.visit_id::int AS "visitId", c.customer_no AS "customerNo", a.channel, a.state,
  a.scheduled_at AS "scheduledAt", v.zones, coalesce(a.address, (SELECT p.address FROM contact_points p
    WHERE p.customer_id = c.id AND p.address IS NOT NULL AND p.kind = CASE a.channel WHEN 'email' THEN 'email' ELSE 'phone' END
    ORDER BY p.position LIMIT 1)) AS address
FROM attempts a JOIN visits v ON v.id = a.visit_id JOIN customers c ON c.id = v.customer_id
WHERE a.campaign_id = $1 ORDER BY a.id`;

/** Every attempt of a campaign, read without the product. */
export function readAttempts(scene: Scene, campaignId: number): Promise<AttemptRow[]> {
  return scene.query<AttemptRow>(ATTEMPTS_SQL, [campaignId]);
}

/** The words of the states, as the rows have them, that mean that a provider took the message. */
const LEFT = ['accepted', 'delivered', 'undelivered', 'assumed_sent'];

/** "channel address" of each attempt whose message left, and of each message that arrived: the same, each once. */
export async function expectSentAsRecorded(scene: Scene, campaignIds: readonly number[]): Promise<void> {
  const attempts = (await Promise.all(campaignIds.map((id) => readAttempts(scene, id)))).flat();
  const left = attempts.filter(({ channel, state }) => channel !== 'call' && LEFT.includes(state));
  const arrived = await scene.api.arrived();
  expect(arrived.map(nameOf).sort()).toEqual(left.map(({ channel, address }) => `${channel} ${address}`).sort());
}

/** No message reached anybody outside the hours of every place where that person may be. */
export async function expectRestWasKept(scene: Scene, campaignIds: readonly number[]): Promise<void> {
  const attempts = (await Promise.all(campaignIds.map((id) => readAttempts(scene, id)))).flat();
  const zonesOf = new Map(attempts.map(({ channel, address, zones }) => [`${channel} ${address}`, zones]));
  const arrived = await scene.api.arrived();
  const disturbed = arrived.filter((message) => {
    const zones = zonesOf.get(nameOf(message)) ?? [];
    return !isOpenHour(message.channel, zones, new Date(message.receivedAt));
  });
  expect(disturbed).toEqual([]);
}

/** "channel address" of a message. */
export function nameOf({ channel, toAddress }: Pick<ArrivedMessage, 'channel' | 'toAddress'>): string {
  return `${channel} ${toAddress}`;
}

const COUNT_SQL = `SELECT 'visits' AS kind, state AS key, count(*)::int AS n FROM visits WHERE campaign_id = $1 GROUP BY state
UNION ALL SELECT 'ledger', ledger_part, count(*)::int FROM visits WHERE campaign_id = $1 GROUP BY ledger_part
UNION ALL SELECT 'attempts', state, count(*)::int FROM attempts WHERE campaign_id = $1 GROUP BY state
UNION ALL SELECT 'excluded', code, count(*)::int FROM exclusions WHERE campaign_id = $1 GROUP BY code`;

/** The ledger balances and is what the rows say, state by state. Answers with it. */
export async function expectBalanced(scene: Scene, campaignId: number): Promise<Status> {
  const { body: status } = await scene.api.get<Status>(`campaigns/${campaignId}/status`);
  const counted = await scene.query<{ kind: string; key: string; n: number }>(COUNT_SQL, [campaignId]);
  const of = (kind: string) => Object.fromEntries(counted.filter((row) => row.kind === kind).map(toEntry));
  expect(status.balanced).toBe(true);
  expect(nonZero(status.visits)).toEqual(of('visits'));
  expect(nonZero(status.attempts)).toEqual(of('attempts'));
  expect(status.excluded).toEqual(of('excluded'));
  const { excluded, ...parts } = status.ledger;
  expect(nonZero(parts)).toEqual(of('ledger'));
  expect(excluded).toBe(sum(status.excluded));
  expect([sum(status.visits) + sum(status.excluded), sum(status.ledger)]).toEqual([status.audience, status.audience]);
  return status;
}

function toEntry({ key, n }: { key: string; n: number }): [string, number] {
  return [key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), n];
}

function nonZero(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0));
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, n) => total + n, 0);
}
