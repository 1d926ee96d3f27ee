import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { ApprovalService } from '../../access/approval.service.js';
import type { RowScope } from '../../access/permissions.js';
import { SettingsService } from '../../config/settings.service.js';
import { Clock } from '../../kernel/clock.js';
import { AgentDays } from '../agent-day.read-model.js';
import { LiveFeed } from '../live-feed.service.js';
import { LiveSource } from '../live-source.js';
import { buildAgentWork, buildTeamWork } from './today-page.js';
import type { TodayWork } from './today-page.js';
import { TodayReadModel } from './today.read-model.js';

/** What waits, wherever it is shown: read for the page and again whenever it moves. */
@Injectable()
export class WaitingLive extends LiveSource implements OnModuleInit {
  override readonly kind = 'waiting';
  override readonly page = 'today-waiting';
  override readonly isScoped = true;

  constructor(
    private readonly feed: LiveFeed,
    private readonly today: TodayReadModel,
    private readonly days: AgentDays,
    private readonly approvals: ApprovalService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {
    super();
  }

  onModuleInit(): void {
    this.feed.register(this);
  }

  override async load(_ids: readonly number[], scope: RowScope): Promise<ReadonlyMap<number, object>> {
    return new Map([[0, await this.work(scope)]]);
  }

  /** The work of a scope: an agent's calls, everybody else's tiles and agents. */
  async work(scope: RowScope): Promise<TodayWork> {
    const now = this.clock.now();
    const { timeZone } = await this.settings.organisation();
    if (scope.kind === 'agent') {
      const [calls, day] = await Promise.all([
        this.today.calls(scope.agentId),
        this.days.of(scope.agentId, now, timeZone),
      ]);
      return buildAgentWork(calls, day, now);
    }
    const [waiting, approvals, days] = await Promise.all([
      this.today.waiting(now, scope),
      this.approvals.waiting(),
      this.days.read(scope, now, timeZone),
    ]);
    return buildTeamWork(waiting, approvals, days);
  }
}
