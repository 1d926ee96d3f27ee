import { Controller, ForbiddenException, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SettingsService } from '../../config/settings.service.js';
import { Database } from '../../database/database.service.js';
import { ReceiptService } from '../../dispatch/receipt.service.js';
import { Clock } from '../../kernel/clock.js';
import { keyOfMessageId } from '../../responses/mail-report.repository.js';
import { AddressOptOut } from '../../responses/address-opt-out.service.js';
import { Public } from '../access.guard.js';
import { readInput } from '../api-shapes.js';
import { isSignedMailEvents, mailEvents, mailEventsKey } from './mail-events.js';
import type { MailEvent } from './mail-events.js';
import { MetricsService } from './metrics.service.js';
import type { WebRequest } from '../web-request.adapter.js';

const STATUS: Readonly<Record<MailEvent['type'], string>> = {
  delivered: 'delivered',
  bounce: 'bounced',
  complaint: 'delivered',
};

/** What a mail relay tells. A complaint is an opt-out from e-mail. Telling it again changes nothing. */
@ApiExcludeController()
@Controller('webhooks/email/events')
@Public()
export class MailEventsController {
  constructor(
    private readonly receipts: ReceiptService,
    private readonly optOuts: AddressOptOut,
    private readonly settings: SettingsService,
    private readonly metrics: MetricsService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(204)
  async receive(@Req() request: WebRequest): Promise<void> {
    const body = request.rawBody ?? Buffer.alloc(0);
    const header = request.headers['x-revisit-signature'];
    const key = mailEventsKey(this.settings.settings.secretKey);
    // The relay signs with real time, whatever the business clock says.
    const realNow = new Date(this.clock.now().getTime() - this.clock.offsetMs());
    if (!isSignedMailEvents(body, typeof header === 'string' ? header : undefined, realNow, key)) {
      this.metrics.countRefusedWebhook('email-events');
      throw new ForbiddenException('The signature is not ours to trust.');
    }
    for (const event of readInput(mailEvents, request.body).events) await this.take(event);
  }

  private async take({ type, messageId, recipient, code }: MailEvent): Promise<void> {
    const provider = this.settings.emailIsSandboxed() ? 'sandbox-email' : 'smtp';
    await this.receipts.apply({
      provider,
      providerMessageId: messageId,
      status: STATUS[type],
      errorCode: code ?? null,
      // The key in our own Message-ID is known before the relay's answer was recorded.
      key: keyOfMessageId(messageId),
    });
    if (type !== 'complaint' || recipient === undefined) return;
    const at = recipient.lastIndexOf('@');
    const address = recipient.slice(0, at) + recipient.slice(at).toLowerCase();
    const change = {
      address,
      channel: 'email',
      source: 'complaint',
      evidence: messageId,
      actor: 'provider',
      at: this.clock.now(),
    } as const;
    await this.database.transaction((tx) => this.optOuts.close(tx, change));
  }
}
