import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { applyMark, type CallMark, type CallMarks, NO_MARKS } from './call-marks.js';
import { DeskContext } from './desk-context.service.js';
import type { DeskUser } from './desk-user.js';
import { VisitBasisReadModel } from './visit-basis.read-model.js';
import { VisitRecordRepository } from './visit-record.repository.js';
import { openCall } from './visit-record.service.js';

/** The keys "dialled", "answered" and "hung up" of an open call, noted with the server's clock. */
@Injectable()
export class CallMarkService {
  constructor(
    private readonly database: Database,
    private readonly desk: DeskContext,
    private readonly visits: VisitBasisReadModel,
    private readonly records: VisitRecordRepository,
  ) {}

  /** Notes a key; answers with the marks as they are now. Throws RefusedError when no call of the visit is open. */
  mark(visitId: number, mark: CallMark, user: DeskUser): Promise<CallMarks> {
    return this.database.transaction(async (tx) => {
      const { now, date } = await this.desk.today();
      const visit = await this.visits.lock(tx, visitId, date);
      const call = openCall(visit, user);
      const before = await this.records.ofAttempt(tx, call.id);
      const { dialledAt, answeredAt, hungUpAt } = before ?? NO_MARKS;
      const marks = applyMark({ dialledAt, answeredAt, hungUpAt }, mark, now);
      await this.records.mark(tx, visit, call.id, marks, now);
      return marks;
    });
  }
}
