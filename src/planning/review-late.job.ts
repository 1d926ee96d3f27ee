import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import type { Tx } from '../database/queryable.js';
import { JobHandler, type TickRule } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { AttemptFactsReadModel } from './attempt-facts.read-model.js';
import { decideLate } from './decide-late.js';
import { decisionMove } from './decision-move.js';
import { LateSlots } from './late-slots.js';
import { sumLate } from './late-start.js';
import {
  type LateCampaign,
  type LateCursor,
  type LateRow,
  LateStartRepository,
  type ProviderPause,
} from './late-start.repository.js';
import { TransitionRepository } from './transition.repository.js';

const BATCH = 500;
const ACTOR = 'system:late';

/**
 * After a pause, an outage or a restored backup: what was due too long ago is placed anew or held, and the operator reads one
 * summary. Nobody sends such a message before this was done. Safe to run twice, and by two at once.
 */
@Injectable()
export class ReviewLateJob extends JobHandler {
  override readonly job = 'review-late';
  override readonly tick: TickRule = { everyMinute: true };

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly facts: AttemptFactsReadModel,
    private readonly late: LateStartRepository,
    private readonly transitions: TransitionRepository,
    private readonly settings: SettingsService,
  ) {
    super();
  }

  override async run(_payload: unknown, signal: AbortSignal): Promise<void> {
    const limit = new Date(this.clock.now().getTime() - this.settings.settings.lateAfterMinutes * 60_000);
    const campaigns = await this.late.campaigns(this.database, limit);
    if (campaigns.length === 0) return;
    const slots = await this.openSlots();
    for (const campaign of campaigns) {
      let cursor: LateCursor | null = { at: new Date(0), id: 0 };
      while (cursor !== null && !signal.aborted)
        cursor = await this.step(campaign, limit, cursor, slots[campaign.channel]);
    }
  }

  /** One batch in a transaction; answers with where the next begins, null behind the last. */
  private step(campaign: LateCampaign, limit: Date, after: LateCursor, slots: LateSlots): Promise<LateCursor | null> {
    return this.database.transaction(async (tx) => {
      const rows = await this.late.lock(tx, campaign, limit, after, BATCH);
      if (rows.length > 0) await this.place(tx, campaign, rows, slots);
      const last = rows.at(-1);
      return last === undefined || rows.length < BATCH ? null : { at: last.scheduledAt, id: last.id };
    });
  }

  private async place(tx: Tx, campaign: LateCampaign, rows: readonly LateRow[], slots: LateSlots): Promise<void> {
    const now = this.clock.now();
    const dueAt = new Map(rows.map((row) => [row.id, row.scheduledAt]));
    const loaded = await this.facts.load(tx, [...dueAt.keys()], now);
    const cost = campaign.channel === 'sms' ? campaign.smsUnits : 1;
    const decided = loaded.map((attempt) => {
      const due = dueAt.get(attempt.id) ?? now;
      return { attempt, due, decision: decideLate({ facts: attempt.facts, dueAt: due, cost }, slots, now) };
    });
    const moving = decided.filter(({ decision }) => decision.action !== 'release');
    const moves = moving.map(({ attempt: { id, visitId }, decision }) =>
      decisionMove({ id, visitId, from: 'scheduled' }, decision, now),
    );
    await this.transitions.transition(tx, moves, { actor: ACTOR, at: now });
    const outcomes = moving.map(({ due, decision }) => {
      return { dueAt: due, action: decision.action, at: decision.action === 'defer' ? decision.until : null };
    });
    const part = sumLate(campaign.id, campaign.channel, outcomes);
    if (part !== null) await this.late.note(tx, part, now);
  }

  private async openSlots(): Promise<Record<'sms' | 'email', LateSlots>> {
    const { smsRatePerSecond, emailRatePerSecond, smsPerDay, emailPerDay } = this.settings.settings;
    const { timeZone } = await this.settings.organisation();
    const perDay = { sms: smsPerDay, email: emailPerDay };
    const pauses = await this.late.pauses(this.database, perDay, this.clock.offsetMs(), timeZone);
    const now = this.clock.now().getTime();
    const slots = (channel: 'sms' | 'email', perSecond: number) =>
      new LateSlots(
        perSecond * 60,
        Math.max(
          now,
          opensAt(
            pauses.filter(({ provider }) => isOf(provider, channel)),
            now,
          ),
        ),
      );
    return { sms: slots('sms', smsRatePerSecond), email: slots('email', emailRatePerSecond) };
  }
}

function isOf(provider: string, channel: 'sms' | 'email'): boolean {
  return /email|smtp/.test(provider) === (channel === 'email') && provider !== 'call';
}

/** When the first of a channel's providers takes something again. */
function opensAt(pauses: readonly ProviderPause[], now: number): number {
  const opening = pauses.map(({ blockedUntil, isDayFull, dayEnds }) =>
    Math.max(now, blockedUntil?.getTime() ?? 0, isDayFull ? dayEnds.getTime() : 0),
  );
  return opening.length === 0 ? now : Math.min(...opening);
}
