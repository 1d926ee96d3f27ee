import type { AgentDemand } from '../../src/planning/eligible-agents.js';
import type { PlanAgent } from '../../src/planning/plan-input.js';
import { LinearProgram, type Term } from './linear-program.js';
import type { PlanInstance } from './plan-instances.js';

const MINUTE = 60_000;

/** Customers who are alike in everything that binds a call. */
interface Group {
  readonly size: number;
  readonly agents: readonly number[];
  /** The agent with whom these stay where it can be; −1 for none, and where an even split comes first. */
  readonly owner: number;
  isOpen(at: number): boolean;
}

/** Cells of an agent on one day that are open to the same groups. */
interface Pool {
  readonly agent: number;
  readonly day: number;
  readonly groups: readonly number[];
  readonly cells: number;
}

/** Whether an agent may take such a customer: the rule of the domain, said once more. */
export function mayTake(agent: PlanAgent, demand: AgentDemand): boolean {
  const speaks = (all: readonly string[], one: string | null): boolean =>
    one === null || all.length === 0 || all.includes(one);
  const hasSkill = demand.skill === null || agent.skills.includes(demand.skill);
  const served = [agent.agentNo, agent.name].includes(demand.notServedBy ?? '');
  return hasSkill && speaks(agent.languages, demand.language) && speaks(agent.regions, demand.region) && !served;
}

/** The most calls of the instance that can be made in time. */
export async function mostCalls(instance: PlanInstance): Promise<number> {
  const program = new LinearProgram();
  layCalls(program, instance, () => 1);
  return program.solve('Maximize');
}

/** The most calls that stay with their owners, in plans with the most calls. */
export async function mostCallsOfOwners(instance: PlanInstance): Promise<number> {
  const calls = await mostCalls(instance);
  const program = new LinearProgram();
  const all = layCalls(program, instance, (isOwners) => (isOwners ? 1 : 0)).map(({ variable }): Term => [variable]);
  program.addRow(all, '=', calls);
  return program.solve('Maximize');
}

/**
 * The least Σ load²/weight of plans with the most calls and, among those, the most with their owners; with the messages
 * to whom `isPlaced`. Each visit more costs an agent (2·load + 1)/weight, so the square is a sum of unit steps and the
 * program stays linear.
 */
export async function leastCost(instance: PlanInstance, isPlaced: (candidate: number) => boolean): Promise<number> {
  const { agents } = instance.frame;
  const [calls, withOwners] = [await mostCalls(instance), await mostCallsOfOwners(instance)];
  const program = new LinearProgram();
  const loads: Term[][] = agents.map(() => []);
  const [all, owned]: [Term[], Term[]] = [[], []];
  for (const { agent, variable, isOwners } of layCalls(program, instance, () => 0)) {
    for (const list of [loads[agent]!, all, ...(isOwners ? [owned] : [])]) list.push([variable]);
  }
  program.addRow(all, '=', calls);
  program.addRow(owned, '=', withOwners);
  const messages = groupsOf(instance, (candidate) => channelOf(instance, candidate) !== 'call' && isPlaced(candidate));
  for (const { size, agents: takers, owner } of messages) {
    const shares = (owner < 0 ? takers : [owner]).map((agent): Term => {
      const variable = program.addVariable();
      loads[agent]!.push([variable]);
      return [variable];
    });
    program.addRow(shares, '=', size);
  }
  let base = 0;
  const most = calls + messages.reduce((sum, { size }) => sum + size, 0);
  agents.forEach(({ held, weight }, agent) => {
    base += (held * held) / weight;
    if (loads[agent]!.length === 0) return;
    const steps = Array.from({ length: most }, (_, k): Term => {
      return [program.addVariable((2 * (held + k) + 1) / weight, 1), -1];
    });
    program.addRow([...loads[agent]!, ...steps], '=', 0);
  });
  return base + (await program.solve('Minimize'));
}

/** The most messages of a channel that the rate carries; `limit` may bind each minute further, what is held included. */
export async function mostMessages(
  instance: PlanInstance,
  channel: 'sms' | 'email',
  limit = Infinity,
): Promise<number> {
  const groups = groupsOf(instance, (candidate) => channelOf(instance, candidate) === channel);
  if (groups.length === 0) return 0;
  const program = new LinearProgram();
  const sums: Term[][] = groups.map(() => []);
  for (const { left, ticks, times } of listMinutes(instance, channel, groups, limit)) {
    const all = [...ticks].flatMap(([open, count]) => {
      const shares = open.split(',').map((number): Term => {
        const variable = program.addVariable(1);
        sums[Number(number)]!.push([variable]);
        return [variable];
      });
      program.addRow(shares, '<=', count * times);
      return shares;
    });
    program.addRow(all, '<=', left * times);
  }
  groups.forEach(({ size }, number) => program.addRow(sums[number]!, '<=', size));
  return program.solve('Maximize');
}

/** A minute: how many messages more it takes, its moments by the groups that are open then; and how many are like it. */
interface MinuteKind {
  readonly left: number;
  readonly ticks: ReadonlyMap<string, number>;
  times: number;
}

function listMinutes(
  { frame, candidates }: PlanInstance,
  channel: 'sms' | 'email',
  groups: readonly Group[],
  limit: number,
): MinuteKind[] {
  const { perMinute, held } = frame.rates[channel];
  const heldAt = new Map(held.map(({ at, count }) => [at, count]));
  const kinds = new Map<string, MinuteKind>();
  const last = Math.max(...candidates.map(({ rolledDue }) => rolledDue!));
  for (let minute = Math.floor(frame.from / MINUTE) * MINUTE; minute < last; minute += MINUTE) {
    const taken = heldAt.get(minute) ?? 0;
    const left = Math.max(0, Math.min(perMinute, limit) - taken);
    const ticks = new Map<string, number>();
    // One moment for each message; those that are held have the first ones of their minute.
    for (let tick = taken; tick < perMinute; tick++) {
      const at = minute + (tick * MINUTE) / perMinute;
      const open = groups.flatMap((group, number) => (group.isOpen(at) ? [number] : [])).join();
      if (open !== '') ticks.set(open, (ticks.get(open) ?? 0) + 1);
    }
    if (ticks.size === 0 || left === 0) continue;
    const key = JSON.stringify([left, [...ticks].sort()]);
    const kind = kinds.get(key) ?? { left, ticks, times: 0 };
    kind.times += 1;
    kinds.set(key, kind);
  }
  return [...kinds.values()];
}

function channelOf({ candidates, frame }: PlanInstance, candidate: number): string {
  return frame.profiles[candidates[candidate]!.profile!]!.channel;
}

function groupsOf(instance: PlanInstance, isWanted: (candidate: number) => boolean): Group[] {
  const { candidates, demands, frame } = instance;
  const groups = new Map<string, number[]>();
  const ownerOf = (candidate: number): number => {
    return frame.assignment === 'owner' ? (candidates[candidate]!.owner ?? -1) : -1;
  };
  candidates.forEach(({ profile, from, rolledDue }, candidate) => {
    if (!isWanted(candidate)) return;
    const key = JSON.stringify([profile, from, rolledDue, demands[candidate], ownerOf(candidate)]);
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  });
  return [...groups.values()].map((members) => {
    const { profile, from, rolledDue } = candidates[members[0]!]!;
    const { windows } = frame.profiles[profile!]!;
    const takers = [...frame.agents.keys()].filter((agent) => mayTake(frame.agents[agent]!, demands[members[0]!]!));
    return {
      // Who has no agent is not planned at all.
      size: takers.length === 0 ? 0 : members.length,
      agents: takers,
      owner: ownerOf(members[0]!),
      isOpen: (at) => at >= from! && at < rolledDue! && isWithin(windows, at, at + 1),
    };
  });
}

function layCalls(
  program: LinearProgram,
  instance: PlanInstance,
  costOfCall: (isOwners: boolean) => number,
): { agent: number; variable: number; isOwners: boolean }[] {
  const groups = groupsOf(instance, (candidate) => channelOf(instance, candidate) === 'call');
  const sums: Term[][] = groups.map(() => []);
  const onDay = new Map<string, Term[]>();
  const laid: { agent: number; variable: number; isOwners: boolean }[] = [];
  for (const { agent, day, groups: open, cells } of listPools(instance, groups)) {
    const shares = open.map((group): Term => {
      const isOwners = groups[group]!.owner === agent;
      const variable = program.addVariable(costOfCall(isOwners));
      sums[group]!.push([variable]);
      laid.push({ agent, variable, isOwners });
      return [variable];
    });
    program.addRow(shares, '<=', cells);
    onDay.set(`${agent} ${day}`, [...(onDay.get(`${agent} ${day}`) ?? []), ...shares]);
  }
  groups.forEach(({ size }, group) => program.addRow(sums[group]!, '<=', size));
  for (const [key, terms] of onDay) {
    const [agent, day] = key.split(' ').map(Number);
    program.addRow(terms, '<=', roomOfDay(instance, agent!, day!));
  }
  return laid;
}

function roomOfDay({ frame }: PlanInstance, agent: number, day: number): number {
  const { callsPerDay, heldAt } = frame.agents[agent]!;
  if (callsPerDay === null) return 1_000_000;
  return Math.max(0, callsPerDay - heldAt.filter((at) => frame.dayOf(at) === day).length);
}

function listPools({ frame }: PlanInstance, groups: readonly Group[]): Pool[] {
  const length = frame.minutesPerCall * MINUTE;
  const pools = new Map<string, Pool>();
  frame.agents.forEach(({ shifts, heldAt }, agent) => {
    for (let i = 0; i < shifts.length; i += 2) {
      for (let at = shifts[i]!; at + length <= shifts[i + 1]!; at += length) {
        if (at < frame.from || heldAt.some((held) => held < at + length && at < held + length)) continue;
        const open = groups.flatMap((group, number) =>
          group.size > 0 && group.agents.includes(agent) && group.isOpen(at) ? [number] : [],
        );
        if (open.length === 0) continue;
        const key = `${agent} ${frame.dayOf(at)} ${open.join()}`;
        const cells = (pools.get(key)?.cells ?? 0) + 1;
        pools.set(key, { agent, day: frame.dayOf(at), groups: open, cells });
      }
    }
  });
  return [...pools.values()];
}

function isWithin(stretches: Float64Array, start: number, end: number): boolean {
  for (let i = 0; i < stretches.length; i += 2) if (stretches[i]! <= start && end <= stretches[i + 1]!) return true;
  return false;
}
