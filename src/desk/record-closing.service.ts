import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/queryable.js';
import { InputError } from '../kernel/faults.js';
import type { AnswerChannel } from '../responses/answer-listener.js';
import { ResponseService } from '../responses/response.service.js';
import type { Today } from './desk-context.service.js';
import { outcomeOf, type DeskOutcome } from './disposition-outcome.js';
import { OutcomeFactsService } from './outcome-facts.service.js';
import { RecordAnnouncer } from './record-announcer.service.js';
import { answersOf, contradictions, type RecordContext } from './record-completeness.js';
import type { VisitBasis } from './visit-basis.read-model.js';
import type { RecordChannel, VisitRecordForm } from './visit-record-form.js';

/** A record that is being closed. */
export interface Closing {
  readonly visit: VisitBasis;
  readonly form: VisitRecordForm;
  readonly context: RecordContext;
  readonly agentId: number | null;
  readonly actor: string;
  readonly today: Today;
}

const ANSWER_CHANNEL: Readonly<Record<RecordChannel, AnswerChannel>> = {
  call: 'call',
  inbound: 'call',
  onsite: 'onsite',
  wechat: 'other',
  other: 'other',
};

/** What closing a record does besides storing it, whichever way the contact was made. */
@Injectable()
export class RecordClosing {
  constructor(
    private readonly responses: ResponseService,
    private readonly facts: OutcomeFactsService,
    private readonly announcer: RecordAnnouncer,
  ) {}

  /** Throws InputError where the record contradicts itself, RefusedError where its appointment cannot be made. */
  async check(tx: Tx, { visit, form, context, today }: Closing): Promise<void> {
    const faults = contradictions(form, context);
    if (faults.length > 0) throw new InputError(faults);
    if (form.disposition !== 'inconvenient' || form.appointmentAt === undefined) return;
    const customerRequested = form.appointmentReason === 'customer_requested';
    await this.facts.checkAppointment(tx, visit, { at: form.appointmentAt, now: today.now, customerRequested });
  }

  /** What the record leads to, decided on the facts as they are before it is carried out. */
  async outcome(tx: Tx, { visit, form, today }: Closing): Promise<DeskOutcome> {
    return outcomeOf(form, await this.facts.load(tx, visit, form, today));
  }

  /** Keeps the customer's answers where there are any; they end the visit and tell aftercare. */
  async answer(tx: Tx, closing: Closing, attemptId: number | null): Promise<void> {
    const { visit, form, context, agentId, actor, today } = closing;
    const isAnswered = form.disposition === 'completed' || form.disposition === 'partial';
    if (!isAnswered || context.survey === null) return;
    const flags = form.disposition === 'partial' ? ['partial'] : [];
    const answers = answersOf(form, context.survey);
    const by = { channel: ANSWER_CHANNEL[context.channel], actor, attemptId, agentId, flags };
    await this.responses.record(tx, { visitId: visit.visitId, answers, ...by }, today.date);
  }

  announce(tx: Tx, closing: Closing, recordId: number, outcome: DeskOutcome): Promise<void> {
    const { visit, form, agentId, today } = closing;
    const { visitId, campaignId, customerId } = visit;
    const escalated = outcome.escalate === true;
    return this.announcer.announce(tx, {
      recordId,
      visitId,
      campaignId,
      customerId,
      agentId,
      form,
      escalated,
      at: today.now,
    });
  }
}
