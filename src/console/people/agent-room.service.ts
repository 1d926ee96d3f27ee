import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import { canDo, rowScope, scopeAgents } from '../../access/permissions.js';
import { localDate } from '../../archive/local-instant.js';
import { SettingsService } from '../../config/settings.service.js';
import { Clock } from '../../kernel/clock.js';
import { RebalanceService } from '../../planning/rebalance.service.js';

/** What saving an agent brings with it: visits that would change hands, calls that would change their time. */
export interface AgentOffer {
  readonly number: number;
  readonly retimed: number;
  readonly blocked: number;
}

/** What an agent's page needs besides the agent: when it is, and what would be evened out. */
@Injectable()
export class AgentRoom {
  constructor(
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    private readonly rebalancing: RebalanceService,
  ) {}

  /** The moment, and the local day in the organisation's zone. */
  async now(): Promise<{ readonly now: Date; readonly zone: string; readonly today: string }> {
    const { timeZone: zone } = await this.settings.organisation();
    const now = this.clock.now();
    return { now, zone, today: localDate(now, zone) };
  }

  /** What would move after this agent was changed, or null where nothing would or the person may move nothing. */
  async offer(account: Account, agentNo: string): Promise<AgentOffer | null> {
    if (!canDo(account.role, 'visits.handover')) return null;
    const { agentIds } = scopeAgents(rowScope(account));
    const { number, retimed, blocked } = await this.rebalancing.preview({ agentNo, agentIds });
    const offer = { number, retimed: retimed.length, blocked: blocked.length };
    return offer.number + offer.retimed + offer.blocked > 0 ? offer : null;
  }
}
