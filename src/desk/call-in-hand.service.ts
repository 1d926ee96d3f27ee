import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { RefusedError } from '../kernel/faults.js';
import { ContactQuestionsReadModel } from '../planning/contact-questions.read-model.js';
import type { Answers } from '../surveys/answer-value.js';
import { visibleQuestions } from '../surveys/next-question.js';
import { validateAnswers } from '../surveys/validate-answers.js';
import { CallDeskService } from './call-desk.service.js';
import { markedSeconds } from './call-marks.js';
import type { DeskCall } from './desk-call.js';
import { DeskContext } from './desk-context.service.js';
import type { DeskUser } from './desk-user.js';
import { type OfferedSlot, offeredSlots } from './offered-slots.js';
import { layOver, readDraft, toTyped } from './read-draft.js';
import { answersOf, missingFields, type RecordContext, walkFacts } from './record-completeness.js';
import { legalSteps, type ScriptNode, type WalkFacts } from './script-walk.js';
import { pathOf, parseStep, takeStep } from './take-step.js';
import { VisitBasisReadModel } from './visit-basis.read-model.js';
import type { VisitRecordForm } from './visit-record-form.js';
import { type RecordResult, VisitRecordService } from './visit-record.service.js';

/** A call with where it stands: the record so far, the node, what may come next, what is still missing. */
export interface CallInHand {
  readonly call: DeskCall;
  readonly form: VisitRecordForm;
  readonly path: readonly ScriptNode[];
  /** The nodes that may come next, the usual ones first. */
  readonly legal: readonly ScriptNode[];
  readonly facts: WalkFacts;
  readonly missing: readonly string[];
  readonly answers: Answers;
  /** The questions to ask, as the answers so far open them. */
  readonly questionIds: readonly string[];
  readonly slots: readonly OfferedSlot[];
  readonly now: Date;
  readonly zone: string;
}

/** Somebody else's save between reading and writing is merged with, so often. */
const SAVES = 4;

/** The call that an agent works on: read as a whole, saved field by field, walked step by step. */
@Injectable()
export class CallInHandService {
  constructor(
    private readonly database: Database,
    private readonly desk: DeskContext,
    private readonly calls: CallDeskService,
    private readonly visits: VisitBasisReadModel,
    private readonly records: VisitRecordService,
    private readonly questions: ContactQuestionsReadModel,
  ) {}

  /** The call as it stands. Throws RefusedError where another agent has it. */
  async read(attemptId: number, user: DeskUser): Promise<CallInHand> {
    const { now, date, zone } = await this.desk.today();
    const call = await this.calls.look(attemptId, user.agentId);
    const visit = await this.visits.read(this.database, call.visitId, date);
    const [context, asked] = await Promise.all([
      this.desk.recordContext(this.database, visit, 'call'),
      this.questions.load(this.database, [{ visitId: call.visitId, channel: 'call' }], now),
    ]);
    const form = readDraft(call.draft);
    const question = asked.get(call.visitId);
    const wanted = { now, dueAt: call.clocks.dueAt, zone: call.zones[0] ?? zone };
    const facts = walkFacts(form, context);
    const path = pathOf(form);
    return {
      call,
      form,
      path,
      legal: legalSteps(path, facts),
      facts,
      missing: missingFields({ ...markedSeconds(call.marks, now), ...form }, context),
      ...answersSoFar(form, context),
      slots: question === undefined ? [] : offeredSlots(question, wanted),
      now,
      zone,
    };
  }

  /** Lays what was typed over the draft and keeps it; a field that is not in `typed` stays as it is. Throws InputError. */
  save(attemptId: number, typed: Record<string, unknown>, user: DeskUser): Promise<RecordResult> {
    return this.change(attemptId, user, (form) => layOver(form, typed));
  }

  /** Keeps what was typed and takes a step (`parseStep`). Throws InputError where the step is not open. */
  async step(
    attemptId: number,
    { typed, step: text }: { readonly typed: Record<string, unknown>; readonly step: string },
    user: DeskUser,
  ): Promise<RecordResult> {
    const { date } = await this.desk.today();
    const step = parseStep(text);
    if (step === null) return this.save(attemptId, typed, user);
    await this.save(attemptId, typed, user);
    const { visitId } = await this.calls.hand(attemptId, user.agentId);
    const context = await this.desk.recordContext(
      this.database,
      await this.visits.read(this.database, visitId, date),
      'call',
    );
    return this.change(attemptId, user, (form) => toTyped(takeStep(form, step, (one) => walkFacts(one, context))));
  }

  /** Closes the record with what was typed over the draft, or keeps it and names what is missing. */
  async record(
    attemptId: number,
    typed: Record<string, unknown>,
    user: DeskUser,
  ): Promise<RecordResult & { readonly visitId: number }> {
    await this.save(attemptId, typed, user);
    const { draft, visitId } = await this.calls.hand(attemptId, user.agentId);
    return { ...(await this.records.record(visitId, toTyped(readDraft(draft)), user)), visitId };
  }

  private async begun(visitId: number, user: DeskUser): Promise<number> {
    await this.records.begin(visitId, user);
    return 1;
  }

  private async change(
    attemptId: number,
    user: DeskUser,
    by: (form: VisitRecordForm) => Record<string, unknown>,
  ): Promise<RecordResult> {
    for (let tries = 1; ; tries += 1) {
      const { draft, draftVersion, visitId } = await this.calls.hand(attemptId, user.agentId);
      try {
        const form = { ...by(readDraft(draft)), version: draftVersion ?? (await this.begun(visitId, user)) };
        return await this.records.saveDraft(visitId, form, user);
      } catch (error) {
        const isStale = error instanceof RefusedError && error.reason.code === 'stale-record';
        if (!isStale || tries >= SAVES) throw error;
      }
    }
  }
}

function answersSoFar(form: VisitRecordForm, { survey, surveyFacts }: RecordContext) {
  if (survey === null) return { answers: {}, questionIds: [] };
  const { answers } = validateAnswers(survey, answersOf(form, survey), surveyFacts);
  return { answers, questionIds: visibleQuestions(survey, answers, surveyFacts).map(({ id }) => id) };
}
