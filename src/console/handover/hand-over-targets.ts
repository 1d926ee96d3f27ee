/** An agent with what is held: live visits of all campaigns. */
export interface HandOverAgent {
  readonly id: number;
  readonly agentNo: string;
  readonly name: string;
  readonly team: string | null;
  readonly weight: number;
  readonly held: number;
  readonly isAway: boolean;
}

/** The agents whom `to` names: one by number, or those of `team:NAME` who are there and may take new work. */
export function listTargets(to: string, from: string, all: readonly HandOverAgent[]): HandOverAgent[] {
  const team = /^team:(.*)$/s.exec(to)?.[1];
  if (team === undefined) return all.filter((agent) => agent.agentNo === to);
  return all.filter(
    (agent) => (agent.team ?? '') === team && agent.agentNo !== from && !agent.isAway && agent.weight > 0,
  );
}
