import { Injectable } from '@nestjs/common';
import { LIVE_CUSTOMER } from '../../archive/customer-columns.js';
import type { LevelRule } from '../../archive/level-rule.js';
import { Database } from '../../database/database.service.js';
import { RowCounts } from '../row-count.read-model.js';
import type { RowCount } from '../row-count.read-model.js';
import type { LevelUse } from './level-page.js';

const MOST_LEVELS = 100;
const LEVEL = `coalesce(c.member_level, '')`;
// Each level by one step in its index, however many customers have it.
const LEVELS_SQL = `
  WITH RECURSIVE steps (value) AS (
    (SELECT ${LEVEL} FROM customers c WHERE ${LEVEL} > '' ORDER BY ${LEVEL} LIMIT 1)
    UNION ALL
    SELECT (SELECT ${LEVEL} FROM customers c WHERE ${LEVEL} > steps.value ORDER BY ${LEVEL} LIMIT 1)
      FROM steps WHERE steps.value IS NOT NULL)
  SELECT value FROM steps WHERE value IS NOT NULL LIMIT ${MOST_LEVELS}`;
const HELD_BY_OTHERS = `customers c JOIN visits v ON v.customer_id = c.id JOIN agents g ON g.id = v.agent_id
  WHERE ${LEVEL} = $1 AND v.state IN ('planned', 'open')
    AND NOT (($2::text IS NULL OR coalesce(g.team = $2, false)) AND ($3::text IS NULL OR g.skills @> ARRAY[$3]))`;

/** Whom a rule for a member level touches. */
@Injectable()
export class LevelUses {
  constructor(
    private readonly database: Database,
    private readonly counts: RowCounts,
  ) {}

  /** Every level that a customer has or that is named besides, with how many customers have it. */
  async list(named: readonly string[]): Promise<LevelUse[]> {
    const found = await this.database.query<{ value: string }>(LEVELS_SQL);
    const levels = [...new Set([...found.map(({ value }) => value), ...named])];
    const uses: LevelUse[] = [];
    for (const memberLevel of levels) uses.push({ memberLevel, customers: await this.customers(memberLevel) });
    return uses;
  }

  /** How many customers have the level. */
  customers(memberLevel: string): Promise<RowCount> {
    return this.counts.count(`customers c WHERE ${LIVE_CUSTOMER} AND ${LEVEL} = $1`, [memberLevel]);
  }

  /** How many visits that have not ended are with agents who may not serve the level under this rule. */
  heldByOthers({ memberLevel, team, skill }: LevelRule): Promise<RowCount> {
    return this.counts.count(HELD_BY_OTHERS, [memberLevel, team, skill]);
  }
}
