import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { SettingsService } from '../../config/settings.service.js';
import { CallLegService } from '../../desk/call-leg.service.js';
import { ProviderEndpoints } from '../../dispatch/provider-endpoints.service.js';
import { legUrl } from '../../dispatch/twilio-call.sender.js';
import { Public } from '../access.guard.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { bridgeResponse, HANG_UP } from './twiml.js';
import { TwilioSignature } from './twilio-signature.service.js';

const keyQuery = z.looseObject({ key: z.string().max(100).default('') });
const legQuery = keyQuery.extend({ leg: z.enum(['agent', 'customer']) });

/** Click-to-call: what Twilio asks when the agent has answered, and what it tells of both sides. */
@ApiExcludeController()
@Controller('webhooks/twilio')
@Public()
export class TwilioCallsController {
  constructor(
    private readonly signature: TwilioSignature,
    private readonly legs: CallLegService,
    private readonly endpoints: ProviderEndpoints,
    private readonly settings: SettingsService,
  ) {}

  /** Puts the customer through, or hangs up where the call may not be made any more. */
  @Post('voice')
  async speak(
    @Query({ schema: keyQuery }) { key }: z.infer<typeof keyQuery>,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    this.signature.verify(request, 'twilio-voice');
    const callerId = this.endpoints.callFrom();
    const number = key === '' || callerId === null ? null : await this.legs.numberFor(key);
    const statusUrl = legUrl(this.settings.settings.publicUrl, key, 'customer');
    const answer = number === null || callerId === null ? HANG_UP : bridgeResponse({ number, callerId, statusUrl });
    response.status(200).type('text/xml').send(answer);
  }

  @Post('call')
  @HttpCode(204)
  async hear(
    @Query({ schema: legQuery }) { key, leg }: z.infer<typeof legQuery>,
    @Req() request: WebRequest,
  ): Promise<void> {
    const { params } = this.signature.verify(request, 'twilio-call');
    const seconds = Number(params['CallDuration'] ?? '');
    const at = new Date(params['Timestamp'] ?? '');
    await this.legs.hear(key, {
      leg,
      status: params['CallStatus'] ?? '',
      at: Number.isNaN(at.getTime()) ? null : at,
      talkSeconds: Number.isInteger(seconds) && seconds > 0 ? seconds : null,
    });
  }
}
