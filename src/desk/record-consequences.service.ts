import { Injectable } from '@nestjs/common';
import { ContactLogRepository } from '../archive/contact-log.repository.js';
import { CustomerRepository } from '../archive/customer.repository.js';
import type { Tx } from '../database/queryable.js';
import { reason } from '../kernel/reason.js';
import type { Author } from '../planning/transition.repository.js';
import { VisitService } from '../planning/visit.service.js';
import { AddressOptOut } from '../responses/address-opt-out.service.js';
import type { DeskOutcome } from './disposition-outcome.js';
import type { VisitBasis } from './visit-basis.read-model.js';
import type { ElsewhereChannel } from './visit-record-form.js';
import { VisitRecordRepository } from './visit-record.repository.js';

/** Numbers at which somebody else was found this often are not called any more (E2). */
const WRONG_PARTIES = 2;

/** Carries an outcome out: the visit, its next call, opt-outs, and what it says of number and customer. */
@Injectable()
export class RecordConsequences {
  constructor(
    private readonly visits: VisitService,
    private readonly optOuts: AddressOptOut,
    private readonly customers: CustomerRepository,
    private readonly contactLog: ContactLogRepository,
    private readonly records: VisitRecordRepository,
  ) {}

  /** A call of the plan that was open in somebody's hand. */
  async ofCall(tx: Tx, visit: VisitBasis, attemptId: number, outcome: DeskOutcome, author: Author): Promise<void> {
    await this.optOut(tx, visit, outcome, author);
    const { reached, reason: why, visit: to, again } = outcome;
    const call = { reached, reason: why, ...(to ? { visit: to } : {}), ...(again ? { again } : {}) };
    await this.visits.recordCall(tx, attemptId, call, author);
    if (outcome.toAgentId !== undefined) {
      await this.visits.handOver(tx, [visit.visitId], outcome.toAgentId, { ...author, reason: why });
    }
    await this.noteFacts(tx, visit, outcome, author);
  }

  /** A contact that was made another way; `attemptId` is null where the visit was over before. */
  async ofElsewhere(tx: Tx, visit: VisitBasis, outcome: DeskOutcome, author: Author): Promise<void> {
    await this.optOut(tx, visit, outcome, author);
    const { reason: why, visit: to, again, toAgentId } = outcome;
    if (to !== undefined) await this.visits.endByAgent(tx, visit.visitId, to, { ...author, reason: why });
    else if (again) {
      const call = { ...again, reason: why, ...(toAgentId === undefined ? {} : { agentId: toAgentId }) };
      await this.visits.rescheduleCall(tx, visit.visitId, call, author);
    }
    await this.noteFacts(tx, visit, outcome, author);
  }

  /** Makes the attempt of a contact that nobody planned, and counts it. A visit that was given up gets none. */
  async noteElsewhere(
    tx: Tx,
    visit: VisitBasis,
    channel: ElsewhereChannel,
    refused: boolean,
    author: Author,
  ): Promise<number | null> {
    const isOver = visit.state === 'unreachable' || visit.state === 'expired';
    const made = channel === 'inbound' ? 'call' : channel === 'onsite' ? 'onsite' : 'other';
    const why = { ...author, reason: reason('recorded-elsewhere', { channel }) };
    if (!isOver) {
      const attemptId = await this.visits.recordElsewhere(tx, visit.visitId, made, why);
      if (refused) await this.contactLog.markRefused(tx, [attemptId]);
      return attemptId;
    }
    const { customerId, campaignId, campaignKind, surveyId } = visit;
    const contact = { customerId, campaignId, campaignKind, surveyId, address: null, attemptId: null };
    await this.contactLog.append(tx, [{ ...contact, channel: made, at: author.at, reached: true, refused }]);
    return null;
  }

  private async optOut(tx: Tx, visit: VisitBasis, outcome: DeskOutcome, author: Author): Promise<void> {
    if (outcome.optOut === undefined) return;
    const { actor, at } = author;
    const channel = outcome.optOut;
    const points = await tx.query<{ address: string }>(
      `SELECT DISTINCT p.address FROM contact_points p WHERE p.customer_id = $1 AND p.address IS NOT NULL
         AND ($2 = 'all' OR p.address = $3 OR ($3::text IS NULL AND p.kind = 'phone')) ORDER BY p.address`,
      [visit.customerId, channel, visit.attempt?.channel === 'call' ? visit.attempt.address : null],
    );
    const evidence = `visit:${visit.visitId}`;
    await this.visits.optOut(tx, visit.visitId, { actor, at, reason: outcome.reason });
    for (const { address } of points) {
      await this.optOuts.close(tx, { address, channel, source: 'call', evidence, actor, at });
    }
  }

  private async noteFacts(tx: Tx, visit: VisitBasis, outcome: DeskOutcome, { at }: Author): Promise<void> {
    if (outcome.deceased === true) {
      const change = { fields: { deceased: true }, handEdited: ['deceased'], now: at };
      await this.customers.update(tx, visit.customerId, change);
    }
    const address = visit.attempt?.channel === 'call' ? visit.attempt.address : null;
    if (outcome.number === undefined || address === null) return;
    const isFlagged = outcome.number === 'vacant' || (await this.records.wrongParties(tx, address)) >= WRONG_PARTIES;
    if (isFlagged) await this.customers.setAddressStatus(tx, address, 'wrong-party', at);
  }
}
