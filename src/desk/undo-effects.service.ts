import { Injectable } from '@nestjs/common';
import { CustomerRepository } from '../archive/customer.repository.js';
import type { Tx } from '../database/queryable.js';
import { RefusedError } from '../kernel/faults.js';
import { reason, type Reason } from '../kernel/reason.js';
import type { Author } from '../planning/transition.repository.js';
import { VisitService } from '../planning/visit.service.js';
import { RecordAnnouncer } from './record-announcer.service.js';
import { readDraft } from './read-draft.js';
import type { VisitBasis } from './visit-basis.read-model.js';
import type { StoredRecord } from './visit-record.repository.js';

/** Undoes what an outcome did besides ending the visit: what it said of the number and of the customer, and whom it told. */
@Injectable()
export class UndoEffects {
  constructor(
    private readonly visits: VisitService,
    private readonly customers: CustomerRepository,
    private readonly announcer: RecordAnnouncer,
  ) {}

  /** Puts the call into the agent's hand again; answers with its attempt. */
  async takeBack(
    tx: Tx,
    visit: VisitBasis,
    call: { readonly record: StoredRecord; readonly attemptId: number; readonly agentId: number },
    author: Author & { reason: Reason },
  ): Promise<number> {
    const { record, attemptId, agentId } = call;
    const { disposition, lineResult, numberUsed: address } = record.fields;
    if (typeof address !== 'string') throw new RefusedError(reason('undo-nothing'), 'This record has no number.');
    const { visitId, customerId } = visit;
    if (disposition === 'deceased') {
      const change = { fields: { deceased: false }, handEdited: ['deceased'], now: author.at };
      await this.customers.update(tx, customerId, change);
    }
    // It was active when it was dialled: only this outcome can have closed it.
    if (disposition === 'wrong_party' || lineResult === 'vacant') {
      await this.customers.setAddressStatus(tx, address, 'active', author.at);
    }
    if (record.completedAt !== null) {
      const { actor, at } = author;
      const undone = { visitId, form: readDraft(record.fields), completedAt: record.completedAt, actor, at };
      await this.announcer.announceUndone(tx, undone);
    }
    return this.visits.continueCall(tx, { visitId, agentId, attemptId, address }, author);
  }
}
