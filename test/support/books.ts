import type { Queryable } from '../../src/database/queryable.js';

/** What the rows say and what the counters say of one campaign; equal when the books balance. */
export interface Books {
  readonly rows: Record<string, number>;
  readonly counters: Record<string, number>;
}

const ROWS_SQL = `SELECT 'visit:' || state AS key, count(*) AS n FROM visits WHERE campaign_id = $1 GROUP BY state
UNION ALL SELECT 'part:' || ledger_part, count(*) FROM visits WHERE campaign_id = $1 GROUP BY ledger_part
UNION ALL SELECT 'attempt:' || state, count(*) FROM attempts WHERE campaign_id = $1 GROUP BY state`;

const COUNTERS_SQL = `SELECT kind || ':' || key AS key, sum(delta) AS n FROM ledger_deltas
WHERE campaign_id = $1 AND kind <> 'excluded' GROUP BY kind, key HAVING sum(delta) <> 0`;

/** Visits whose part of the ledger is not what their state and their current attempt say. */
const WRONG_PARTS_SQL = `SELECT v.id FROM visits v LEFT JOIN attempts a ON a.visit_id = v.id AND a.rung = v.rung AND a.try = v.try
WHERE v.campaign_id = $1 AND v.ledger_part <> ledger_part_of(v.state, a.state)`;

/** Counts a campaign twice at one moment, by its rows and by its counters, and names visits in the wrong part. */
export async function readBooks(db: Queryable, campaignId: number): Promise<Books & { wrongParts: number[] }> {
  const sql = `SELECT 'rows' AS side, r.key, r.n FROM (${ROWS_SQL}) r UNION ALL SELECT 'counters', c.key, c.n FROM (${COUNTERS_SQL}) c
    UNION ALL SELECT 'wrong', w.id::text, 0 FROM (${WRONG_PARTS_SQL}) w ORDER BY side, key`;
  const counts = await db.query<{ side: string; key: string; n: number }>(sql, [campaignId]);
  const side = (name: string) => counts.filter((row) => row.side === name);
  const record = (name: string) => Object.fromEntries(side(name).map(({ key, n }) => [key, n]));
  return {
    rows: record('rows'),
    counters: record('counters'),
    wrongParts: side('wrong').map(({ key }) => Number(key)),
  };
}

/** Writes the counters of rows that a test inserted by hand, as a plan would have. */
export async function openBooks(db: Queryable, campaignId: number): Promise<void> {
  const rows = await db.query<{ key: string; n: number }>(ROWS_SQL, [campaignId]);
  for (const { key, n } of rows) {
    const [kind, word] = key.split(':');
    await db.execute('INSERT INTO ledger_deltas (campaign_id, kind, key, delta) VALUES ($1, $2, $3, $4)', [
      campaignId,
      kind,
      word,
      n,
    ]);
  }
}
