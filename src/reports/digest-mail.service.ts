import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { Organisation } from '../config/organisation.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { mayReach, type OutgoingMail, type SendResult } from '../dispatch/provider.js';
import type { EmailSender } from '../dispatch/email.sender.js';
import { StaffMail } from '../dispatch/staff-mail.service.js';
import { Clock } from '../kernel/clock.js';
import { maskEmail } from '../kernel/masking.js';
import { StringsService } from '../messages/strings.service.js';
import { digestHtml } from './digest-html.adapter.js';
import { type DigestMailEnd, DigestMailsRepository } from './digest-mails.repository.js';
import { digestText, viewDigest } from './digest-view.js';
import type { Digest } from './digest.service.js';

interface Recipient {
  readonly date: string;
  readonly recipient: string;
}

/** The relay asked for a pause: this mail has not left, and goes with the next run. */
const BLOCKED: DigestMailEnd = { state: 'deferred', errorCode: 'relay-paused' };

type Mail = Pick<OutgoingMail, 'subject' | 'text' | 'html'>;

/** Sends a digest to its recipients by e-mail, each of them once. */
@Injectable()
export class DigestMailService {
  private readonly log = new Logger('digest');

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly strings: StringsService,
    private readonly relay: StaffMail,
    private readonly mails: DigestMailsRepository,
    private readonly clock: Clock,
  ) {}

  /** Whether the settings name anybody. */
  async hasRecipients(): Promise<boolean> {
    return ((await this.settings.organisation()).digestRecipients ?? []).length > 0;
  }

  /**
   * Sends to everybody who has not got it. What nobody knows to have left is not sent again. Answers with the number of
   * those whom the relay refused for the time being.
   */
  async send(digest: Digest, signal: AbortSignal): Promise<number> {
    const organisation = await this.settings.organisation();
    const { digestRecipients: recipients = [] } = organisation;
    const sender = recipients.length === 0 ? null : this.relay.open();
    if (sender === null) return 0;
    try {
      if (!mayReach(sender.host, this.clock.offsetMs())) return this.holdBack(digest);
      const mail = this.compose(digest, organisation);
      let deferred = 0;
      for (const recipient of recipients) {
        const end = await this.sendOnce(sender, { date: digest.date, recipient }, mail, signal);
        if (end?.state === 'deferred') deferred += 1;
      }
      return deferred;
    } finally {
      await sender.close();
    }
  }

  private holdBack({ date }: Digest): number {
    this.log.warn(`The digest of ${date} is not sent: the clock is shifted, and the relay is not on this machine.`);
    return 0;
  }

  private compose(digest: Digest, organisation: Organisation): Mail {
    const catalogue = this.strings.of(organisation.locale);
    const view = viewDigest({ digest, organisation, catalogue, url: this.settings.settings.publicUrl });
    return { subject: view.subject, text: digestText(view, catalogue), html: digestHtml(view) };
  }

  /** The mark is committed before the mail may leave. Null where it was sent before, or may have been. */
  private async sendOnce(
    sender: EmailSender,
    to: Recipient,
    mail: Mail,
    signal: AbortSignal,
  ): Promise<DigestMailEnd | null> {
    signal.throwIfAborted();
    if (!(await this.mails.handOver(this.database, to, this.clock.now()))) return null;
    const end = (await this.relay.spend(sender)) ? await this.mail(sender, to, mail, signal) : BLOCKED;
    await this.mails.end(this.database, to, end, this.clock.now());
    if (end.state !== 'accepted')
      this.log.warn(`The digest of ${to.date} to ${maskEmail(to.recipient)}: ${end.state} (${end.errorCode})`);
    return end;
  }

  private async mail(sender: EmailSender, to: Recipient, mail: Mail, signal: AbortSignal): Promise<DigestMailEnd> {
    const headers = { 'Auto-Submitted': 'auto-generated' };
    return endOf(await sender.send({ ...mail, to: to.recipient, key: keyOf(to), headers }, signal));
  }
}

/** The same for each try, so that a relay can tell a repeat. */
function keyOf({ date, recipient }: Recipient): string {
  return `digest-${date}-${createHash('sha256').update(recipient).digest('hex').slice(0, 16)}`;
}

function endOf(result: SendResult): DigestMailEnd {
  if (result.outcome === 'accepted') return { state: 'accepted', providerMessageId: result.providerMessageId };
  const { errorClass, code: errorCode } = result;
  if (errorClass === 'retry' || errorClass === 'not-now') return { state: 'deferred', errorCode };
  return { state: errorClass === 'unknown-outcome' ? 'in_doubt' : 'failed', errorCode };
}
