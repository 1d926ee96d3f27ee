/** What an agent has to do on a local day, and what is done of it. */
export interface AgentDay {
  readonly agentId: number;
  readonly agentNo: string;
  readonly agentName: string;
  readonly team: string | null;
  /** Calls of running campaigns that are planned until the end of the day and not yet made. */
  readonly toCall: number;
  /** Calls that were made and written down. */
  readonly called: number;
  /** Of these, visits with a person on the line. */
  readonly reached: number;
  /** Visits that a call of the day brought to their end. */
  readonly done: number;
}

/** The same against the day's target: what is done and what is still to be called. */
export interface AgentDayLine extends AgentDay {
  readonly target: number;
  /** Null where the day asks nothing. */
  readonly doneShare: number | null;
}

/** An agent's day with its target. */
export function toAgentDayLine(day: AgentDay): AgentDayLine {
  const target = day.done + day.toCall;
  return { ...day, target, doneShare: target === 0 ? null : day.done / target };
}

/** The day of several agents together. */
export function sumAgentDays(
  days: readonly AgentDay[],
): Pick<AgentDayLine, 'toCall' | 'called' | 'reached' | 'done' | 'target'> {
  const sum = (of: (day: AgentDay) => number) => days.reduce((total, day) => total + of(day), 0);
  const [toCall, done] = [sum((day) => day.toCall), sum((day) => day.done)];
  return { toCall, called: sum((day) => day.called), reached: sum((day) => day.reached), done, target: done + toCall };
}
