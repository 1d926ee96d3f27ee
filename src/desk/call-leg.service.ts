import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { RefusedError } from '../kernel/faults.js';
import { isBridgeOver, LEG_STATUSES, type LegEvent } from './bridge-marks.js';
import { BridgeNotes } from './bridge-notes.service.js';
import { BridgedCallRepository } from './bridged-call.repository.js';
import { DeskContext } from './desk-context.service.js';
import { DialCheckService } from './dial-check.service.js';

/** What a callback did. */
export type LegOutcome = 'noted' | 'repeated' | 'ignored';

/** What the provider asks and tells about a bridged call. */
@Injectable()
export class CallLegService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly desk: DeskContext,
    private readonly bridges: BridgedCallRepository,
    private readonly check: DialCheckService,
    private readonly notes: BridgeNotes,
  ) {}

  /**
   * The number to put through now that the agent has answered; null where the call may not be made any more, and for a key
   * that is not ours. It is asked at the last moment, because a telephone can ring for long.
   */
  async numberFor(key: string): Promise<string | null> {
    const bridge = await this.bridges.byKey(this.database, key);
    if (bridge === null || bridge.state === 'ended' || bridge.state === 'refused') return null;
    try {
      return await this.check.mayDial(bridge.attemptId, bridge.agentId);
    } catch (error) {
      if (error instanceof RefusedError) return null;
      throw error;
    }
  }

  /** Takes a status of one side. `at` is real time as the provider's clock has it; null where it did not say. */
  async hear(key: string, told: Omit<LegEvent, 'at'> & { readonly at: Date | null }): Promise<LegOutcome> {
    if (!LEG_STATUSES.includes(told.status)) return 'ignored';
    const at = told.at === null ? this.clock.now() : new Date(told.at.getTime() + this.clock.offsetMs());
    const { date, now } = await this.desk.today();
    return this.database.transaction(async (tx) => {
      const bridge = await this.bridges.lock(tx, key);
      if (bridge === null) return 'ignored';
      if (!(await this.bridges.addEvent(tx, bridge.id, { ...told, at }))) return 'repeated';
      const events = await this.bridges.events(tx, bridge.id);
      if (isBridgeOver(events)) await this.bridges.end(tx, bridge.id);
      const newest = await this.bridges.newest(tx, bridge.attemptId);
      if (newest?.id === bridge.id) await this.notes.write(tx, bridge, { events, date, now });
      return 'noted';
    });
  }
}
