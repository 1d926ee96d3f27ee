import { Injectable } from '@nestjs/common';
import { CallDeskService, type DeskHome, type DeskListLine } from './call-desk.service.js';
import { CallInHandService } from './call-in-hand.service.js';
import type { CallMark, CallMarks } from './call-marks.js';
import { CallMarkService } from './call-mark.service.js';
import type { DeskDay, DoneToday } from './desk-day.js';
import { OutcomeUndoService } from './outcome-undo.service.js';
import type { DeskCall } from './desk-call.js';
import type { DeskUser } from './desk-user.js';
import { VisitChangeService, type HandOver, type HandOverWord } from './visit-change.service.js';
import { type RecordResult, VisitRecordService } from './visit-record.service.js';

/** The agent's desk: what is to be called, the call itself, and what is written down of it. */
@Injectable()
export class DeskService {
  /** `hand`: the call in hand, field by field and step by step. */
  constructor(
    private readonly calls: CallDeskService,
    private readonly records: VisitRecordService,
    private readonly changes: VisitChangeService,
    readonly hand: CallInHandService,
    private readonly marks: CallMarkService,
    private readonly undos: OutcomeUndoService,
  ) {}

  /** The agent's calls, what is in hand first, then by what is due; numbers masked. */
  list(agentId: number, limit?: number): Promise<DeskListLine[]> {
    return this.calls.list(agentId, limit);
  }

  /** The first page: the day, what was recorded, and the first `limit` calls. */
  home(agentId: number, limit: number): Promise<DeskHome> {
    return this.calls.home(agentId, limit);
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

  /** The agent's day: the numbers, and what was recorded. */
  day(agentId: number): Promise<{ numbers: DeskDay; done: readonly DoneToday[] }> {
    return this.calls.day(agentId);
  }

  /** Notes that the agent dialled, somebody answered, or it was hung up, with the server's clock. Throws RefusedError. */
  async mark(attemptId: number, mark: CallMark, user: DeskUser): Promise<CallMarks> {
    const { visitId } = await this.calls.hand(attemptId, user.agentId);
    return this.marks.mark(visitId, mark, user);
  }

  /** Takes the last outcome of a visit back: its call is open again in the agent's hand. Throws RefusedError. */
  undo(visitId: number, user: DeskUser): Promise<{ attemptId: number }> {
    return this.undos.undo(visitId, user);
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

  /** Gives several lists of visits to agents, all of them or none. */
  handOverAll(moves: readonly HandOver[], actor: string, said?: HandOverWord): Promise<{ moved: number }> {
    return this.changes.handOverAll(moves, actor, said);
  }
}
