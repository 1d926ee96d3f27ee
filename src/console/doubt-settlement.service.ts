import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError } from '../kernel/faults.js';
import type { SettledOutcome } from '../planning/settle-doubt.js';
import { SETTLED_BY_PERSON } from '../planning/visit-ending.js';
import { VisitService } from '../planning/visit.service.js';
import type { VisitChange } from '../planning/visit.service.js';

/** What a person says of a message whose fate nobody knew; without `attemptId` the visit's newest one in doubt is meant. */
export interface Settlement {
  readonly attemptId?: number | undefined;
  readonly outcome: SettledOutcome;
}

/** Settles what is in doubt, by a person's word. */
@Injectable()
export class DoubtSettlement {
  constructor(
    private readonly database: Database,
    private readonly visits: VisitService,
    private readonly clock: Clock,
  ) {}

  /** Throws NotFoundError where the visit has no such attempt or none in doubt, and RefusedError where it cannot be. */
  settle(visitId: number, { attemptId, outcome }: Settlement, actor: string): Promise<VisitChange> {
    return this.database.transaction(async (tx) => {
      const attempt = await tx.maybe<{ id: number }>(
        `SELECT a.id FROM attempts a
          WHERE a.visit_id = $1 AND CASE WHEN $2::bigint IS NULL THEN a.state = 'in_doubt' ELSE a.id = $2 END
          ORDER BY a.rung DESC, a.try DESC LIMIT 1`,
        [visitId, attemptId ?? null],
      );
      if (attempt === null) throw new NotFoundError('attempt in doubt', attemptId ?? visitId);
      const author = { actor, at: this.clock.now(), reason: SETTLED_BY_PERSON };
      return this.visits.settleDoubt(tx, attempt.id, outcome, author);
    });
  }
}
