import type { Channel } from '../kernel/words.js';
import { CHANNELS } from '../kernel/words.js';
import type { OccasionRow, PlannedRow, UnplacedRow } from './planned-rows.read-model.js';
import type { VerifiedUnplaced, UnplacedWhy } from './verified-plan.js';
import { VerifiedVisits, type VerifiedDemand } from './verified-visits.js';
import type { VerifyClock } from './verify-clock.js';
import type { VerifyHours } from './verify-hours.js';
import { occasionStart } from './verify-occasions.js';

/** What rows are folded by. Instants in milliseconds. */
export interface FoldRules {
  readonly from: number;
  readonly planVersion: number;
  /** A customer who changed later is not judged by facts that the plan could not know. */
  readonly changedAfter: number;
  readonly noSelfSurvey: boolean;
  /** Of a standing campaign: how many days from its trigger a visit may begin; null for others. */
  readonly earliestDays: number | null;
  readonly hours: VerifyHours;
  readonly clock: VerifyClock;
}

/** Folds rows into columns and groups while they come, so that a million of them never stand side by side. */
export class Folding {
  readonly visits: VerifiedVisits;
  private readonly groups = new Map<string, VerifiedUnplaced>();
  private readonly keys = new Map<string, number>();

  constructor(
    private readonly rules: FoldRules,
    most: number,
  ) {
    this.visits = new VerifiedVisits(most, rules.planVersion);
  }

  /** Who has no place, those alike together. */
  get unplaced(): VerifiedUnplaced[] {
    return [...this.groups.values()];
  }

  addVisit(row: PlannedRow | OccasionRow): void {
    const channel = CHANNELS.find((known) => known === row.channel) ?? null;
    this.visits.add({
      visitId: row.visitId,
      state: row.state,
      agentNo: row.agentNo,
      planVersion: row.planVersion,
      rolledDue: row.rolledDueAt,
      earliest: this.earliestOf(row),
      demand: this.demandOf(row),
      owner: row.owner,
      isCustomerChanged: row.customerUpdatedAt > this.rules.changedAfter,
      timeKey: channel === null ? -1 : this.keyOf(channel, row.zones, row),
      isOwners: row.isOwners,
      plannedAgentNo: row.plannedAgentNo,
      hasReasons: row.hasReasons,
      isAppointed: row.isAppointed,
      attempt:
        row.channel === null
          ? null
          : { channel: row.channel, at: row.scheduledAt, state: row.attemptState ?? '', rung: row.rung },
    });
  }

  addUnplaced(row: UnplacedRow): void {
    const why = row.code.replace('unplaced-', '') as UnplacedWhy;
    const channel = CHANNELS.find((known) => known === row.channel) ?? 'call';
    const [from, until] = [row.from, row.until].map((text) => (text === null ? NaN : Date.parse(text)));
    const demand = this.demandOf(row);
    const isUnclear =
      row.customerUpdatedAt > this.rules.changedAfter || (why !== 'no-agent' && Number.isNaN(from! + until!));
    const timeKey = this.keyOf(channel, row.zones, row);
    const { owner } = row;
    const key = JSON.stringify([why, channel, demand, owner, timeKey, from, until, isUnclear]);
    const known = this.groups.get(key);
    if (known !== undefined) known.count += 1;
    else {
      const times = { timeKey, from: from!, until: until! };
      this.groups.set(key, { why, channel, demand, owner, ...times, isUnclear, customerNo: row.customerNo, count: 1 });
    }
  }

  private earliestOf(row: PlannedRow | OccasionRow): number {
    const cap = row.notBefore === null ? NaN : Date.parse(row.notBefore);
    const { from, earliestDays, clock } = this.rules;
    const begins = earliestDays === null || !('occasion' in row) ? NaN : occasionStart(row, earliestDays, clock);
    return Math.max(from, Number.isNaN(cap) ? from : cap, Number.isNaN(begins) ? from : begins);
  }

  private demandOf(row: PlannedRow | UnplacedRow): VerifiedDemand {
    const { skill, language, region, team, levelSkill } = row;
    return {
      skill,
      language,
      region,
      team,
      levelSkill,
      notServedBy: this.rules.noSelfSurvey ? row.lastServedBy : null,
    };
  }

  /** Texts that were seen are not read again. */
  private keyOf(
    channel: Channel,
    zones: string,
    { preferredTime, explicitTimeConsent }: Pick<PlannedRow, 'preferredTime' | 'explicitTimeConsent'>,
  ): number {
    const text = `${channel} ${zones} ${preferredTime ?? ''} ${explicitTimeConsent}`;
    const known = this.keys.get(text);
    if (known !== undefined) return known;
    const key = this.rules.hours.keyOf({
      channel,
      zones: JSON.parse(zones) as string[],
      preferredTime: preferredTime === null ? null : (JSON.parse(preferredTime) as [string, string][]),
      explicitTimeConsent,
    });
    this.keys.set(text, key);
    return key;
  }
}
