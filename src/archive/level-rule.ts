/** What serving customers of a member level asks of an agent; null = nothing. */
export interface LevelDemand {
  readonly team: string | null;
  readonly skill: string | null;
}

/** A rule from member level to who serves it. */
export interface LevelRule extends LevelDemand {
  readonly memberLevel: string;
}

/** The columns of what a level asks, as one JSON value over alias `lr` = level_rules; null where it asks for nothing. */
export const LEVEL_DEMAND = `CASE WHEN lr.team IS NULL AND lr.skill IS NULL THEN NULL
  ELSE jsonb_build_object('team', lr.team, 'skill', lr.skill) END`;

/** Whether an agent may serve customers of whose level this is asked. */
export function mayServeLevel(
  agent: { readonly team?: string | null; readonly skills: readonly string[] },
  level: LevelDemand | null | undefined,
): boolean {
  if (level === null || level === undefined) return true;
  const isOfTeam = level.team === null || agent.team === level.team;
  return isOfTeam && (level.skill === null || agent.skills.includes(level.skill));
}
