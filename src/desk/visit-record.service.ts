import { Injectable } from '@nestjs/common';
import { isInScope } from '../access/permissions.js';
import { Database } from '../database/database.service.js';
import type { Tx } from '../database/queryable.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { markedSeconds, NO_MARKS } from './call-marks.js';
import { DeskContext } from './desk-context.service.js';
import type { DeskUser } from './desk-user.js';
import { type Closing, RecordClosing } from './record-closing.service.js';
import { missingFields, recordFlags } from './record-completeness.js';
import { RecordConsequences } from './record-consequences.service.js';
import { type CurrentAttempt, type VisitBasis, VisitBasisReadModel } from './visit-basis.read-model.js';
import {
  type ElsewhereChannel,
  parseElsewhereRecord,
  parseVisitRecord,
  type RecordChannel,
  type VisitRecordForm,
} from './visit-record-form.js';
import { type StoredRecord, VisitRecordRepository } from './visit-record.repository.js';

/** What became of a record: closed, or a draft that names what is missing (G2). */
export interface RecordResult {
  readonly recordId: number;
  readonly state: 'draft' | 'complete';
  readonly missing: readonly string[];
  readonly flags: readonly string[];
  readonly version: number;
}

interface Draft extends Closing {
  readonly before: StoredRecord | null;
  readonly attemptId: number | null;
  readonly channel: RecordChannel;
}

/** Visit records: drafts that are saved as one types, and closed only when complete, with all that follows from it. */
@Injectable()
export class VisitRecordService {
  constructor(
    private readonly database: Database,
    private readonly desk: DeskContext,
    private readonly visits: VisitBasisReadModel,
    private readonly records: VisitRecordRepository,
    private readonly closing: RecordClosing,
    private readonly consequences: RecordConsequences,
  ) {}

  /** Makes the empty draft of the open call where there is none, so that every save after it has a version to rest on. */
  begin(visitId: number, user: DeskUser): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { visit, before, attemptId, today } = await this.draftOfCall(tx, visitId, {}, user);
      if (before === null && attemptId !== null) await this.records.mark(tx, visit, attemptId, NO_MARKS, today.now);
    });
  }

  /** Keeps what is filled in so far of the call that is open; nothing follows from it. */
  saveDraft(visitId: number, raw: unknown, user: DeskUser): Promise<RecordResult> {
    const form = parseVisitRecord(raw);
    return this.database.transaction(async (tx) =>
      this.store(tx, await this.draftOfCall(tx, visitId, form, user), false),
    );
  }

  /** Closes the record of the open call when it is complete, else keeps it as a draft. Throws InputError, RefusedError. */
  record(visitId: number, raw: unknown, user: DeskUser): Promise<RecordResult> {
    const form = parseVisitRecord(raw);
    return this.database.transaction(async (tx) => {
      const typed = await this.draftOfCall(tx, visitId, form, user);
      const draft = { ...typed, form: timed(typed) };
      await this.closing.check(tx, draft);
      if (missingFields(draft.form, draft.context).length > 0) return this.store(tx, typed, false);
      const outcome = await this.closing.outcome(tx, draft);
      const stored = await this.store(tx, draft, true);
      const author = { actor: user.actor, at: draft.today.now };
      await this.closing.announce(tx, draft, stored.recordId, outcome);
      await this.closing.answer(tx, draft, draft.attemptId);
      await this.consequences.ofCall(tx, draft.visit, draft.attemptId ?? 0, outcome, author);
      return stored;
    });
  }

  /** Records a contact that was made another way; it knows no rest hours, because the customer is there already. */
  recordElsewhere(visitId: number, raw: unknown, user: DeskUser): Promise<RecordResult> {
    const { channel, ...form } = parseElsewhereRecord(raw);
    return this.database.transaction(async (tx) => {
      const draft = await this.draftElsewhere(tx, visitId, form, { channel, user });
      await this.closing.check(tx, draft);
      if (missingFields(form, draft.context).length > 0) return this.store(tx, draft, false);
      const outcome = await this.closing.outcome(tx, draft);
      const author = { actor: user.actor, at: draft.today.now };
      const refused = outcome.visit === 'refused' || outcome.visit === 'opted_out';
      const attemptId = await this.consequences.noteElsewhere(tx, draft.visit, channel, refused, author);
      const stored = await this.store(tx, { ...draft, attemptId }, true);
      await this.closing.announce(tx, draft, stored.recordId, outcome);
      await this.closing.answer(tx, draft, attemptId);
      await this.consequences.ofElsewhere(tx, draft.visit, outcome, author);
      return stored;
    });
  }

  private async draftOfCall(tx: Tx, visitId: number, form: VisitRecordForm, user: DeskUser): Promise<Draft> {
    const today = await this.desk.today();
    const visit = await this.visits.lock(tx, visitId, today.date);
    const call = openCall(visit, user);
    const context = await this.desk.recordContext(tx, visit, 'call');
    const before = await this.records.ofAttempt(tx, call.id);
    checkVersion(before, form);
    const agentId = call.claimedBy ?? user.agentId;
    return { visit, form, context, before, attemptId: call.id, channel: 'call', agentId, actor: user.actor, today };
  }

  private async draftElsewhere(
    tx: Tx,
    visitId: number,
    form: VisitRecordForm,
    { channel, user }: { channel: ElsewhereChannel; user: DeskUser },
  ): Promise<Draft> {
    const today = await this.desk.today();
    const visit = await this.visits.lock(tx, visitId, today.date);
    if (!isInScope(user.scope, visit.agentId)) throw notYours(visit);
    const context = await this.desk.recordContext(tx, visit, channel);
    const before = await this.records.draftElsewhere(tx, visitId, channel);
    checkVersion(before, form);
    const agentId = user.agentId ?? visit.agentId;
    return { visit, form, context, before, attemptId: null, channel, agentId, actor: user.actor, today };
  }

  private async store(tx: Tx, draft: Draft, complete: boolean): Promise<RecordResult> {
    const { visit, form, context, before, attemptId, channel, agentId, today } = draft;
    const missing = missingFields(timed(draft), context);
    const agent = agentId === null ? null : await this.desk.agentNamed(agentId);
    const called = channel === 'call' ? visit.attempt : null;
    const noted = {
      agentNo: agent?.agentNo ?? null,
      agentName: agent?.name ?? null,
      numberUsed: called?.address ?? null,
      templateVersion: called?.templateVersion ?? null,
      surveyVersion: visit.surveyVersion,
      policyId: visit.policyId,
    };
    const content = {
      form,
      agentId,
      noted,
      missing,
      flags: recordFlags(form),
      startedAt: before?.dialledAt ?? called?.handedOverAt ?? null,
    };
    const place = { channel, attemptId, before };
    const stored = await this.records.save(tx, visit, place, { ...content, at: today.now, complete });
    const { id: recordId, state, flags, version } = stored;
    return { recordId, state, missing: stored.missing, flags, version };
  }
}

/** The record with the seconds that were marked, where nobody typed others. */
function timed({ form, before, today }: Draft): VisitRecordForm {
  const { ringSeconds, talkSeconds } = markedSeconds(before ?? NO_MARKS, today.now);
  return {
    ...(ringSeconds === undefined ? {} : { ringSeconds }),
    ...(talkSeconds === undefined ? {} : { talkSeconds }),
    ...form,
  };
}

/** The visit's call that is open in this user's hand, or that the user supervises. */
export function openCall(visit: VisitBasis, user: DeskUser): CurrentAttempt {
  const call = visit.attempt;
  if (call?.channel !== 'call' || call.state !== 'handed_over') {
    throw new RefusedError(reason('call-not-open'), 'No call of this visit is open.');
  }
  if (!isInScope(user.scope, call.claimedBy) && user.agentId !== call.claimedBy) throw notYours(visit);
  return call;
}

function notYours(visit: VisitBasis): RefusedError {
  return new RefusedError(reason('visit-of-another', { visitId: visit.visitId }), 'This visit is another agent’s.');
}

function checkVersion(before: StoredRecord | null, { version }: VisitRecordForm): void {
  const actual = before?.version ?? 1;
  if (version === undefined || version === actual) return;
  throw new RefusedError(reason('stale-record', { expected: version, actual }), 'The record was changed meanwhile.');
}
