/** A number of the plan that came out differently when the campaign was planned again. */
export interface PlanChange {
  /** 'audience', 'planned', 'excluded.no-consent', 'agents.010' … */
  readonly what: string;
  readonly before: number;
  readonly after: number;
}

/** Who will be missed by a plan: how many, by the code of the reason, and what would help. */
export interface PlanOutlook {
  readonly feasible: boolean;
  readonly missed: number;
  readonly unplaced: Readonly<Record<string, number>>;
  readonly shortfalls: readonly unknown[];
}

/** What differs between two plans, in numbers that a supervisor knows from the preview. */
export function planChanges(before: unknown, after: unknown): PlanChange[] {
  const old = figures(before);
  const now = figures(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((what) => ({ what, before: old.get(what) ?? 0, after: now.get(what) ?? 0 }))
    .filter((change) => change.before !== change.after);
}

/** The outlook of a stored plan. */
export function planOutlook(summary: unknown): PlanOutlook {
  const feasibility = record(record(summary)['feasibility']);
  const missed = Number(feasibility['missed'] ?? 0);
  return {
    feasible: feasibility['feasible'] !== false && missed === 0,
    missed,
    unplaced: counts(record(summary)['unplaced']),
    shortfalls: Array.isArray(feasibility['shortfalls']) ? feasibility['shortfalls'] : [],
  };
}

function figures(summary: unknown): Map<string, number> {
  const plan = record(summary);
  const agents = record(plan['assignment'])['agents'];
  return new Map([
    ...Object.entries(counts({ audience: plan['audience'], planned: plan['planned'] })),
    ...Object.entries(counts(plan['excluded'])).map(([code, n]): [string, number] => [`excluded.${code}`, n]),
    ...Object.entries(counts(plan['unplaced'])).map(([code, n]): [string, number] => [`unplaced.${code}`, n]),
    ...(Array.isArray(agents) ? agents : []).map((agent): [string, number] => {
      const { agentNo, assigned } = record(agent);
      return [`agents.${String(agentNo)}`, Number(assigned ?? 0)];
    }),
  ]);
}

function counts(value: unknown): Record<string, number> {
  return Object.fromEntries(Object.entries(record(value)).filter(([, n]) => typeof n === 'number')) as Record<
    string,
    number
  >;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
