import { Injectable } from '@nestjs/common';
import { isInScope, type RowScope } from '../access/permissions.js';
import { AuditService } from '../access/audit.service.js';
import { Database } from '../database/database.service.js';
import type { Tx } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { InputError, NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import {
  type FollowUp,
  type FollowUpFilter,
  FollowUpRepository,
  type NewFollowUp,
  type Withdrawal,
} from './follow-up.repository.js';
import { IssueFacts } from './issue-facts.service.js';

/** Newest first; `next` is the cursor of the next page, null after the last. */
export interface FollowUpPage {
  readonly items: readonly FollowUp[];
  readonly next: number | null;
}

const MAX_PAGE = 200;
const MAX_NOTE = 2000;

/** Follow-ups of unhappy customers: opened with the answer, seen by a supervisor, closed with a note. */
@Injectable()
export class FollowUpService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly followUps: FollowUpRepository,
    private readonly issues: IssueFacts,
    private readonly audit: AuditService,
  ) {}

  /** Opens a follow-up in the caller's transaction, once for a visit; no survey goes to the customer while it is open. */
  async open(tx: Tx, given: NewFollowUp): Promise<number | null> {
    const id = await this.followUps.open(tx, given);
    if (id !== null) await this.issues.opened(tx, given.customerId, id, given.at);
    return id;
  }

  /**
   * Takes back, in the caller's transaction, what an outcome had opened that is itself taken back. What was opened before is
   * only rid of the reasons that the outcome added; what somebody has closed stays closed.
   */
  async withdraw(tx: Tx, given: Withdrawal): Promise<void> {
    const withdrawn = await this.followUps.withdraw(tx, given);
    if (withdrawn === null) return this.followUps.dropReasons(tx, given);
    await this.issues.withdrawn(tx, withdrawn.customerId, withdrawn.id);
    const { actor, why } = given;
    const subject = `follow-up:${withdrawn.id}`;
    await this.audit.audit(tx, { actor, action: 'follow-up.withdraw', subject, details: { reason: why.code } });
  }

  async list(filter: Omit<FollowUpFilter, 'limit'> & { readonly limit?: number } = {}): Promise<FollowUpPage> {
    const limit = Math.min(Math.max(filter.limit ?? 50, 1), MAX_PAGE);
    const rows = await this.followUps.list(this.database, { ...filter, limit: limit + 1 });
    const items = rows.slice(0, limit);
    return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** One of those that `scope` holds. Throws NotFoundError for another's too: that there is one says something already. */
  async get(id: number, scope: RowScope = { kind: 'all' }): Promise<FollowUp> {
    const followUp = await this.followUps.get(this.database, id);
    if (followUp === null || !isInScope(scope, followUp.agentId)) throw new NotFoundError('follow-up', id);
    return followUp;
  }

  /**
   * Closes a follow-up of `scope` with what was done. Throws InputError, NotFoundError, and RefusedError when it is closed.
   */
  async close(id: number, note: string, actor: string, scope: RowScope = { kind: 'all' }): Promise<FollowUp> {
    const said = note.trim();
    if (said === '' || said.length > MAX_NOTE) {
      const code = said === '' ? 'missing' : 'note-too-long';
      throw new InputError([{ field: 'note', code, message: `says in 1 to ${MAX_NOTE} characters what was done` }]);
    }
    await this.get(id, scope);
    return this.database.transaction(async (tx) => {
      const at = this.clock.now();
      const closed = await this.followUps.close(tx, id, { note: said, actor, at });
      const followUp = await this.followUps.get(tx, id);
      if (followUp === null) throw new NotFoundError('follow-up', id);
      if (!closed) throw new RefusedError(reason('follow-up-closed'), 'This follow-up is closed already.');
      await this.issues.closed(tx, followUp.customerId, id, at);
      await this.audit.audit(tx, { actor, action: 'follow-up.close', subject: `follow-up:${id}` });
      return followUp;
    });
  }
}
