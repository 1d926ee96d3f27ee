import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { ProviderEndpoints } from '../dispatch/provider-endpoints.service.js';
import { ReceiptService } from '../dispatch/receipt.service.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { readBounceAddress } from '../messages/bounce-address.js';
import { AddressOptOut } from './address-opt-out.service.js';
import { type MailReport, readMailReport } from './mail-report.js';
import {
  type DecidedAs,
  type MailReportRow,
  MailReportRepository,
  type MatchedBy,
  type ReturnedMessage,
} from './mail-report.repository.js';
import { type MailVerdict, verdictOf } from './mail-verdict.js';

/** A mail as it came in: its bytes, and the envelope where that is known. */
export interface ReturnedMail {
  readonly raw: Buffer;
  readonly envelopeTo: string | null;
  /** `smtp` is the open port that anybody may reach; the other two vouch for what they bring. */
  readonly via: MailReportRow['via'];
}

/** What became of a returned mail. */
export interface ReportResult {
  readonly verdict: MailVerdict['kind'];
  readonly outcome: MailReportRow['outcome'] | 'repeated';
  readonly matchedBy: MatchedBy | null;
}

/** The largest mail that is read, in bytes. */
export const LARGEST_MAIL = 1_048_576;
const ACTOR = 'provider';

/** Bounces, delays and complaints: matched to their message, carried out once, and kept. */
@Injectable()
export class MailReportService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly endpoints: ProviderEndpoints,
    private readonly receipts: ReceiptService,
    private readonly optOuts: AddressOptOut,
    private readonly reports: MailReportRepository,
  ) {}

  /** Whether mail to this address is taken: one of ours, or one of the names that every mail domain has. */
  takes(address: string): boolean {
    const base = this.endpoints.bounceBase();
    if (base === null) return false;
    const common = ['postmaster', 'abuse', 'fbl'].map((name) => `${name}@${base.domain}`);
    return common.includes(address.toLowerCase()) || readBounceAddress(address, base) !== null;
  }

  /** Takes a mail. What is done is safe to do twice, so a mail that comes again after a crash is no harm. */
  async receive(mail: ReturnedMail): Promise<ReportResult> {
    const report = readMailReport(mail.raw.toString('latin1'));
    const verdict = verdictOf(report);
    const digest = createHash('sha256')
      .update(`${mail.envelopeTo?.toLowerCase() ?? ''}\n`)
      .update(mail.raw)
      .digest('hex');
    const { message, matchedBy } = await this.match(mail, report);
    const of = { verdict: verdict.kind, matchedBy };
    if (await this.reports.isKept(this.database, digest)) return { ...of, outcome: 'repeated' };
    // A Message-ID can be guessed where a return address cannot: on the open port it proves nothing.
    const isTrusted = matchedBy === 'bounce-address' || mail.via !== 'smtp';
    const outcome = await this.carryOut(message !== null && isTrusted ? message : null, verdict);
    const row = {
      ...{ receivedAt: this.clock.now(), via: mail.via, digest, verdict: verdict.kind, outcome, matchedBy },
      code: 'code' in verdict ? verdict.code : null,
      diagnostic: 'diagnostic' in verdict ? verdict.diagnostic : report.feedbackType,
      attemptId: message?.attemptId ?? null,
      ...{ from: report.from, subject: report.subject, body: report.text },
    };
    const isNew = await this.reports.add(this.database, row);
    return { ...of, outcome: isNew ? outcome : 'repeated' };
  }

  /** A person says what a mail meant that nobody understood. Throws NotFoundError, RefusedError (`no-message-known`). */
  async settle(id: number, as: DecidedAs, actor: string): Promise<void> {
    const waiting = await this.reports.waitingOne(id);
    if (waiting === null) throw new NotFoundError('returned mail', id);
    const message = waiting.attemptId === null ? null : await this.reports.byId(this.database, waiting.attemptId);
    if (message === null && as !== 'nothing') {
      throw new RefusedError(reason('no-message-known'), 'It is not known which message this mail is about.');
    }
    // First what can be done twice, then the note that it was done.
    if (message !== null && as === 'complaint') await this.complain(message);
    if (message !== null && as === 'bounce') await this.receipt(message, 'bounced', null);
    await this.reports.decide(id, { as, actor, at: this.clock.now() });
  }

  private async match(
    { envelopeTo }: ReturnedMail,
    { addresses, messageIds }: MailReport,
  ): Promise<{ message: ReturnedMessage | null; matchedBy: MatchedBy | null }> {
    const base = this.endpoints.bounceBase();
    for (const address of base === null ? [] : [envelopeTo ?? '', ...addresses]) {
      const key = base === null ? null : readBounceAddress(address, base);
      const message = key === null ? null : await this.reports.byKey(this.database, key);
      if (message !== null) return { message, matchedBy: 'bounce-address' };
    }
    const message = messageIds.length === 0 ? null : await this.reports.byMessageIds(this.database, messageIds);
    return { message, matchedBy: message === null ? null : 'message-id' };
  }

  private async carryOut(message: ReturnedMessage | null, verdict: MailVerdict): Promise<MailReportRow['outcome']> {
    if (verdict.kind === 'auto-reply') return 'ignored';
    if (message === null || verdict.kind === 'unknown') return 'queued';
    switch (verdict.kind) {
      case 'relayed':
        return 'noted';
      case 'complaint':
        await this.complain(message);
        return 'applied';
      case 'delayed':
      case 'delivered':
        await this.receipt(message, verdict.kind, null);
        return verdict.kind === 'delayed' ? 'noted' : 'applied';
      case 'hard':
      case 'soft':
      case 'policy':
        await this.receipt(message, 'bounced', verdict.code);
        return 'applied';
    }
  }

  /** Who complains got the message, and wants none any more, whatever its purpose. */
  private async complain(message: ReturnedMessage): Promise<void> {
    await this.receipt(message, 'delivered', null);
    if (message.address !== null) await this.optOut(message.address, message.key);
  }

  /** Closes an address for e-mail because somebody complained there; `evidence` names the message. */
  async optOut(address: string, evidence: string): Promise<void> {
    const change = { address, channel: 'email', source: 'complaint', evidence, actor: ACTOR } as const;
    await this.database.transaction((tx) => this.optOuts.close(tx, { ...change, at: this.clock.now() }));
  }

  private async receipt(message: ReturnedMessage, status: string, errorCode: string | null): Promise<void> {
    const { key } = message;
    const names = this.endpoints.namesOfMail(key);
    const provider = message.provider ?? names.provider;
    const providerMessageId = message.providerMessageId ?? names.providerMessageId;
    await this.receipts.apply({ provider, providerMessageId, status, errorCode, key });
  }
}
