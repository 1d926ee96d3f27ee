import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { JobHandler, type TickRule } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import { AttemptFactsReadModel } from './attempt-facts.read-model.js';
import { decideAttempt } from './decide-attempt.js';
import { LATE_WITHOUT_ROOM } from './late-start.js';
import type { Move } from './move.js';
import { IS_HELD_SQL } from './sending-hold.js';
import { TransitionRepository } from './transition.repository.js';

const BATCH = 500;

/** Reasons that come from making the message: looked at again when the customer or a template changed, or was approved, since. */
const OF_THE_MESSAGE = [
  ...['missing-variable', 'no-template', 'message-too-long', 'unsafe-address', 'parameter-too-long'],
  ...[
    'template-not-registered',
    'template-in-review',
    'template-rejected',
    'template-not-approved',
    'template-text-differs',
  ],
];

/** A customer's change, an approval and a hold are told in business time, a template's version and a claim in the database's own. */
const HELD_SQL = `SELECT a.id FROM attempts a JOIN campaigns c ON c.id = a.campaign_id AND c.state = 'running'
  JOIN customers k ON k.id = a.customer_id
WHERE a.state = 'held' AND a.id > $1 AND NOT ${IS_HELD_SQL} AND (a.reasons -> -1 ->> 'code' IS DISTINCT FROM '${LATE_WITHOUT_ROOM}'
    OR (c.deadline_at <= $4 AND (SELECT v.rolled_due_at FROM visits v WHERE v.id = a.visit_id) <= $4))
  AND (NOT coalesce(a.reasons -> -1 ->> 'code', '') = ANY ($3::text[])
  OR k.updated_at > (SELECT max(e.at) FROM visit_events e
    WHERE e.visit_id = a.visit_id AND e.attempt_id = a.id AND e.to_state = 'held')
  OR EXISTS (SELECT FROM templates t WHERE t.id = c.templates ->> a.channel AND t.created_at > a.claimed_at)
  OR EXISTS (SELECT FROM approvals p WHERE p.kind = 'template' AND p.decision = 'approved'
    AND p.subject LIKE 'template:' || (c.templates ->> a.channel) || '/' || a.channel || '/%'
    AND p.decided_at > (SELECT max(e.at) FROM visit_events e
      WHERE e.visit_id = a.visit_id AND e.attempt_id = a.id AND e.to_state = 'held'))
  OR EXISTS (SELECT FROM template_registrations r WHERE r.template_id = c.templates ->> 'sms' AND a.channel = 'sms'
    AND r.state = 'approved' AND r.state_at > (SELECT max(e.at) FROM visit_events e
      WHERE e.visit_id = a.visit_id AND e.attempt_id = a.id AND e.to_state = 'held')))
ORDER BY a.id LIMIT $2`;

/** Looks again at what is held: where the cause is gone (a calendar imported, a complaint closed), it is due again. */
@Injectable()
export class ReviewHeldJob extends JobHandler {
  override readonly job = 'review-held';
  override readonly tick: TickRule = { everyMinute: true };

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly facts: AttemptFactsReadModel,
    private readonly transitions: TransitionRepository,
  ) {
    super();
  }

  override async run(_payload: unknown, signal: AbortSignal): Promise<void> {
    let after = 0;
    while (!signal.aborted) {
      const rows = await this.database.query<{ id: number }>(HELD_SQL, [
        after,
        BATCH,
        OF_THE_MESSAGE,
        this.clock.now(),
      ]);
      await this.review(rows.map(({ id }) => id));
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) return;
      after = last.id;
    }
  }

  private async review(ids: readonly number[]): Promise<void> {
    const at = this.clock.now();
    const loaded = await this.facts.load(this.database, ids, at);
    const moves = loaded.flatMap((attempt): Move[] => {
      const decision = decideAttempt(attempt.facts, at);
      if (attempt.state !== 'held' || decision.action === 'hold') return [];
      // What was due too long ago keeps its time, by which it is found and placed anew.
      const due =
        decision.action === 'release' ? {} : { scheduledAt: decision.action === 'defer' ? decision.until : at };
      const step = { id: attempt.id, from: ['held'], to: 'scheduled', ...due } as const;
      return [{ visitId: attempt.visitId, reason: reason('no-longer-held'), attempt: step }];
    });
    await this.transitions.transition(this.database, moves, { actor: 'system:review', at });
  }
}
