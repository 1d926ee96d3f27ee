import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { HandOverService } from '../planning/hand-over.service.js';

/** Whether the open call may be dialled at this very moment: hours, consent and opt-out may have changed since it was opened. */
@Injectable()
export class DialCheckService {
  constructor(
    private readonly database: Database,
    private readonly handOvers: HandOverService,
  ) {}

  /** Answers with the number to dial. Throws RefusedError with the reason why not. */
  async mayDial(attemptId: number, agentId: number): Promise<string> {
    const held = await this.database.maybe<{ address: string | null }>(
      `SELECT address FROM attempts WHERE id = $1 AND channel = 'call' AND state = 'handed_over' AND claimed_by = $2`,
      [attemptId, agentId],
    );
    if (held === null) throw new RefusedError(reason('call-not-open'), 'This call is not open in your hand.');
    const asked = await this.handOvers.mayDial(this.database, attemptId);
    if (asked?.decision.action !== 'send') {
      const why = asked?.decision.reason ?? reason('call-not-open');
      throw new RefusedError(why, `This call may not be made now (${why.code}).`);
    }
    const { address } = asked.attempt;
    if (address === null || address !== held.address) {
      throw new RefusedError(reason('call-changed'), 'The number of this call has changed.');
    }
    return address;
  }
}
