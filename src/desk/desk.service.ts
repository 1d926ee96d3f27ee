import { Injectable } from '@nestjs/common';
import { CallDeskService, type DeskListLine } from './call-desk.service.js';
import type { DeskCall } from './desk-call.js';
import type { DeskUser } from './desk-user.js';
import { VisitChangeService } from './visit-change.service.js';
import { type RecordResult, VisitRecordService } from './visit-record.service.js';

/** The agent's desk: what is to be called, the call itself, and what is written down of it. */
@Injectable()
export class DeskService {
  constructor(
    private readonly calls: CallDeskService,
    private readonly records: VisitRecordService,
    private readonly changes: VisitChangeService,
  ) {}

  /** The agent's calls, what is in hand first, then by what is due; numbers masked. */
  list(agentId: number, limit?: number): Promise<DeskListLine[]> {
    return this.calls.list(agentId, limit);
  }

  /** The call in hand or the next one, offered to this agent; null when none may be made now. Throws RefusedError (E3). */
  next(agentId: number | null): Promise<DeskCall | null> {
    return this.calls.next(agentId);
  }

  /** Opens a call; throws RefusedError where another agent holds it, or where it may not be made now. */
  open(attemptId: number, agentId: number | null): Promise<DeskCall> {
    return this.calls.open(attemptId, agentId);
  }

  /** Gives an offered call back. */
  release(attemptId: number, agentId: number | null): Promise<void> {
    return this.calls.release(attemptId, agentId);
  }

  /** Keeps a draft of the open call's record. */
  saveDraft(visitId: number, form: unknown, user: DeskUser): Promise<RecordResult> {
    return this.records.saveDraft(visitId, form, user);
  }

  /** Closes the record of the open call, or keeps it as a draft and names what is missing. Throws InputError. */
  record(visitId: number, form: unknown, user: DeskUser): Promise<RecordResult> {
    return this.records.record(visitId, form, user);
  }

  /** Records a contact on site, in WeChat, or that the customer began; the form also has its `channel`. */
  recordElsewhere(visitId: number, form: unknown, user: DeskUser): Promise<RecordResult> {
    return this.records.recordElsewhere(visitId, form, user);
  }

  /** Sets the time of the next call, in allowed hours. `customer_requested` allows a time after the promise. */
  appointment(visitId: number, at: Date, user: DeskUser, why?: string): Promise<{ visitId: number; at: Date }> {
    return this.changes.appointment(visitId, at, user, why);
  }

  /** Opens a refused or unreachable visit again. */
  reopen(visitId: number, why: string, user: DeskUser): Promise<void> {
    return this.changes.reopen(visitId, why, user);
  }

  /** Gives visits to another agent. */
  handOver(visitIds: readonly number[], toAgentNo: string, actor: string, why?: string): Promise<{ moved: number }> {
    return this.changes.handOver(visitIds, toAgentNo, actor, why);
  }
}
