import type { Tx } from '../database/queryable.js';
import type { VisitRecordForm } from './visit-record-form.js';

/** A record that was closed, as far as later stages care. */
export interface ClosedRecord {
  readonly recordId: number;
  readonly visitId: number;
  readonly campaignId: number;
  readonly customerId: number;
  readonly agentId: number | null;
  readonly form: VisitRecordForm;
  /** Nobody else may be asked to call: somebody above must look at it (B3). */
  readonly escalated: boolean;
  readonly at: Date;
}

/** A record whose outcome was taken back. */
export interface UndoneRecord {
  readonly visitId: number;
  readonly form: VisitRecordForm;
  /** When it was closed. */
  readonly completedAt: Date;
  readonly actor: string;
  readonly at: Date;
}

/** A later stage that wants to know of every closed record and of every outcome taken back, in the same transaction. */
export abstract class RecordListener {
  abstract recorded(tx: Tx, record: ClosedRecord): Promise<void>;
  abstract undone(tx: Tx, record: UndoneRecord): Promise<void>;
}
