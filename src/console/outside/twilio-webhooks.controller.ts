import { Controller, ForbiddenException, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SettingsService } from '../../config/settings.service.js';
import { ProviderEndpoints } from '../../dispatch/provider-endpoints.service.js';
import type { TwilioIdentity } from '../../dispatch/provider-endpoints.service.js';
import { ReceiptService } from '../../dispatch/receipt.service.js';
import { isSignedByTwilio } from '../../dispatch/twilio-signature.js';
import { Clock } from '../../kernel/clock.js';
import { InboundSmsService } from '../../responses/inbound-sms.service.js';
import { Public } from '../access.guard.js';
import { MetricsService } from './metrics.service.js';
import { EMPTY_RESPONSE, toMessagingResponse } from './twiml.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

/** What Twilio tells: what became of a message, and what customers wrote back. Nothing counts without the signature. */
@ApiExcludeController()
@Controller('webhooks/twilio')
@Public()
export class TwilioWebhooksController {
  constructor(
    private readonly endpoints: ProviderEndpoints,
    private readonly receipts: ReceiptService,
    private readonly inbound: InboundSmsService,
    private readonly settings: SettingsService,
    private readonly metrics: MetricsService,
    private readonly clock: Clock,
  ) {}

  @Post('status')
  @HttpCode(204)
  async status(@Query('key') key: unknown, @Req() request: WebRequest): Promise<void> {
    const { params, identity } = this.verify(request, 'twilio-status');
    const { MessageSid: providerMessageId, MessageStatus: status, ErrorCode: errorCode } = params;
    if (!providerMessageId || !status) return;
    await this.receipts.apply({
      provider: identity.provider,
      providerMessageId,
      status,
      errorCode: errorCode || null,
      key: typeof key === 'string' ? key : null,
    });
  }

  @Post('inbound')
  async receive(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    const { params, identity } = this.verify(request, 'twilio-inbound');
    const { MessageSid: messageId, From: from, To: to, Body: body } = params;
    const message = { provider: identity.provider, messageId, from, to, body: body ?? '', at: this.clock.now() };
    const { reply } = isComplete(message) ? await this.inbound.receive(message) : { reply: null };
    response.status(200).type('text/xml').send(toMessagingResponse(reply));
  }

  @Post('voice')
  speak(@Req() request: WebRequest, @Res() response: WebResponse): void {
    this.verify(request, 'twilio-voice');
    response.status(200).type('text/xml').send(EMPTY_RESPONSE);
  }

  /** The parameters of the raw body, once its signature was found good for our public address. */
  private verify(request: WebRequest, webhook: string): { params: Record<string, string>; identity: TwilioIdentity } {
    const identity = this.endpoints.twilioIdentity();
    const params = Object.fromEntries(new URLSearchParams(request.rawBody?.toString('utf8') ?? ''));
    const url = `${this.settings.settings.publicUrl}${request.originalUrl}`;
    const header = request.headers['x-twilio-signature'];
    const signature = typeof header === 'string' ? header : undefined;
    if (identity === null || !isSignedByTwilio({ url, params, signature }, identity.authToken)) {
      this.metrics.countRefusedWebhook(webhook);
      throw new ForbiddenException('The signature is not ours to trust.');
    }
    return { params, identity };
  }
}

function isComplete<T extends { messageId: string | undefined; from: string | undefined; to: string | undefined }>(
  message: T,
): message is T & { messageId: string; from: string; to: string } {
  return Boolean(message.messageId && message.from && message.to);
}
