import { shiftIntervals, type Leave } from '../archive/shift.js';
import type { Interval } from '../kernel/interval.js';

/** What of an agent decides whether planning counts on them at all. */
export interface Availability {
  readonly active: boolean;
  readonly weight: number;
  readonly leave: readonly Leave[];
}

/** Why an agent takes no visits. */
export type Unavailable = 'owner-left' | 'owner-without-weight' | 'owner-away';

/** Inactive, of no weight, or on leave until the end. Who merely has no shift then can still take messages. */
export function whyUnavailable(
  agent: Availability,
  { wanted, zone }: { readonly wanted: Interval; readonly zone: string },
): Unavailable | null {
  if (!agent.active) return 'owner-left';
  if (agent.weight <= 0) return 'owner-without-weight';
  if (agent.leave.length === 0) return null;
  const allDay = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];
  return shiftIntervals({ shifts: allDay, leave: agent.leave }, wanted, zone).length === 0 ? 'owner-away' : null;
}
