import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { mayReach } from '../dispatch/provider.js';
import { ProviderEndpoints } from '../dispatch/provider-endpoints.service.js';
import type { TwilioCallSender } from '../dispatch/twilio-call.sender.js';
import { Clock } from '../kernel/clock.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { BridgedCallRepository } from './bridged-call.repository.js';
import { DeskContext } from './desk-context.service.js';
import { DialCheckService } from './dial-check.service.js';

/** After so long nobody waits for the end of a bridged call any more, in milliseconds: its callbacks were lost. */
const LOST_AFTER_MS = 10 * 60_000;

/** Click-to-call: rings the agent's own telephone and puts the customer of the call in hand through. */
@Injectable()
export class CallBridgeService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly desk: DeskContext,
    private readonly check: DialCheckService,
    private readonly endpoints: ProviderEndpoints,
    private readonly bridges: BridgedCallRepository,
  ) {}

  /**
   * Starts it for the open call of this agent, if the call may be made at this moment. Pressing twice rings once. Throws
   * RefusedError with what stands in the way; when nobody knows whether it rings, it is not tried again by itself.
   */
  async start(attemptId: number, agentId: number | null): Promise<void> {
    const agent = await this.desk.agent(agentId);
    const sender = this.endpoints.openCalls();
    if (sender === null) throw new RefusedError(reason('no-click-to-call'), 'Click-to-call is not configured.');
    try {
      const { phone } = agent;
      if (!phone) throw new RefusedError(reason('agent-without-phone'), 'Your record has no telephone number.');
      if (!mayReach(sender.host, this.clock.offsetMs())) {
        throw new RefusedError(reason('clock-is-shifted'), 'A shifted clock calls nobody.');
      }
      await this.check.mayDial(attemptId, agent.id);
      await this.place(sender, { attemptId, agentId: agent.id, agentPhone: phone });
    } finally {
      await sender.close();
    }
  }

  /** The intention is committed before the provider hears of it, so that its callbacks find it. */
  private async place(
    sender: TwilioCallSender,
    call: { readonly attemptId: number; readonly agentId: number; readonly agentPhone: string },
  ): Promise<void> {
    const { attemptId, agentId, agentPhone } = call;
    const key = `b${attemptId}-${randomBytes(12).toString('hex')}`;
    await this.endLost(attemptId);
    if (!(await this.bridges.add(this.database, { attemptId, agentId, key, at: this.clock.now() }))) {
      throw new RefusedError(reason('call-is-bridged'), 'This call is being put through already.');
    }
    const result = await sender.place({ agentPhone, key });
    if (result.outcome === 'accepted') {
      const answer = { state: 'taken', callSid: result.providerMessageId, errorCode: null } as const;
      return this.bridges.answer(this.database, key, answer);
    }
    const isUnknown = result.errorClass === 'unknown-outcome';
    const state = isUnknown ? 'unknown' : 'refused';
    await this.bridges.answer(this.database, key, { state, callSid: null, errorCode: result.code });
    const why = reason(isUnknown ? 'bridge-unknown' : 'bridge-refused', { code: result.code });
    throw new RefusedError(why, `The call was not put through (${result.code}).`);
  }

  /** One whose end never came does not stand in the way for ever. */
  private async endLost(attemptId: number): Promise<void> {
    const before = await this.bridges.newest(this.database, attemptId);
    const isLive = before?.state === 'asked' || before?.state === 'taken';
    if (isLive && this.clock.now().getTime() - before.askedAt.getTime() > LOST_AFTER_MS) {
      await this.bridges.end(this.database, before.id);
    }
  }
}
