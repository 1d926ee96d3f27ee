import { Injectable } from '@nestjs/common';
import { decideContact } from '../calendar/decide-contact.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { JobHandler, type TickRule } from '../jobs/job-handler.js';
import { businessNowSql } from '../kernel/business-time.js';
import { Clock } from '../kernel/clock.js';
import type { Channel } from '../kernel/words.js';
import { ContactQuestionsReadModel } from './contact-questions.read-model.js';
import type { ErrorClass, Move } from './move.js';
import { type NewAttempt, NewAttemptRepository } from './new-attempt.repository.js';
import { type NextStep, type WaitedVisit, nextStep } from './next-rung.js';
import { IS_UNCONFIRMED_SQL } from './sending-hold.js';
import { spanFor, spreadOver } from './spread-over.js';
import { TransitionRepository } from './transition.repository.js';

interface Row extends Omit<WaitedVisit, 'attempt'> {
  readonly id: number;
  readonly attemptState: NonNullable<WaitedVisit['attempt']>['state'] | null;
  readonly attemptChannel: string | null;
  readonly errorClass: ErrorClass | null;
  readonly deadlineAt: Date;
  /** What one SMS of the campaign takes of the provider's rate. */
  readonly smsUnits: number;
}

const BATCH = 500;
const ACTOR = 'system:ladder';

const DUE_SQL = `SELECT v.id, v.rung, v.try, v.ladder, a.state AS "attemptState", a.channel AS "attemptChannel",
  a.error_class AS "errorClass", c.survey_id IS NULL AS "onlyNotifies", c.deadline_at AS "deadlineAt", c.sms_units AS "smsUnits",
  EXISTS (SELECT FROM attempts o WHERE o.visit_id = v.id AND o.state IN ('accepted', 'delivered', 'assumed_sent')) AS "mayHaveArrived"
FROM visits v JOIN campaigns c ON c.id = v.campaign_id AND c.state = 'running'
  LEFT JOIN attempts a ON a.visit_id = v.id AND a.rung = v.rung AND a.try = v.try
WHERE v.state IN ('planned', 'open') AND v.next_rung_at <= ${businessNowSql(1)} AND v.id > $2
  AND NOT ${IS_UNCONFIRMED_SQL}
ORDER BY v.id LIMIT $3`;

/** How many step on at most: what all of them, and not only one batch, would send. */
const COUNT_SQL = `SELECT count(*)::integer AS n FROM visits v JOIN campaigns c ON c.id = v.campaign_id AND c.state = 'running'
WHERE v.state IN ('planned', 'open') AND v.next_rung_at <= ${businessNowSql(1)}`;

/** Visits whose wait is over go on: the same rung again, the next one, or to their end. Safe to run twice. */
@Injectable()
export class AdvanceRungsJob extends JobHandler {
  override readonly job = 'advance-rungs';
  override readonly tick: TickRule = { everyMinute: true };

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly transitions: TransitionRepository,
    private readonly newAttempts: NewAttemptRepository,
    private readonly questions: ContactQuestionsReadModel,
    private readonly settings: SettingsService,
  ) {
    super();
  }

  override async run(_payload: unknown, signal: AbortSignal): Promise<void> {
    const { n: together } = await this.database.one<{ n: number }>(COUNT_SQL, [this.clock.offsetMs()]);
    let after = 0;
    while (!signal.aborted) {
      const rows = await this.database.query<Row>(DUE_SQL, [this.clock.offsetMs(), after, BATCH]);
      await this.advance(rows, together);
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) return;
      after = last.id;
    }
  }

  private async advance(rows: readonly Row[], together: number): Promise<void> {
    if (rows.length === 0) return;
    const at = this.clock.now();
    const steps = rows.map((row) => ({ row, step: nextStep(toVisit(row)) }));
    const ends = steps.flatMap(({ row, step }): Move[] =>
      step.kind === 'end'
        ? [{ visitId: row.id, reason: step.reason, visit: { from: ['planned', 'open'], to: step.to } }]
        : [],
    );
    await this.transitions.transition(this.database, ends, { actor: ACTOR, at });
    const attempts = steps.flatMap(({ row, step }) => (step.kind === 'attempt' ? [{ row, step }] : []));
    await this.newAttempts.create(this.database, await this.place(attempts, at, together), { actor: ACTOR, at });
  }

  /** Each at its first allowed instant; messages that would go together are spread as their number and the rate ask. */
  private async place(
    wanted: readonly { row: Row; step: Extract<NextStep, { kind: 'attempt' }> }[],
    at: Date,
    together: number,
  ): Promise<NewAttempt[]> {
    const asked = wanted.map(({ row, step }) => ({ visitId: row.id, channel: step.channel }));
    const questions = await this.questions.load(this.database, asked, at);
    return wanted.map(({ row, step }) => {
      const question = questions.get(row.id);
      const next = question ? (decideContact(question, at).next ?? at) : at;
      const { rung, channel } = step;
      const span =
        channel === 'call' ? 0 : this.spanOf(channel, together * (channel === 'sms' ? row.smsUnits : 1), next > at);
      const later = question && span > 0 ? spreadOver(question, row.id, next, span) : next;
      const scheduledAt = later < row.deadlineAt ? later : next;
      return { visitId: row.id, rung, try: step.try, channel, scheduledAt, reasons: [step.reason] };
    });
  }

  private spanOf(channel: Exclude<Channel, 'call'>, units: number, isOpening: boolean): number {
    const { smsRatePerSecond, emailRatePerSecond } = this.settings.settings;
    return spanFor(units, 60 * (channel === 'sms' ? smsRatePerSecond : emailRatePerSecond), isOpening);
  }
}

function toVisit(row: Row): WaitedVisit {
  const { attemptState, attemptChannel, errorClass, rung, ladder, mayHaveArrived, onlyNotifies } = row;
  const attempt =
    attemptState === null || attemptChannel === null
      ? null
      : { state: attemptState, channel: attemptChannel, errorClass };
  return { rung, try: row.try, ladder, mayHaveArrived, onlyNotifies, attempt };
}
