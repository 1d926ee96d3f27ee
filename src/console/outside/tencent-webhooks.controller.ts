import { BadRequestException, Controller, ForbiddenException, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ProviderEndpoints } from '../../dispatch/provider-endpoints.service.js';
import { ReceiptService } from '../../dispatch/receipt.service.js';
import { isOurSecret, readReply, readReports } from '../../dispatch/tencent-webhook.js';
import { Clock } from '../../kernel/clock.js';
import { InboundSmsService } from '../../responses/inbound-sms.service.js';
import { Public } from '../access.guard.js';
import { MetricsService } from './metrics.service.js';
import type { WebRequest } from '../web-request.adapter.js';

/** As the provider wants to be answered; anything else comes again. */
const TAKEN = { result: 0, errmsg: 'OK' } as const;

/** What Tencent Cloud SMS tells: reports on messages, several at once, and what customers wrote back. Its callbacks are not signed, so only the secret address is believed. */
@ApiExcludeController()
@Controller('webhooks/tencent/:secret')
@Public()
export class TencentWebhooksController {
  constructor(
    private readonly endpoints: ProviderEndpoints,
    private readonly receipts: ReceiptService,
    private readonly inbound: InboundSmsService,
    private readonly metrics: MetricsService,
    private readonly clock: Clock,
  ) {}

  @Post('status')
  @HttpCode(200)
  async status(@Param('secret') secret: string, @Req() request: WebRequest): Promise<typeof TAKEN> {
    const provider = this.verify(secret, 'tencent-status');
    const reports = readReports(bodyOf(request), provider);
    if (reports === null) throw new BadRequestException('These are no reports.');
    for (const report of reports) await this.receipts.apply(report);
    return TAKEN;
  }

  /** No answer of ours goes back: the provider sends registered texts only. */
  @Post('reply')
  @HttpCode(200)
  async reply(@Param('secret') secret: string, @Req() request: WebRequest): Promise<typeof TAKEN> {
    const provider = this.verify(secret, 'tencent-reply');
    const reply = readReply(bodyOf(request));
    if (reply === null) throw new BadRequestException('This is no reply.');
    await this.inbound.receive({ provider, ...reply, at: this.clock.now(), takesNoAnswer: true });
    return TAKEN;
  }

  /** The provider's name in receipts, once the address was found to hold our secret. */
  private verify(secret: string, webhook: string): string {
    const identity = this.endpoints.tencentIdentity();
    if (identity !== null && isOurSecret(secret, identity.callbackSecret)) return identity.provider;
    this.metrics.countRefusedWebhook(webhook);
    throw new ForbiddenException('The address is not ours to trust.');
  }
}

function bodyOf(request: WebRequest): string {
  return request.rawBody?.toString('utf8') ?? '';
}
