import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RefusedError } from '../../kernel/faults.js';
import { reason } from '../../kernel/reason.js';
import { DemoClock } from '../../sandbox/demo-clock.service.js';
import { SandboxMessageRepository } from '../../sandbox/sandbox-message.repository.js';
import { SandboxService } from '../../sandbox/sandbox.service.js';
import { Roles } from '../access.guard.js';
import { pageShape, toPage } from '../api-shapes.js';

const messagesQuery = z.strictObject({
  ...pageShape,
  channel: z.enum(['sms', 'email']).optional(),
  direction: z.enum(['to-customer', 'from-customer']).optional(),
  to: z.string().max(320).optional(),
  from: z.string().max(320).optional(),
});
const replyForm = z.strictObject({ phone: z.string().regex(/^\+\d{5,15}$/), body: z.string().min(1).max(1600) });
const imitationForm = z.strictObject({ provider: z.string().max(40).nullable() });
const clockForm = z.strictObject({ to: z.iso.datetime({ offset: true }) });
const failureForm = z.strictObject({ code: z.number().int().min(0), to: z.string().optional() });

/** The customers' phones and mailboxes, as long as no provider is configured. */
@ApiTags('sandbox')
@Controller('api/v1/sandbox')
@Roles('sandbox.use')
export class SandboxController {
  constructor(
    private readonly sandbox: SandboxService,
    private readonly messages: SandboxMessageRepository,
    private readonly demoClock: DemoClock,
  ) {}

  @Get('messages')
  @ApiOperation({ summary: 'What arrived at the customers, and what they sent, in order' })
  async list(@Query({ schema: messagesQuery }) { limit, ...filter }: z.infer<typeof messagesQuery>) {
    return toPage(await this.messages.list({ ...filter, limit: limit + 1 }), limit);
  }

  @Post('reply')
  @HttpCode(200)
  @ApiOperation({ summary: 'Answer by SMS as the customer at this number' })
  async reply(@Body({ schema: replyForm }) reply: z.infer<typeof replyForm>) {
    this.refuseWithoutSandbox();
    return this.sandbox.replyAs(reply);
  }

  @Post('fail-next')
  @HttpCode(204)
  @ApiOperation({ summary: 'The next SMS meets this provider code: 21610, 30003, 429, 500, 0 for a lost answer' })
  failNext(@Body({ schema: failureForm }) { code, to }: z.infer<typeof failureForm>): void {
    this.refuseWithoutSandbox();
    this.sandbox.failNext(code, to ?? null);
  }

  @Put('imitation')
  @Roles('settings.manage')
  @ApiOperation({
    summary: 'Keep to the limits of `twilio` in each country, speak the API of `tencent` for China, or (null) neither',
  })
  imitate(@Body({ schema: imitationForm }) { provider }: z.infer<typeof imitationForm>) {
    this.refuseWithoutSandbox();
    return this.sandbox.imitate(provider);
  }

  @Post('clock')
  @HttpCode(200)
  @Roles('settings.manage')
  @ApiOperation({ summary: 'Make it `to` now, for every process of a demonstration; forward only' })
  moveClock(@Body({ schema: clockForm }) { to }: z.infer<typeof clockForm>) {
    return this.demoClock.moveClock(new Date(to));
  }

  private refuseWithoutSandbox(): void {
    if (this.sandbox.isNeeded()) return;
    throw new RefusedError(reason('no-sandbox'), 'Providers are configured; there is no sandbox.');
  }
}
