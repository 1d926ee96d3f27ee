import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { ProviderEndpoints } from '../dispatch/provider-endpoints.service.js';
import { legStatus } from './bridge-marks.js';
import { BridgedCallRepository } from './bridged-call.repository.js';
import type { BridgeState } from './desk-call.js';

/** How the putting-through of a call stands. */
@Injectable()
export class BridgeStateService {
  constructor(
    private readonly database: Database,
    private readonly endpoints: ProviderEndpoints,
    private readonly bridges: BridgedCallRepository,
  ) {}

  /** Null where click-to-call is not configured. */
  async of(attemptId: number): Promise<BridgeState | null> {
    if (this.endpoints.callFrom() === null) return null;
    const newest = await this.bridges.newest(this.database, attemptId);
    if (newest === null) return { state: 'none', agent: null, customer: null };
    const events = await this.bridges.events(this.database, newest.id);
    return { state: newest.state, agent: legStatus(events, 'agent'), customer: legStatus(events, 'customer') };
  }
}
