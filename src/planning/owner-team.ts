import type { PlanColumns } from './plan-columns.js';
import type { PlanFrame } from './plan-input.js';

/** The team of the owner who did not get this candidate: full, away, or not fit for it; null where there is none. */
export function ownerTeamOf(
  { columns, frame }: { readonly columns: PlanColumns; readonly frame: PlanFrame },
  member: number,
): string | null {
  const owner = columns.get('owner', member);
  if (owner >= 0) return frame.agents[owner]!.team ?? null;
  return frame.absentTeams?.[columns.get('reasons', member)] ?? null;
}

/** Numbers the teams of agents; −1 where somebody has none, and for a team that nobody is in. */
export function numberTeams(frame: PlanFrame): { of: (team: string | null) => number; ofAgent: Int32Array } {
  const numbers = new Map<string, number>();
  for (const { team } of frame.agents) if (team && !numbers.has(team)) numbers.set(team, numbers.size);
  const of = (team: string | null): number => (team === null ? -1 : (numbers.get(team) ?? -1));
  return { of, ofAgent: Int32Array.from(frame.agents, ({ team }) => of(team ?? null)) };
}
