import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { JobHandler } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { AdvanceRungsJob } from '../planning/advance-rungs.job.js';
import { PlanStandingCampaignsJob } from '../planning/plan-standing-campaigns.job.js';
import { RestoreDoubts } from './restore-doubts.service.js';
import { SETTLE_RESTORE } from './settle-restore.service.js';

const payloadShape = z.object({ holdId: z.int() });

/**
 * After a person confirmed that this database is an older copy: everything that may have been sent in the lost time comes in
 * doubt, what the lost time may have planned included; then sending goes on. Safe to run twice.
 */
@Injectable()
export class SettleRestoreJob extends JobHandler {
  override readonly job = SETTLE_RESTORE;

  constructor(
    private readonly doubts: RestoreDoubts,
    private readonly advance: AdvanceRungsJob,
    private readonly standing: PlanStandingCampaignsJob,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(payload: unknown, signal: AbortSignal): Promise<void> {
    const { holdId } = payloadShape.parse(payload);
    const hold = await this.doubts.confirmed(holdId);
    if (hold === null) return;
    // What would be planned now for the first time may have been planned, and sent, in the time that is lost.
    await this.advance.run({}, signal);
    await this.standing.run({}, signal);
    signal.throwIfAborted();
    await this.doubts.doubtAll(hold, randomUUID(), signal);
    signal.throwIfAborted();
    await this.doubts.end(hold.id, this.clock.now());
  }
}
