import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/queryable.js';
import { type LegEvent, marksOfBridge } from './bridge-marks.js';
import type { BridgedCall } from './bridged-call.repository.js';
import { VisitBasisReadModel } from './visit-basis.read-model.js';
import { VisitRecordRepository } from './visit-record.repository.js';

/** Writes what a bridged call says into the call's record, where the agent's own keys would write it. */
@Injectable()
export class BridgeNotes {
  constructor(
    private readonly visits: VisitBasisReadModel,
    private readonly records: VisitRecordRepository,
  ) {}

  /** A record that was closed meanwhile keeps what it says. */
  async write(
    tx: Tx,
    { visitId, attemptId }: BridgedCall,
    heard: { readonly events: readonly LegEvent[]; readonly date: string; readonly now: Date },
  ): Promise<void> {
    const marks = marksOfBridge(heard.events);
    if (marks.dialledAt === null) return;
    const visit = await this.visits.lock(tx, visitId, heard.date);
    if (visit.attempt?.id !== attemptId || visit.attempt.state !== 'handed_over') return;
    await this.records.mark(tx, visit, attemptId, marks, heard.now);
  }
}
