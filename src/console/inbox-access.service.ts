import { Injectable } from '@nestjs/common';
import type { Account } from '../access/account.js';
import { rowScope, scopeAgents } from '../access/permissions.js';
import { Database } from '../database/database.service.js';
import { NotFoundError } from '../kernel/faults.js';
import { maskAddress } from '../kernel/masking.js';
import type { InboxMessage } from '../responses/inbox.repository.js';
import { InboxService } from '../responses/inbox.service.js';
import { toPage } from './api-shapes.js';
import type { Page } from './api-shapes.js';

const SCAN = 200;

// Every candidate must be the reader's: a message that may be another agent's customer's is for a supervisor.
const VISIBLE_SQL = `SELECT i.id FROM inbound_messages i
  WHERE i.id = ANY ($1::bigint[]) AND ($3 OR jsonb_array_length(i.candidates) > 0)
    AND NOT EXISTS (
      SELECT FROM jsonb_array_elements(i.candidates) AS c(value)
        LEFT JOIN visits v ON v.id = (c.value ->> 'visitId')::bigint
       WHERE NOT coalesce(v.agent_id = ANY ($2::bigint[]), $3))`;

/** The messages that a person must place, as far as an account may see them: an agent those of the own visits alone. */
@Injectable()
export class InboxAccess {
  constructor(
    private readonly database: Database,
    private readonly inbox: InboxService,
  ) {}

  /** What waits for this account, oldest first. */
  async list(account: Account, query: { after?: number | undefined; limit: number }): Promise<Page<InboxMessage>> {
    const found: InboxMessage[] = [];
    let after = query.after ?? 0;
    while (found.length <= query.limit) {
      const page = await this.inbox.list({ after, limit: SCAN });
      const visible = await this.visible(
        account,
        page.map((message) => message.id),
      );
      found.push(...page.filter((message) => visible.has(message.id)));
      after = page.at(-1)?.id ?? after;
      if (page.length < SCAN) break;
    }
    const shown = account.role === 'agent' ? found.map((one) => ({ ...one, from: maskAddress(one.from) })) : found;
    return toPage(shown, query.limit);
  }

  /** Throws NotFoundError for a message that is not this account's to decide. */
  async check(account: Account, id: number): Promise<void> {
    if (!(await this.visible(account, [id])).has(id)) throw new NotFoundError('message', id);
  }

  private async visible(account: Account, ids: readonly number[]): Promise<ReadonlySet<number>> {
    const { agentIds, orNobody } = scopeAgents(rowScope(account));
    if (agentIds === null) return new Set(ids);
    const rows = await this.database.query<{ id: number }>(VISIBLE_SQL, [ids, agentIds, orNobody]);
    return new Set(rows.map((row) => row.id));
  }
}
