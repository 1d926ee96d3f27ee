import { Controller, ForbiddenException, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { SettingsService } from '../../config/settings.service.js';
import { ReceiptService } from '../../dispatch/receipt.service.js';
import { Clock } from '../../kernel/clock.js';
import { keyOfMessageId } from '../../responses/mail-report.repository.js';
import { MailReportService } from '../../responses/mail-report.service.js';
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

const rawQuery = z.looseObject({ to: z.string().max(320).optional() });

/** What a mail relay tells. A complaint is an opt-out from e-mail. Telling it again changes nothing. */
@ApiExcludeController()
@Controller('webhooks/email')
@Public()
export class MailEventsController {
  constructor(
    private readonly receipts: ReceiptService,
    private readonly reports: MailReportService,
    private readonly settings: SettingsService,
    private readonly metrics: MetricsService,
    private readonly clock: Clock,
  ) {}

  @Post('events')
  @HttpCode(204)
  async receive(@Req() request: WebRequest): Promise<void> {
    this.verify(request, 'email-events');
    for (const event of readInput(mailEvents, request.body).events) await this.take(event);
  }

  /** A mail that came back, as it is (message/rfc822); `to` is the address that it came to. */
  @Post('raw')
  @HttpCode(200)
  receiveRaw(@Query({ schema: rawQuery }) { to }: z.infer<typeof rawQuery>, @Req() request: WebRequest) {
    const raw = this.verify(request, 'email-raw');
    return this.reports.receive({ raw, envelopeTo: to ?? null, via: 'webhook' });
  }

  /** The body, once its signature was found good. */
  private verify(request: WebRequest, webhook: string): Buffer {
    const body = request.rawBody ?? Buffer.alloc(0);
    const header = request.headers['x-revisit-signature'];
    const key = mailEventsKey(this.settings.settings.secretKey);
    // The relay signs with real time, whatever the business clock says.
    const realNow = new Date(this.clock.now().getTime() - this.clock.offsetMs());
    if (!isSignedMailEvents(body, typeof header === 'string' ? header : undefined, realNow, key)) {
      this.metrics.countRefusedWebhook(webhook);
      throw new ForbiddenException('The signature is not ours to trust.');
    }
    return body;
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
    await this.reports.optOut(recipient.slice(0, at) + recipient.slice(at).toLowerCase(), messageId);
  }
}
