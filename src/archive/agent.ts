import type { Leave, Shift } from './shift.js';

/** Somebody who visits customers. Times are in the organisation's zone. */
export interface Agent {
  readonly id: number;
  /** As printed on the badge: a text, its leading zeros belong to it. */
  readonly agentNo: string;
  readonly name: string;
  readonly team: string | null;
  readonly skills: readonly string[];
  /** Empty: every language. */
  readonly languages: readonly string[];
  /** Provinces; empty: every region. */
  readonly regions: readonly string[];
  /** Ability, 1 by default; zero takes no new work. */
  readonly weight: number;
  /** Null: as long as the shift lasts. */
  readonly dailyMinutes: number | null;
  readonly shifts: readonly Shift[];
  readonly leave: readonly Leave[];
  /** The agent's own telephone in E.164, for click-to-call; none: the agent dials by hand. */
  readonly phone?: string | null;
  readonly active: boolean;
}
