import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { AttemptState } from '../kernel/words.js';
import { DeskContext } from './desk-context.service.js';
import { DeskReadModel } from './desk.read-model.js';
import type { DeskUser } from './desk-user.js';
import { readDraft, withoutOutcome } from './read-draft.js';
import { UndoEffects } from './undo-effects.service.js';
import { type LastOutcome, undoRefusal } from './undo-rule.js';
import { type VisitBasis, VisitBasisReadModel } from './visit-basis.read-model.js';
import { type StoredRecord, VisitRecordRepository } from './visit-record.repository.js';

/** A next contact that was planned gives way; one that is on its way does not. */
const UNSTARTED: readonly AttemptState[] = ['scheduled', 'held', 'claimed', 'skipped'];

/** Takes the last outcome of a call back: the call is in the agent's hand again, with what was typed. */
@Injectable()
export class OutcomeUndoService {
  constructor(
    private readonly database: Database,
    private readonly desk: DeskContext,
    private readonly readModel: DeskReadModel,
    private readonly visits: VisitBasisReadModel,
    private readonly records: VisitRecordRepository,
    private readonly effects: UndoEffects,
  ) {}

  /** Answers with the attempt that is open again. Throws RefusedError with the reason why it cannot be. */
  undo(visitId: number, user: DeskUser): Promise<{ attemptId: number }> {
    return this.database.transaction(async (tx) => {
      const { id: agentId } = await this.desk.agent(user.agentId);
      const { now, date } = await this.desk.today();
      const visit = await this.visits.lock(tx, visitId, date);
      const record = await this.records.newestClosed(tx, visitId);
      const outcome = record === null ? null : toOutcome(visit, record);
      const why = outcome === null ? reason('undo-nothing') : undoRefusal(outcome, { agentId, now });
      const before = record?.attemptId ?? null;
      if (why !== null || record === null || before === null) {
        throw new RefusedError(why ?? reason('undo-nothing'), 'This outcome cannot be taken back.');
      }
      const other = await this.readModel.otherOpen(tx, agentId, before);
      if (other !== null) {
        throw new RefusedError(reason('another-call-open', { visitId: other.visitId }), 'Record the open call first.');
      }
      const author = { actor: user.actor, at: now, reason: reason('outcome-undone') };
      const attemptId = await this.effects.takeBack(tx, visit, { record, attemptId: before, agentId }, author);
      await this.records.undo(tx, record.id, { attemptId, form: withoutOutcome(readDraft(record.fields)), at: now });
      return { attemptId };
    });
  }
}

function toOutcome(visit: VisitBasis, record: StoredRecord): LastOutcome | null {
  if (record.completedAt === null || record.undoneAt !== null) return null;
  const { attempt } = visit;
  const isSuperseded = attempt !== null && attempt.id !== record.attemptId && !UNSTARTED.includes(attempt.state);
  return { visitState: visit.state, recordedBy: record.agentId, completedAt: record.completedAt, isSuperseded };
}
