import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { JobHandler, type TickRule } from '../jobs/job-handler.js';

const LONG_SQL = `SELECT campaign_id AS id FROM ledger_deltas WHERE id <= $1
GROUP BY campaign_id HAVING count(*) > count(DISTINCT (kind, key)) ORDER BY campaign_id`;

/**
 * The rows of a counter give way to their sum in one statement, so nobody ever sees another sum. What is appended
 * meanwhile lies above the bound; a second roll-up waits for the first at the rows, which it then finds gone.
 */
const ROLL_UP_SQL = `WITH many AS MATERIALIZED (
  SELECT kind, key FROM ledger_deltas WHERE campaign_id = $1 AND id <= $2 GROUP BY kind, key HAVING count(*) > 1
), old AS MATERIALIZED (
  SELECT ledger_deltas.id FROM ledger_deltas JOIN many USING (kind, key)
  WHERE ledger_deltas.campaign_id = $1 AND ledger_deltas.id <= $2 ORDER BY ledger_deltas.id FOR UPDATE OF ledger_deltas
), gone AS (
  DELETE FROM ledger_deltas USING old WHERE ledger_deltas.id = old.id
  RETURNING ledger_deltas.kind, ledger_deltas.key, ledger_deltas.delta
)
INSERT INTO ledger_deltas (campaign_id, kind, key, delta)
SELECT $1, kind, key, sum(delta) FROM gone GROUP BY kind, key HAVING sum(delta) <> 0`;

/** Each night: one row for each counter of a campaign, so that reading the books stays quick. Safe to run twice. */
@Injectable()
export class RollUpLedgerJob extends JobHandler {
  override readonly job = 'roll-up-ledger';
  override readonly tick: TickRule = { dailyAt: '03:10' };

  constructor(private readonly database: Database) {
    super();
  }

  override async run(_payload: unknown, signal: AbortSignal): Promise<void> {
    const { bound } = await this.database.one<{ bound: number }>(
      'SELECT coalesce(max(id), 0) AS bound FROM ledger_deltas',
    );
    for (const { id } of await this.database.query<{ id: number }>(LONG_SQL, [bound])) {
      if (signal.aborted) return;
      await this.database.execute(ROLL_UP_SQL, [id, bound]);
    }
  }
}
