import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';

/** Who looks after a category; `waiting` customers of it have no owner. */
export interface OwnerRule {
  readonly category: string;
  readonly agentNo: string;
  readonly agentName: string;
  /** An agent who left gets nobody. */
  readonly isActive: boolean;
  readonly waiting: number;
}

// Nobody's, and not by somebody's own decision.
const WAITING = `c.category = r.category AND c.owner_agent_no IS NULL AND c.merged_into IS NULL
  AND NOT c.hand_edited @> ARRAY['owner_agent_no']`;

/** Rules from category to owner. */
@Injectable()
export class OwnerRuleRepository {
  /** By category, with how many customers each rule would get an owner for. */
  list(db: Queryable): Promise<OwnerRule[]> {
    return db.query<OwnerRule>(
      `SELECT r.category, r.agent_no AS "agentNo", a.name AS "agentName", a.active AS "isActive",
              (SELECT count(*)::int FROM customers c WHERE ${WAITING}) AS waiting
         FROM owner_rules r JOIN agents a ON a.agent_no = r.agent_no ORDER BY r.category`,
    );
  }

  async save(
    db: Queryable,
    rule: { readonly category: string; readonly agentNo: string; readonly actor: string; readonly at: Date },
  ): Promise<void> {
    await db.execute(
      `INSERT INTO owner_rules (category, agent_no, created_by, updated_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (category) DO UPDATE SET agent_no = excluded.agent_no, updated_at = excluded.updated_at`,
      [rule.category, rule.agentNo, rule.actor, rule.at],
    );
  }

  /** False when there was none. */
  async remove(db: Queryable, category: string): Promise<boolean> {
    return (await db.execute('DELETE FROM owner_rules WHERE category = $1', [category])) > 0;
  }
}

/**
 * Gives customers without an owner to the agent of their category: these ids, or all (null). Answers with how many;
 * whoever has an owner keeps it, so that running it again does nothing. New customers of every origin go through it.
 */
export async function assignByRule(db: Queryable, ids: readonly number[] | null, at: Date): Promise<number> {
  const { hasRules } = await db.one<{ hasRules: boolean }>('SELECT EXISTS (SELECT FROM owner_rules) AS "hasRules"');
  if (!hasRules) return 0;
  const set = `UPDATE customers AS c SET owner_agent_no = r.agent_no, assigned_at = $1, version = c.version + 1, updated_at = $1
    FROM owner_rules r JOIN agents a ON a.agent_no = r.agent_no AND a.active WHERE ${WAITING}`;
  return ids === null ? db.execute(set, [at]) : db.execute(`${set} AND c.id = ANY ($2::bigint[])`, [at, ids]);
}
