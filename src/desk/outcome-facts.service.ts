import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { AttemptFactsReadModel, type LoadedAttempt } from '../planning/attempt-facts.read-model.js';
import { ContactQuestionsReadModel } from '../planning/contact-questions.read-model.js';
import { appointmentRefusal } from './appointment-rule.js';
import { chooseColleague, type Colleague } from './choose-agent.js';
import { DEFAULT_MAX_TRIES, type OutcomeFacts } from './disposition-outcome.js';
import { nextTryAt, type NextTryFacts, otherPartAt } from './next-try.js';
import { isReached } from './record-completeness.js';
import type { VisitBasis } from './visit-basis.read-model.js';
import type { VisitRecordForm } from './visit-record-form.js';
import { VisitRecordRepository } from './visit-record.repository.js';

const COLLEAGUES_SQL = `SELECT a.id, a.agent_no AS "agentNo", a.name, a.team, a.skills, a.languages, a.regions, a.weight,
  (SELECT count(*)::int FROM visits v WHERE v.agent_id = a.id AND v.state IN ('planned', 'open')) AS held
FROM agents a WHERE a.active AND NOT EXISTS (SELECT FROM jsonb_to_recordset(a.leave) AS l ("from" date, "to" date)
  WHERE $1::date BETWEEN l."from" AND l."to")`;

const TRIES_SQL = `SELECT count(*)::int AS tries FROM attempts
WHERE visit_id = $1 AND channel = 'call' AND handed_over_at IS NOT NULL AND NOT EXISTS (SELECT FROM visit_records r
  WHERE r.attempt_id = attempts.id AND r.undone_at IS NOT NULL)`;

const OTHER_NUMBER_SQL = `SELECT EXISTS (SELECT FROM contact_points p JOIN addresses a ON a.address = p.address
  WHERE p.customer_id = $1 AND p.kind = 'phone' AND a.address <> $2 AND a.status = 'active'
    AND NOT a.opted_out && ARRAY['all', 'call']) AS other`;

/** Collects what the consequence of a contact depends on, with the same facts that decide at every hand-over. */
@Injectable()
export class OutcomeFactsService {
  constructor(
    private readonly attemptFacts: AttemptFactsReadModel,
    private readonly records: VisitRecordRepository,
    private readonly questions: ContactQuestionsReadModel,
  ) {}

  /** Throws RefusedError where the customer may not be called then; its reason names the next allowed instant. */
  async checkAppointment(
    db: Queryable,
    visit: VisitBasis,
    wanted: { readonly at: Date; readonly now: Date; readonly customerRequested: boolean },
  ): Promise<void> {
    const questions = await this.questions.load(db, [{ visitId: visit.visitId, channel: 'call' }], wanted.now);
    const question = questions.get(visit.visitId);
    const why = question ? appointmentRefusal(question, { ...wanted, dueAt: visit.dueAt }) : reason('unknown-policy');
    if (why !== null) throw new RefusedError(why, `No appointment is possible then (${why.code}).`);
  }

  private async attemptOf(db: Queryable, visit: VisitBasis, now: Date): Promise<LoadedAttempt | null> {
    if (visit.attempt === null) return null;
    const [loaded] = await this.attemptFacts.load(db, [visit.attempt.id], now);
    return loaded ?? null;
  }

  async load(
    db: Queryable,
    visit: VisitBasis,
    form: VisitRecordForm,
    today: { now: Date; date: string },
  ): Promise<OutcomeFacts> {
    const attempt = await this.attemptOf(db, visit, today.now);
    const { tries } = await db.one<{ tries: number }>(TRIES_SQL, [visit.visitId]);
    const { swaps, agentIds } = await this.records.swaps(db, visit.visitId);
    const address = visit.attempt?.address ?? '';
    const { other } = await db.one<{ other: boolean }>(OTHER_NUMBER_SQL, [visit.customerId, address]);
    const times = attempt === null ? null : whenAgain(attempt, form, today.now);
    return {
      tries,
      maxTries: attempt?.facts.caps.call?.maxAttemptsPerVisit ?? DEFAULT_MAX_TRIES,
      nextTryAt: times === null ? null : nextTryAt(times, today.now),
      otherPartAt: times === null ? null : otherPartAt(times, today.now),
      swaps,
      otherAgentId: await this.colleague(db, visit, form, { agentIds, date: today.date }),
      hasOtherNumber: other,
    };
  }

  private async colleague(
    db: Queryable,
    visit: VisitBasis,
    form: VisitRecordForm,
    known: { agentIds: readonly number[]; date: string },
  ): Promise<number | null> {
    if (form.disposition !== 'difficult' && form.disposition !== 'language_barrier') return null;
    const colleagues = await db.query<Colleague>(COLLEAGUES_SQL, [known.date]);
    const demand = {
      skill: visit.requiredSkill,
      language: visit.language,
      region: visit.province,
      notServedBy: visit.lastServedBy,
      level: visit.level,
    };
    const not = new Set([
      ...known.agentIds,
      ...[visit.agentId, visit.attempt?.claimedBy ?? null].filter((id) => id !== null),
    ]);
    return chooseColleague(colleagues, demand, not, form.disposition === 'language_barrier');
  }
}

/** The contact that is being recorded counts as what it was: reached, or one more try in vain. */
function whenAgain(attempt: LoadedAttempt, form: VisitRecordForm, now: Date): NextTryFacts {
  const { facts } = attempt;
  const address = facts.address?.address ?? null;
  const about = { campaignId: attempt.campaignId, campaignKind: facts.campaign.kind, surveyId: attempt.surveyId };
  const thisOne = {
    at: now,
    channel: 'call' as const,
    address,
    ofCustomer: true,
    ...about,
    reached: true,
    refused: false,
  };
  const contacts = isReached(form) ? [...facts.contacts, thisOne] : facts.contacts;
  return {
    contact: { ...facts.contact, channel: 'call' },
    caps: { channel: 'call', address, caps: facts.caps, contacts, zone: facts.zone },
    until: attempt.dueAt < facts.campaign.deadlineAt ? attempt.dueAt : facts.campaign.deadlineAt,
  };
}
