import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CampaignService } from '../campaigns/campaign.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { AdvanceRungsJob } from '../planning/advance-rungs.job.js';
import { CampaignRunService } from '../planning/campaign-run.service.js';
import { RestoreDoubts } from './restore-doubts.service.js';
import { SETTLE_RESTORE } from './settle-restore.service.js';

const payloadShape = z.object({ holdId: z.int() });

/**
 * After a person confirmed that this database is an older copy: everything that may have been sent in the lost time comes in
 * doubt; then sending goes on. Standing campaigns are paused: whom they planned in the lost time nobody knows, and a person
 * decides whether they may write to all who are newly due. Safe to run twice.
 */
@Injectable()
export class SettleRestoreJob extends JobHandler {
  override readonly job = SETTLE_RESTORE;

  constructor(
    private readonly doubts: RestoreDoubts,
    private readonly advance: AdvanceRungsJob,
    private readonly campaigns: CampaignService,
    private readonly runs: CampaignRunService,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(payload: unknown, signal: AbortSignal): Promise<void> {
    const { holdId } = payloadShape.parse(payload);
    const hold = await this.doubts.confirmed(holdId);
    if (hold === null) return;
    await this.doubts.doubtAll(hold, { token: randomUUID(), only: 'due' }, signal);
    signal.throwIfAborted();
    // A rung that is reached only now may have been reached, and sent, in the time that is lost.
    await this.advance.run({}, signal);
    await this.doubts.doubtAll(hold, { token: randomUUID(), only: 'next-rungs' }, signal);
    signal.throwIfAborted();
    await this.pauseStanding();
    signal.throwIfAborted();
    await this.doubts.end(hold.id, this.clock.now());
  }

  private async pauseStanding(): Promise<void> {
    const running = await this.campaigns.inStates(['running']);
    for (const { id, standing } of running) if (standing !== null) await this.runs.pause(id, 'system:restore');
  }
}
