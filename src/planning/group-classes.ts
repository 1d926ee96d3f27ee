import type { Assignment, AssignmentClass } from './assign-visits.js';
import type { CallCells } from './call-cells.js';
import type { FlowProblem } from './flow-network.js';
import type { CallDemand } from './place-calls.js';
import type { PlanColumns } from './plan-columns.js';
import type { PlanFrame } from './plan-input.js';
import type { TimeBuckets } from './time-buckets.js';
import type { TimeClasses } from './time-classes.js';

/** What is grouped: calls by time, agents and owner; messages, whose time is fixed already, by agents alone. */
export interface Ungrouped {
  readonly calls: readonly number[];
  readonly messages: readonly number[];
  readonly time: TimeClasses;
  readonly buckets: TimeBuckets;
  readonly cells: readonly CallCells[];
}

/** Candidates as the solver sees them. */
export interface VisitClasses {
  readonly classes: readonly AssignmentClass[];
  /** The class of each candidate, −1 for none. */
  readonly classOf: Int32Array;
  readonly network: Omit<FlowProblem, 'classes'>;
  /** The calls that an agent makes, by class. */
  demandsOf(agent: number, assignment: Assignment): CallDemand[];
}

/** Groups candidates into classes of like ones, and agents' cells into pots. */
export function buildVisitClasses(input: Ungrouped, columns: PlanColumns, frame: PlanFrame): VisitClasses {
  const pots = layPots(input, frame.agents.length);
  const classOf = new Int32Array(columns.length).fill(-1);
  const drafts = new ClassDrafts();
  const callKinds = input.buckets.kindsOf.map((kinds) => pots.expand(kinds));
  // One number for time, agents and owner; messages have no time, whoever has no owner stands first.
  const [sets, owners] = [frame.agentSets.length, frame.agents.length + 1];
  const keyOf = (time: number, set: number, owner: number): number => ((time + 1) * sets + set) * owners + owner + 1;
  for (const member of input.calls) {
    const [set, owner] = [columns.get('agentSet', member), ownerOf(member, columns, frame)];
    const time = input.time.classOf[member]!;
    const shape = (agents: Int32Array): Shape => {
      return { limited: true, kinds: callKinds[time]!, order: input.time.classes[time]!.until, agents, time };
    };
    const free = drafts.find(keyOf(time, set, -1), () => shape(frame.agentSets[set]!));
    const owned = (): Shape => ({ ...shape(Int32Array.of(owner)), fallback: free });
    const own = owner < 0 ? free : drafts.find(keyOf(time, set, owner), owned);
    drafts.add(own);
    classOf[member] = own;
  }
  const freeKind = Int32Array.of(pots.kindCount - 1);
  for (const member of input.messages) {
    const set = columns.get('agentSet', member);
    const found = drafts.find(keyOf(-1, set, -1), () => {
      return { limited: false, kinds: freeKind, order: 0, agents: frame.agentSets[set]!, time: -1 };
    });
    drafts.add(found);
    classOf[member] = found;
  }
  const classes = drafts.finish();
  return {
    classes,
    classOf,
    network: pots.network,
    demandsOf: (agent, plan) => listDemands(agent, plan, drafts, input, pots),
  };
}

function ownerOf(member: number, columns: PlanColumns, frame: PlanFrame): number {
  return frame.assignment === 'owner' ? columns.get('owner', member) : -1;
}

interface Shape {
  readonly agents: Int32Array;
  readonly kinds: Int32Array;
  readonly limited: boolean;
  readonly order: number;
  readonly time: number;
  readonly fallback?: number;
}

class ClassDrafts {
  private readonly numbers = new Map<number, number>();
  readonly shapes: Shape[] = [];
  private readonly sizes: number[] = [];

  find(key: number, shape: () => Shape): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.shapes.length);
    this.sizes.push(0);
    return this.shapes.push(shape()) - 1;
  }

  add(number: number): void {
    this.sizes[number]! += 1;
  }

  finish(): AssignmentClass[] {
    return this.shapes.map((shape, index) => ({
      size: this.sizes[index]!,
      agents: shape.agents,
      kinds: shape.kinds,
      limited: shape.limited,
      order: shape.order,
      fallback: shape.fallback ?? -1,
    }));
  }
}

/** Pots of the network: one for each agent and kind of time; by day as well where somebody's day has a limit. */
interface Pots {
  readonly kindCount: number;
  readonly network: Omit<FlowProblem, 'classes'>;
  expand(kinds: Int32Array): Int32Array;
  /** The kind of time and the day behind a pot's kind. */
  explain(kind: number): { kind: number; day: number | null };
}

function layPots({ cells, buckets }: Ungrouped, agentCount: number): Pots {
  const isByDay = cells.some((entry) => entry.dayRoom.size > 0);
  const days = isByDay ? [...new Set(cells.flatMap((entry) => [...new Set(entry.day)]))].sort((a, b) => a - b) : [0];
  const dayNumber = new Map(days.map((day, number) => [day, number]));
  const kindCount = buckets.kindCount * days.length + 1;
  const potCapacity = new Float64Array(agentCount * kindCount);
  const gateOf = new Int32Array(potCapacity.length).fill(-1);
  const gates: number[] = [];
  cells.forEach((entry, agent) => {
    const gateOfDay = new Map([...entry.dayRoom].map(([day, room]) => [day, gates.push(room) - 1]));
    entry.at.forEach((_, i) => {
      const number = isByDay ? dayNumber.get(entry.day[i]!)! : 0;
      const pot = agent * kindCount + entry.kind[i]! * days.length + number;
      potCapacity[pot]! += 1;
      gateOf[pot] = gateOfDay.get(entry.day[i]!) ?? -1;
    });
    potCapacity[agent * kindCount + kindCount - 1] = Infinity;
  });
  return {
    kindCount,
    network: { agentCount, kindCount, potCapacity, gateOf, gateCapacity: Float64Array.from(gates) },
    expand: (kinds) =>
      Int32Array.from([...kinds].flatMap((kind) => days.map((_, number) => kind * days.length + number))),
    explain: (kind) => ({
      kind: Math.floor(kind / days.length),
      day: isByDay ? days[kind % days.length]! : null,
    }),
  };
}

function listDemands(
  agent: number,
  assignment: Assignment,
  drafts: ClassDrafts,
  { buckets, time }: Ungrouped,
  pots: Pots,
): CallDemand[] {
  const byClass = new Map<number, { kind: number; day: number | null; amount: number }[]>();
  for (const flow of assignment.flowsOf(agent)) {
    if (!drafts.shapes[flow.classIndex]!.limited) continue;
    const laid = byClass.get(flow.classIndex) ?? [];
    laid.push({ ...pots.explain(flow.kind), amount: flow.amount });
    byClass.set(flow.classIndex, laid);
  }
  return [...byClass].map(([classIndex, laid]) => {
    const timeClass = drafts.shapes[classIndex]!.time;
    return {
      classIndex,
      kinds: buckets.kindsOf[timeClass]!,
      until: time.classes[timeClass]!.until,
      amount: laid.reduce((sum, part) => sum + part.amount, 0),
      laid,
    };
  });
}
