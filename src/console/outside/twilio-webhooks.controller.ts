import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ReceiptService } from '../../dispatch/receipt.service.js';
import { Clock } from '../../kernel/clock.js';
import { InboundSmsService } from '../../responses/inbound-sms.service.js';
import { Public } from '../access.guard.js';
import { toMessagingResponse } from './twiml.js';
import { TwilioSignature } from './twilio-signature.service.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

/** What Twilio tells: what became of a message, and what customers wrote back. Nothing counts without the signature. */
@ApiExcludeController()
@Controller('webhooks/twilio')
@Public()
export class TwilioWebhooksController {
  constructor(
    private readonly signature: TwilioSignature,
    private readonly receipts: ReceiptService,
    private readonly inbound: InboundSmsService,
    private readonly clock: Clock,
  ) {}

  @Post('status')
  @HttpCode(204)
  async status(@Query('key') key: unknown, @Req() request: WebRequest): Promise<void> {
    const { params, identity } = this.signature.verify(request, 'twilio-status');
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
    const { params, identity } = this.signature.verify(request, 'twilio-inbound');
    const { MessageSid: messageId, From: from, To: to, Body: body } = params;
    const message = { provider: identity.provider, messageId, from, to, body: body ?? '', at: this.clock.now() };
    const { reply } = isComplete(message) ? await this.inbound.receive(message) : { reply: null };
    response.status(200).type('text/xml').send(toMessagingResponse(reply));
  }
}

function isComplete<T extends { messageId: string | undefined; from: string | undefined; to: string | undefined }>(
  message: T,
): message is T & { messageId: string; from: string; to: string } {
  return Boolean(message.messageId && message.from && message.to);
}
