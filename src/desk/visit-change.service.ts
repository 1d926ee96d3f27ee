import { Injectable } from '@nestjs/common';
import { isInScope } from '../access/permissions.js';
import { Database } from '../database/database.service.js';
import { RefusedError } from '../kernel/faults.js';
import { reason, type Reason } from '../kernel/reason.js';
import { VisitService } from '../planning/visit.service.js';
import { DeskContext } from './desk-context.service.js';
import type { DeskUser } from './desk-user.js';
import { localDateIn } from './local-date.js';
import { OutcomeFactsService } from './outcome-facts.service.js';
import { type VisitBasis, VisitBasisReadModel } from './visit-basis.read-model.js';

/** Visits for one agent. */
export interface HandOver {
  readonly toAgentNo: string;
  readonly visitIds: readonly number[];
}

/** Why visits change hands; `back`: a hand-over is taken back. */
export interface HandOverWord {
  readonly why?: string;
  readonly back?: boolean;
}

/** What people change of visits without a contact: appointments, re-opening, the agent. */
@Injectable()
export class VisitChangeService {
  constructor(
    private readonly database: Database,
    private readonly desk: DeskContext,
    private readonly basis: VisitBasisReadModel,
    private readonly facts: OutcomeFactsService,
    private readonly visits: VisitService,
  ) {}

  /** Sets the time of the next call. Throws RefusedError with the next allowed instant (`next`) outside the hours. */
  appointment(visitId: number, at: Date, user: DeskUser, why?: string): Promise<{ visitId: number; at: Date }> {
    return this.database.transaction(async (tx) => {
      const today = await this.desk.today();
      const visit = await this.basis.lock(tx, visitId, today.date);
      checkScope(visit, user);
      const customerRequested = why === 'customer_requested';
      await this.facts.checkAppointment(tx, visit, { at, now: today.now, customerRequested });
      const said = why === undefined ? {} : { why };
      const reasonOf = reason('appointment', { at: at.toISOString(), customerRequested, ...said });
      const author = { actor: user.actor, at: today.now };
      await this.visits.rescheduleCall(tx, visitId, { at, fixed: true, reason: reasonOf }, author);
      return { visitId, at };
    });
  }

  /** Opens a refused or unreachable visit again: the agent on the day that it ended, a supervisor any time. */
  reopen(visitId: number, why: string, user: DeskUser): Promise<void> {
    return this.database.transaction(async (tx) => {
      const today = await this.desk.today();
      const visit = await this.basis.lock(tx, visitId, today.date);
      checkScope(visit, user);
      const isSameDay = visit.endedAt !== null && localDateIn(today.zone, visit.endedAt) === today.date;
      if (user.scope.kind === 'agent' && visit.endedAt !== null && !isSameDay) {
        throw new RefusedError(
          reason('reopen-same-day-only'),
          'An agent may re-open a visit only on the day it ended.',
        );
      }
      await this.visits.reopen(tx, visitId, { actor: user.actor, at: today.now, reason: reason('reopened', { why }) });
    });
  }

  /** Gives live visits to another agent; answers with the number that changed. A call that is open stays where it is. */
  handOver(visitIds: readonly number[], toAgentNo: string, actor: string, why?: string): Promise<{ moved: number }> {
    return this.handOverAll([{ visitIds, toAgentNo }], actor, why === undefined ? {} : { why });
  }

  /** The same for several lists, all of them or none. Throws RefusedError for an agent who has left. */
  async handOverAll(moves: readonly HandOver[], actor: string, said: HandOverWord = {}): Promise<{ moved: number }> {
    const { now } = await this.desk.today();
    const to: { id: number; visitIds: readonly number[]; why: Reason }[] = [];
    for (const { toAgentNo, visitIds } of moves) {
      const { id, active } = await this.desk.agentByNo(toAgentNo);
      if (!active) throw new RefusedError(reason('agent-left', { agentNo: toAgentNo }), 'This agent has left.');
      to.push({ id, visitIds, why: handOverReason(toAgentNo, said) });
    }
    return this.database.transaction(async (tx) => {
      const all = moves.flatMap(({ visitIds }) => visitIds);
      await tx.query('SELECT v.id FROM visits v WHERE v.id = ANY ($1::bigint[]) ORDER BY v.id FOR UPDATE', [all]);
      let moved = 0;
      for (const { id, visitIds, why } of to) {
        moved += await this.visits.handOver(tx, visitIds, id, { actor, at: now, reason: why });
      }
      return { moved };
    });
  }
}

function handOverReason(agentNo: string, { why, back }: HandOverWord): Reason {
  if (back === true) return reason('handed-back', { agentNo });
  return why === undefined
    ? reason('handed-over-to-agent', { agentNo })
    : reason('handed-over-because', { agentNo, why });
}

function checkScope(visit: VisitBasis, user: DeskUser): void {
  if (isInScope(user.scope, visit.agentId)) return;
  throw new RefusedError(reason('visit-of-another', { visitId: visit.visitId }), 'This visit is another agent’s.');
}
