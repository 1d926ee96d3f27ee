import type { Queryable } from '../../src/database/queryable.js';
import { readBooks } from '../support/books.js';
import { isOpen } from './hours.js';
import type { Arrival } from './witness-words.js';
import type { ChaosCampaign } from './world.js';

/** What is wrong, by kind; all zero when the promise was kept. */
export interface Faults {
  /** Keys that came to the witness more than once. */
  readonly twice: number;
  /** Arrived without a hand-over that was committed before. */
  readonly unmarked: number;
  /** Handed over, or arrived, outside the hours. */
  readonly inRestHours: number;
  /** Handed over after the opt-out of the address, or the cancel or pause of the campaign, was committed. */
  readonly afterStop: number;
  /** Said to be accepted or delivered, and never arrived; or said to have failed, and arrived. */
  readonly wrongBooks: number;
  /** Visits without an attempt, or whose attempt nobody will carry out. */
  readonly lost: number;
}

/** Facts that are limits of the promise, and not faults. */
export interface Limits {
  /** Arrived after a stop was committed, but handed over before. */
  readonly underWayAtStop: number;
  readonly inDoubtAfterKills: number;
  readonly states: Readonly<Record<string, number>>;
}

interface AttemptRow {
  readonly key: string;
  readonly state: string;
  readonly policy: string;
  readonly zone: string;
  readonly handedOverAt: Date | null;
  /** Of the transaction that handed it over. */
  readonly committedAt: Date | null;
  /** Of the first opt-out of its address, or of its campaign's cancel. */
  readonly stoppedAt: Date | null;
}

const HAND_OVERS = `SELECT e.attempt_id, max(pg_xact_commit_timestamp(e.xmin)) AS committed_at
  FROM visit_events e WHERE e.kind = 'attempt' AND e.to_state = 'handed_over' GROUP BY e.attempt_id`;
const ATTEMPTS_SQL = `SELECT a.attempt_key AS key, a.state, c.policy_id AS policy, v.zones[1] AS zone,
  a.handed_over_at AS "handedOverAt", h.committed_at AS "committedAt", least(o.committed_at, s.committed_at) AS "stoppedAt"
FROM attempts a JOIN visits v ON v.id = a.visit_id JOIN campaigns c ON c.id = a.campaign_id
  LEFT JOIN (${HAND_OVERS}) h ON h.attempt_id = a.id
  LEFT JOIN (SELECT address, channel, min(pg_xact_commit_timestamp(xmin)) AS committed_at FROM opt_outs WHERE NOT opted_in GROUP BY 1, 2) o
    ON o.address = a.address AND o.channel IN ('all', a.channel)
  LEFT JOIN (SELECT subject, min(pg_xact_commit_timestamp(xmin)) AS committed_at FROM audit_events
    WHERE action = 'campaign.cancel' GROUP BY 1) s ON s.subject = 'campaign:' || c.id`;
/** Hand-overs between a pause and the resume that followed it. */
const WHILE_PAUSED_SQL = `WITH marks AS (SELECT substr(subject, 10)::bigint AS campaign_id, action, pg_xact_commit_timestamp(xmin) AS at
  FROM audit_events WHERE action IN ('campaign.pause', 'campaign.resume')),
pauses AS (SELECT p.campaign_id, p.at AS from_at, (SELECT min(r.at) FROM marks r
    WHERE r.campaign_id = p.campaign_id AND r.action = 'campaign.resume' AND r.at > p.at) AS to_at
  FROM marks p WHERE p.action = 'campaign.pause')
SELECT count(*) AS n FROM (${HAND_OVERS}) h JOIN attempts a ON a.id = h.attempt_id JOIN pauses p ON p.campaign_id = a.campaign_id
WHERE h.committed_at > p.from_at AND (p.to_at IS NULL OR h.committed_at < p.to_at)`;
const LOST_SQL = `SELECT count(*) AS n FROM visits v JOIN campaigns c ON c.id = v.campaign_id
WHERE c.state = 'running' AND v.state IN ('planned', 'open') AND v.next_rung_at IS NULL
  AND NOT EXISTS (SELECT FROM attempts a WHERE a.visit_id = v.id AND a.state IN ('scheduled', 'held', 'claimed', 'handed_over', 'in_doubt'))`;
const DOUBTED_SQL = `SELECT count(*) AS n FROM visit_events WHERE to_state = 'in_doubt' AND reason ->> 'code' = 'worker-lost'`;
const STATES_SQL = 'SELECT state, count(*) AS n FROM attempts GROUP BY state ORDER BY state';

const ARRIVED = ['accepted', 'delivered'];
const FAILED = ['failed', 'skipped', 'scheduled', 'claimed', 'held'];

/** Judges what the witness saw against what the database says. */
export class Judge {
  constructor(
    private readonly db: Queryable,
    private readonly campaigns: readonly ChaosCampaign[],
    /** Business time less this machine's clock, in milliseconds. */
    private readonly offsetMs: number,
  ) {}

  /** The books of every campaign at one moment; answers with what does not balance. */
  async unbalanced(): Promise<string[]> {
    const wrong: string[] = [];
    for (const { id, name } of this.campaigns) {
      const { rows, counters, wrongParts } = await readBooks(this.db, id);
      const sides = [rows, counters].map((side) => JSON.stringify(Object.entries(side).sort()));
      if (sides[0] !== sides[1] || wrongParts.length > 0)
        wrong.push(`${name}: ${sides.join(' ≠ ')} ${wrongParts.join()}`);
    }
    return wrong;
  }

  async judge(
    arrivals: readonly Arrival[],
    repeated: number,
  ): Promise<{ faults: Faults; limits: Limits; examples: string[] }> {
    const rows = await this.db.query<AttemptRow>(ATTEMPTS_SQL);
    const arrived = new Map(arrivals.filter(({ refused }) => !refused).map((arrival) => [arrival.key, arrival]));
    const examples: string[] = [];
    const count = (what: string, isSo: (row: AttemptRow) => boolean): number => {
      const found = rows.filter(isSo);
      for (const row of found.slice(0, 3)) examples.push(`${what}: ${JSON.stringify(row)}`);
      return found.length;
    };
    const keys = new Map(rows.map((row) => [row.key, row]));
    const unknown = [...arrived.keys()].filter((key) => !keys.get(key)?.handedOverAt);
    for (const key of unknown.slice(0, 3)) examples.push(`unmarked: ${key} ${JSON.stringify(keys.get(key) ?? null)}`);
    const paused = await this.count(WHILE_PAUSED_SQL);
    const afterStop = count('after stop', ({ committedAt, stoppedAt }) => isLater(committedAt, stoppedAt));
    const faults: Faults = {
      twice: repeated,
      unmarked: unknown.length,
      inRestHours: count('rest hours', (row) => this.isInRestHours(row, arrived.get(row.key))),
      afterStop: afterStop + paused,
      wrongBooks: count('books', ({ key, state }) => isWrong(state, arrived.has(key))),
      lost: await this.count(LOST_SQL),
    };
    const underWayAtStop = rows.filter(({ key, stoppedAt }) => {
      const at = arrived.get(key)?.at;
      return at !== undefined && stoppedAt !== null && at > stoppedAt.getTime();
    }).length;
    const states = await this.db.query<{ state: string; n: number }>(STATES_SQL);
    const limits = {
      underWayAtStop,
      inDoubtAfterKills: await this.count(DOUBTED_SQL),
      states: Object.fromEntries(states.map(({ state, n }) => [state, n])),
    };
    return { faults, limits, examples };
  }

  private isInRestHours({ policy, zone, handedOverAt }: AttemptRow, arrival: Arrival | undefined): boolean {
    if (handedOverAt !== null && !isOpen(policy, zone, handedOverAt)) return true;
    return arrival !== undefined && !isOpen(policy, zone, new Date(arrival.at + this.offsetMs));
  }

  private async count(sql: string): Promise<number> {
    return (await this.db.one<{ n: number }>(sql)).n;
  }
}

function isLater(a: Date | null, b: Date | null): boolean {
  return a !== null && b !== null && a > b;
}

function isWrong(state: string, hasArrived: boolean): boolean {
  return (ARRIVED.includes(state) && !hasArrived) || (FAILED.includes(state) && hasArrived);
}
