import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ContactLogRepository } from '../archive/contact-log.repository.js';
import type { Tx } from '../database/queryable.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { type Reason, reason } from '../kernel/reason.js';
import type { CampaignKind, VisitState } from '../kernel/words.js';
import type { AttemptStep, Move } from './move.js';
import { NewAttemptRepository } from './new-attempt.repository.js';
import { type SettledOutcome, settleDoubt } from './settle-doubt.js';
import { type Author, TransitionRepository } from './transition.repository.js';
import { type CurrentVisit, SETTLED_BY_PERSON, endVisit, nextCallPlace } from './visit-ending.js';
import { VisitRepository } from './visit.repository.js';

/** Quarantines count within a kind of campaign and by survey. */
const ABOUT_SQL = 'SELECT kind AS "campaignKind", survey_id AS "surveyId" FROM campaigns WHERE id = $1';

/** What an answer did: `moved` is false where the visit was over already and stays as it is. */
export interface VisitChange {
  readonly moved: boolean;
  readonly was: VisitState;
  readonly is: VisitState;
}

/** What came of a call that was opened. */
export interface CallOutcome {
  /** A person was on the line. */
  readonly reached: boolean;
  readonly reason: Reason;
  /** The visit's end, where the call ends it. */
  readonly visit?: VisitState;
  /** Call again then: `fixed` when the customer named the time. Without it and without an end the ladder goes on. */
  readonly again?: { readonly at: Date; readonly fixed: boolean };
}

/** Changes of single visits that later stages ask for, each inside the caller's transaction. */
@Injectable()
export class VisitService {
  constructor(
    private readonly visits: VisitRepository,
    private readonly transitions: TransitionRepository,
    private readonly newAttempts: NewAttemptRepository,
    private readonly contactLog: ContactLogRepository,
  ) {}

  /** The customer answered: completes the visit, late too, and ends its live attempt, a claimed one included. */
  answer(tx: Tx, visitId: number, author: Author & { reason?: Reason; partial?: boolean }): Promise<VisitChange> {
    const why = author.reason ?? reason(author.partial === true ? 'answered-partly' : 'answered');
    return this.end(tx, visitId, 'completed', why, author, true);
  }

  /**
   * The customer opted out: the visit is over. Whoever says stop may mean another message, so that one in doubt stays so: an
   * opt-out of an address ends every visit there, and proves none of their messages.
   */
  optOut(tx: Tx, visitId: number, author: Author & { reason?: Reason }): Promise<VisitChange> {
    return this.end(tx, visitId, 'opted_out', author.reason ?? reason('customer-opted-out'), author, false);
  }

  /**
   * A person says what became of a message in doubt (or assumed sent), with a reason; nothing is sent again. Throws
   * NotFoundError, and RefusedError where the attempt is not in doubt or cannot come to that outcome.
   */
  async settleDoubt(
    tx: Tx,
    attemptId: number,
    outcome: SettledOutcome,
    author: Author & { reason: Reason },
  ): Promise<VisitChange> {
    await this.lockVisitOf(tx, attemptId);
    const doubt = await this.visits.readDoubt(tx, attemptId);
    const move = doubt && settleDoubt(doubt, outcome, author.reason, author.at);
    const [moved] = move ? await this.transitions.transition(tx, [move], author) : [];
    if (!moved) {
      const why = reason('not-in-doubt', { state: doubt?.state ?? '', outcome });
      throw new RefusedError(why, 'Nothing about this message is in doubt that this would settle.');
    }
    return { moved: moved.visitIs !== moved.visitWas, was: moved.visitWas, is: moved.visitIs };
  }

  /** Ends a visit by a person's decision: refused, unreachable, opted out … */
  endByAgent(tx: Tx, visitId: number, to: VisitState, author: Author & { reason: Reason }): Promise<VisitChange> {
    return this.end(tx, visitId, to, author.reason, author, false);
  }

  /** Ends many visits in one statement, in batches of the caller's; answers with how many ended. */
  async endMany(
    tx: Tx,
    visitIds: readonly number[],
    to: VisitState,
    author: Author & { reason: Reason },
  ): Promise<number> {
    const locked = await this.visits.lock(tx, visitIds);
    const moves = locked.map((visit) => endVisit(visit, to, author.reason)).filter((move) => move !== null);
    return (await this.transitions.transition(tx, moves, author)).length;
  }

  /**
   * Records a call that was opened; throws RefusedError when the attempt is not in anybody's hand (any more).
   * A call that reached nobody goes on to the next try or rung as `outcome.again` says.
   */
  async recordCall(tx: Tx, attemptId: number, outcome: CallOutcome, author: Author): Promise<VisitChange> {
    const visit = await this.lockVisitOf(tx, attemptId);
    const step: AttemptStep = {
      id: attemptId,
      from: ['handed_over'],
      to: outcome.reached ? 'delivered' : 'undelivered',
    };
    const ends = outcome.visit !== undefined && outcome.visit !== visit.state;
    const goOn = ends || outcome.again ? {} : { goOn: 'next' as const, nextAt: author.at };
    const move: Move = {
      visitId: visit.id,
      reason: outcome.reason,
      attempt: { ...step, ...goOn },
      ...(ends && outcome.visit && isOpen(visit) ? { visit: { to: outcome.visit } } : {}),
    };
    const [moved] = await this.transitions.transition(tx, [move], author);
    if (!moved) throw new RefusedError(reason('call-not-open'), 'This call is not open.');
    if (outcome.again && !ends && isOpen(visit)) await this.callAgain(tx, visit, outcome.again, outcome.reason, author);
    return { moved: moved.visitIs !== moved.visitWas, was: moved.visitWas, is: moved.visitIs };
  }

  /** Sets the time of the visit's next call: an appointment when `fixed`. A planned message gives way to it. */
  async rescheduleCall(
    tx: Tx,
    visitId: number,
    call: { at: Date; fixed: boolean; reason: Reason; agentId?: number },
    author: Author,
  ): Promise<void> {
    const visit = await this.lockOne(tx, visitId);
    if (!isOpen(visit)) throw new RefusedError(reason('visit-is-over', { state: visit.state }), 'The visit is over.');
    if (call.agentId !== undefined) await this.visits.reassign(tx, [visitId], call.agentId, call.reason, author);
    const { attempt } = visit;
    const waiting = attempt && ['scheduled', 'held', 'claimed'].includes(attempt.state);
    if (waiting && attempt.channel === 'call') {
      const step = { id: attempt.id, from: [attempt.state], to: 'scheduled', scheduledAt: call.at } as const;
      const move: Move = { visitId, reason: call.reason, attempt: { ...step, fixedTime: call.fixed, note: true } };
      await this.transitions.transition(tx, [{ ...move, ...(call.fixed ? { appointmentAt: call.at } : {}) }], author);
      return;
    }
    if (attempt) await this.settle(tx, visit, call.reason, author);
    await this.callAgain(tx, visit, call, call.reason, author);
  }

  /**
   * Notes a contact that was made in another way (on site, in WeChat, the customer called). Makes its attempt, so that
   * the books know of it, and answers with the attempt's id; the visit's end is the caller's next step.
   */
  async recordElsewhere(
    tx: Tx,
    visitId: number,
    channel: 'call' | 'onsite' | 'other',
    author: Author & { reason: Reason },
  ): Promise<number> {
    const visit = await this.lockOne(tx, visitId);
    if (!isOpen(visit)) throw new RefusedError(reason('visit-is-over', { state: visit.state }), 'The visit is over.');
    if (visit.attempt?.state === 'handed_over' && visit.attempt.channel === 'call') {
      throw new RefusedError(reason('call-is-open'), 'A call of this visit is open: record that call.');
    }
    if (visit.attempt) await this.skipUnstarted(tx, visit, author.reason, author);
    const place = { rung: visit.rung, try: visit.try + 1 };
    const made = {
      visitId,
      ...place,
      channel,
      scheduledAt: author.at,
      reasons: [author.reason],
      state: 'delivered',
    } as const;
    const [created] = await this.newAttempts.create(tx, [made], author);
    if (!created) throw new RefusedError(reason('visit-is-over', { state: visit.state }), 'The visit is over.');
    const { customerId, campaignId } = visit;
    const about = await tx.one<{ campaignKind: CampaignKind; surveyId: string | null }>(ABOUT_SQL, [campaignId]);
    const contact = { customerId, campaignId, channel, address: null, ...about };
    await this.contactLog.append(tx, [{ ...contact, attemptId: created.id, at: author.at, reached: true }]);
    return created.id;
  }

  /** Opens a refused or unreachable visit again, with a reason, for one more call (or message) now. */
  async reopen(tx: Tx, visitId: number, author: Author & { reason: Reason }): Promise<void> {
    const visit = await this.lockOne(tx, visitId);
    await this.toOpen(tx, visit, author);
    await this.callAgain(tx, visit, { at: author.at, fixed: false }, author.reason, author);
  }

  /**
   * Puts a call back into the hand of the agent who has just recorded it wrongly: the same contact goes on under a new
   * attempt, so hours and caps are not asked again. Answers with the attempt. Throws RefusedError.
   */
  async continueCall(
    tx: Tx,
    call: { readonly visitId: number; readonly agentId: number; readonly attemptId: number; readonly address: string },
    author: Author & { reason: Reason },
  ): Promise<number> {
    const { visitId, agentId, attemptId, address } = call;
    const visit = await this.lockOne(tx, visitId);
    if (isOpen(visit)) await this.settle(tx, visit, author.reason, author);
    else await this.toOpen(tx, visit, author);
    await this.visits.reassign(tx, [visitId], agentId, author.reason, author);
    const again = { at: author.at, fixed: false };
    const id = await this.callAgain(tx, visit, again, author.reason, author);
    if (id === null) throw new RefusedError(reason('visit-is-over', { state: visit.state }), 'The visit is over.');
    const taken = { id, from: ['scheduled'], to: 'claimed', claimToken: randomUUID(), claimedBy: agentId } as const;
    const opened = { id, from: ['claimed'], to: 'handed_over', provider: 'call', address } as const;
    for (const step of [taken, opened]) {
      const attempt: AttemptStep = { ...step, note: false };
      await this.transitions.transition(tx, [{ visitId, reason: author.reason, attempt, appointmentAt: null }], author);
    }
    await this.contactLog.passOn(tx, attemptId, id);
    await this.visits.forgetReached(tx, visitId, attemptId);
    return id;
  }

  /** Gives live visits to another agent; a call offered to the one before is offered anew. Answers with their number. */
  async handOver(
    tx: Tx,
    visitIds: readonly number[],
    toAgentId: number,
    author: Author & { reason: Reason },
  ): Promise<number> {
    const locked = await this.visits.lock(tx, visitIds);
    const changed = new Set(await this.visits.reassign(tx, visitIds, toAgentId, author.reason, author));
    const moves = locked
      .filter(
        (visit) => changed.has(visit.id) && visit.attempt?.channel === 'call' && visit.attempt.state === 'claimed',
      )
      .map((visit): Move => {
        const step: AttemptStep = { id: visit.attempt?.id ?? 0, from: ['claimed'], to: 'scheduled', note: true };
        return { visitId: visit.id, reason: author.reason, attempt: step };
      });
    await this.transitions.transition(tx, moves, author);
    return changed.size;
  }

  private async end(
    tx: Tx,
    visitId: number,
    to: VisitState,
    why: Reason,
    author: Author,
    proves: boolean,
  ): Promise<VisitChange> {
    const visit = await this.lockOne(tx, visitId);
    const move = endVisit(visit, to, why, proves);
    const [moved] = move ? await this.transitions.transition(tx, [move], author) : [];
    return { moved: moved !== undefined, was: visit.state, is: moved?.visitIs ?? visit.state };
  }

  private async toOpen(tx: Tx, visit: CurrentVisit, author: Author & { reason: Reason }): Promise<void> {
    const step = { from: ['refused', 'unreachable'], to: 'open' } as const;
    const [moved] = await this.transitions.transition(
      tx,
      [{ visitId: visit.id, reason: author.reason, visit: step }],
      author,
    );
    if (moved) return;
    const why = reason('cannot-reopen', { state: visit.state });
    throw new RefusedError(why, 'Only a refused or unreachable visit can be re-opened.');
  }

  /** Makes the visit's next call (or message); answers with its id, null where the visit has ended meanwhile. */
  private async callAgain(
    tx: Tx,
    visit: CurrentVisit,
    call: { at: Date; fixed: boolean },
    why: Reason,
    author: Author,
  ): Promise<number | null> {
    const byCall = call.fixed || visit.ladder.includes('call') || visit.attempt?.channel === 'call';
    const next = byCall ? 'call' : visit.ladder[visit.rung] === 'email' ? 'email' : 'sms';
    const place = { visitId: visit.id, ...nextCallPlace(visit), channel: next } as const;
    const when = { scheduledAt: call.at, fixedTime: call.fixed, reasons: [why] };
    const [created] = await this.newAttempts.create(tx, [{ ...place, ...when }], author);
    if (call.fixed)
      await this.transitions.transition(tx, [{ visitId: visit.id, reason: why, appointmentAt: call.at }], author);
    return created?.id ?? null;
  }

  /** Takes the visit's other attempt out of the way of a call; a message in flight has its outcome in seconds. */
  private async settle(tx: Tx, visit: CurrentVisit, why: Reason, author: Author): Promise<void> {
    if (visit.attempt?.state === 'handed_over') {
      throw new RefusedError(
        reason('attempt-in-flight'),
        'A message or call of this visit is in hand: try again in a moment.',
      );
    }
    if (visit.attempt?.state === 'in_doubt') {
      const step: AttemptStep = { id: visit.attempt.id, from: ['in_doubt'], to: 'assumed_sent' };
      await this.transitions.transition(tx, [{ visitId: visit.id, reason: SETTLED_BY_PERSON, attempt: step }], author);
    }
    await this.skipUnstarted(tx, visit, why, author);
  }

  private async skipUnstarted(tx: Tx, visit: CurrentVisit, why: Reason, author: Author): Promise<void> {
    if (!visit.attempt) return;
    const step: AttemptStep = { id: visit.attempt.id, to: 'skipped' };
    await this.transitions.transition(tx, [{ visitId: visit.id, reason: why, attempt: step }], author);
  }

  private async lockVisitOf(tx: Tx, attemptId: number): Promise<CurrentVisit> {
    const visitId = await this.visits.visitOf(tx, attemptId);
    if (visitId === null) throw new NotFoundError('attempt', attemptId);
    return this.lockOne(tx, visitId);
  }

  private async lockOne(tx: Tx, visitId: number): Promise<CurrentVisit> {
    const [visit] = await this.visits.lock(tx, [visitId]);
    if (!visit) throw new NotFoundError('visit', visitId);
    return visit;
  }
}

function isOpen(visit: CurrentVisit): boolean {
  return visit.state === 'planned' || visit.state === 'open';
}
