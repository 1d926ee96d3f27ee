import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';

/** Whom a change of the rules touches. */
@Injectable()
export class RuleUse {
  constructor(private readonly database: Database) {}

  /** How many campaigns that have not ended follow each policy. */
  async campaignsByPolicy(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.query<{ policy: string; n: number }>(
      `SELECT c.policy_id AS policy, count(*)::int AS n FROM campaigns c
        WHERE c.state IN ('draft', 'planned', 'running', 'paused') GROUP BY c.policy_id`,
    );
    return new Map(rows.map(({ policy, n }) => [policy, n]));
  }
}
