import { Injectable } from '@nestjs/common';
import { isInScope } from '../access/permissions.js';
import { Database } from '../database/database.service.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { VisitService } from '../planning/visit.service.js';
import { DeskContext } from './desk-context.service.js';
import type { DeskUser } from './desk-user.js';
import { localDateIn } from './local-date.js';
import { OutcomeFactsService } from './outcome-facts.service.js';
import { type VisitBasis, VisitBasisReadModel } from './visit-basis.read-model.js';

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
  async handOver(
    visitIds: readonly number[],
    toAgentNo: string,
    actor: string,
    why?: string,
  ): Promise<{ moved: number }> {
    const { id, active } = await this.desk.agentByNo(toAgentNo);
    if (!active) throw new RefusedError(reason('agent-left', { agentNo: toAgentNo }), 'This agent has left.');
    const { now } = await this.desk.today();
    const moved =
      why === undefined
        ? reason('handed-over-to-agent', { agentNo: toAgentNo })
        : reason('handed-over-because', { agentNo: toAgentNo, why });
    const author = { actor, at: now, reason: moved };
    return this.database.transaction(async (tx) => ({ moved: await this.visits.handOver(tx, visitIds, id, author) }));
  }
}

function checkScope(visit: VisitBasis, user: DeskUser): void {
  if (isInScope(user.scope, visit.agentId)) return;
  throw new RefusedError(reason('visit-of-another', { visitId: visit.visitId }), 'This visit is another agent’s.');
}
