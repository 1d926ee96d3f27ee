import type { PlannedAgentRow } from './planned-rows.read-model.js';
import type { VerifiedAgent } from './verified-plan.js';
import type { VerifyClock } from './verify-clock.js';
import { isAwayThroughout, workingStretches } from './verify-shifts.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What agents are asked for. Instants in milliseconds. */
export interface StaffRules {
  readonly from: number;
  /** The deadline up to which somebody must be there to count, NaN where each visit has its own; and the last moment of a call. */
  readonly until: { readonly leave: number; readonly shifts: number };
  readonly clock: VerifyClock;
  readonly minutesPerCall: number;
  readonly changedAfter: number;
}

/** An agent as the rows say, and what the summary says of them; null where it does not name them. */
export function verifiedAgent(
  row: PlannedAgentRow,
  share: { readonly held: number } | null,
  rules: StaffRules,
): VerifiedAgent {
  // Cells are counted from the shift's start, or from the hour a day before the plan begins.
  const start = Math.floor((rules.from - DAY_MS) / HOUR_MS) * HOUR_MS;
  return {
    agentNo: row.agentNo,
    name: row.name,
    team: row.team,
    skills: row.skills,
    languages: row.languages,
    regions: row.regions,
    weight: row.weight,
    held: share?.held ?? 0,
    heldInRows: row.held,
    callsPerDay: row.dailyMinutes === null ? null : Math.floor(row.dailyMinutes / rules.minutesPerCall),
    shifts: workingStretches(row, start, rules.until.shifts + DAY_MS, rules.clock),
    otherCalls: (row.otherCalls ?? []).map((at) => at.getTime()),
    isInPlan: share !== null,
    isAvailable: isAvailable(row, share !== null, rules),
    isChanged: row.updatedAt > rules.changedAfter,
  };
}

/** Active, of some weight, and not away until the end. Where the end cannot be told, the summary is believed. */
function isAvailable(row: PlannedAgentRow, isInPlan: boolean, { from, until, clock }: StaffRules): boolean {
  if (!row.active || row.weight <= 0) return false;
  if (row.leave.length === 0) return true;
  if (Number.isNaN(until.leave) || until.leave <= from) return isInPlan;
  return !isAwayThroughout(row.leave, from, until.leave, clock);
}
