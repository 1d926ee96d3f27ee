import { assignVisits, type Assignment, type AssignmentClass } from './assign-visits.js';
import { listCallCells, listCellStarts, type CallCells } from './call-cells.js';
import { grantPreferences } from './grant-preferences.js';
import { buildVisitClasses, type VisitClasses } from './group-classes.js';
import type { MessageWindow } from './message-windows.js';
import { placeCalls, type CallSlot } from './place-calls.js';
import { placeMessages } from './place-messages.js';
import type { PlanColumns } from './plan-columns.js';
import type { PlanFrame } from './plan-input.js';
import { orderByDue } from './plan-order.js';
import { spreadOverAgents } from './spread-over-agents.js';
import { bucketTime, type TimeBuckets } from './time-buckets.js';
import { groupByTime, type TimeClasses } from './time-classes.js';

/** Why a candidate could not be placed; '' for the placed. */
export type UnplacedCode = '' | 'unplaced-no-agent' | 'unplaced-no-window' | 'unplaced-rate' | 'unplaced-capacity';

/** A plan by candidate, and the assignment behind it. */
export interface SolvedPlan {
  /** Index of the agent, −1 for the unplaced. */
  readonly agent: Int32Array;
  /** Moment of the first attempt in milliseconds, NaN for the unplaced. */
  readonly slot: Float64Array;
  readonly unplaced: readonly UnplacedCode[];
  /** 1 where the visit stays with its owner: as many as can, while as many are placed. */
  readonly owned: Uint8Array;
  readonly assignment: Assignment;
  /** Agents and how many visits each: fixed to owners, and in all. */
  readonly fixed: Float64Array;
  /** The grids to which the limits of calls were rounded. */
  readonly grids: TimeClasses['grids'];
  /** How evenly each channel's messages go out, by open window. */
  readonly windows: Readonly<Record<'sms' | 'email', readonly MessageWindow[]>>;
  /** No limit was rounded where that may have cost a place or an exchange: the plan is the best there is. */
  readonly exact: boolean;
}

/** Weights become integers, so that equal marginal costs are found to be equal. */
export const WEIGHT_UNITS = 1_000;

/** Hears at the end of each piece of work what it was. */
export type SolveLap = (work: 'slot' | 'assign') => void;

/** Solves a plan: times of messages, then agents for all, then times of calls. Pure; same input, same plan. */
export function solvePlan(columns: PlanColumns, frame: PlanFrame, lap: SolveLap = () => undefined): SolvedPlan {
  return new PlanSolver(columns, frame).solve(lap);
}

/**
 * Who has a place, and when, with nothing evened out and nobody's wish heard: as many as `solvePlan` places, in a part of
 * its time. The moment of a single call may be another one.
 */
export function solvePlaces(columns: PlanColumns, frame: PlanFrame): Pick<SolvedPlan, 'slot' | 'unplaced'> {
  return new PlanSolver(columns, frame).solvePlaces();
}

class PlanSolver {
  readonly agent: Int32Array;
  readonly slot: Float64Array;
  /** The class whose slot a call got; −1 for all others. */
  readonly dealtClass: Int32Array;
  private readonly unplaced: UnplacedCode[];
  private readonly owned: Uint8Array;
  private readonly fixed: Float64Array;
  private readonly windows: Record<'sms' | 'email', readonly MessageWindow[]> = { sms: [], email: [] };
  private exact = true;

  constructor(
    private readonly columns: PlanColumns,
    private readonly frame: PlanFrame,
  ) {
    this.agent = new Int32Array(columns.length).fill(-1);
    this.slot = new Float64Array(columns.length).fill(NaN);
    this.dealtClass = new Int32Array(columns.length).fill(-1);
    this.unplaced = new Array<UnplacedCode>(columns.length).fill('');
    this.owned = new Uint8Array(columns.length);
    this.fixed = new Float64Array(frame.agents.length);
  }

  solvePlaces(): Pick<SolvedPlan, 'slot' | 'unplaced'> {
    const { calls, time, buckets, cells } = this.placeMessages();
    const layout = { time, buckets, cells };
    if (calls.length > 0) {
      const classes = buildVisitClasses({ calls, messages: [], ...layout }, this.columns, this.frame);
      const assignment = this.assign(classes, 'placed');
      this.placeCalls(calls, classes, assignment, layout);
    }
    return { slot: this.slot, unplaced: this.unplaced };
  }

  solve(lap: SolveLap): SolvedPlan {
    const { messages, calls, ...layout } = this.placeMessages();
    lap('slot');
    const { time } = layout;
    const free = messages.filter((member) => !this.fixToOwner(member));
    const classes = buildVisitClasses({ calls, messages: free, ...layout }, this.columns, this.frame);
    const assignment = this.assign(classes, 'even');
    lap('assign');
    spreadOverAgents(free, classes, assignment, { agent: this.agent, slot: this.slot });
    this.placeCalls(calls, classes, assignment, layout);
    grantPreferences({ columns: this.columns, frame: this.frame }, this, { messages: free, calls, classes });
    return {
      agent: this.agent,
      slot: this.slot,
      unplaced: this.unplaced,
      owned: this.owned,
      assignment,
      fixed: this.fixed,
      grids: time.grids,
      windows: this.windows,
      exact: this.exact && isUnrounded(time),
    };
  }

  /** Gives messages their moments, and lays out the time that calls can take. */
  private placeMessages() {
    const members = this.dropHopeless();
    const messages = [...this.placeChannel(members, 'sms'), ...this.placeChannel(members, 'email')];
    const calls = orderByDue(this.ofChannel(members, 'call'), this.columns, this.frame.seed);
    const starts = calls.length === 0 ? null : listCellStarts(this.frame.agents, this.cellOptions());
    const time = groupByTime(calls, this.columns, this.frame.profiles, starts);
    const buckets = bucketTime(time.classes.map((entry) => entry.stretches));
    return { messages, calls, time, buckets, cells: this.listCells(buckets) };
  }

  private assign({ network, classes }: VisitClasses, until: 'placed' | 'even'): Assignment {
    const held = Float64Array.from(this.frame.agents, (agent, index) => agent.held + this.fixed[index]!);
    const weight = Float64Array.from(this.frame.agents, (agent) => weightUnits(agent.weight));
    return assignVisits({ ...network, classes, held, weight }, until);
  }

  /** Who has no window or no agent at all is left out before anything is solved. */
  private dropHopeless(): number[] {
    const members: number[] = [];
    for (let member = 0; member < this.columns.length; member++) {
      if (Number.isNaN(this.columns.get('rolledDue', member))) this.unplaced[member] = 'unplaced-no-window';
      else if (this.frame.agentSets[this.columns.get('agentSet', member)]!.length === 0) {
        this.unplaced[member] = 'unplaced-no-agent';
      } else members.push(member);
    }
    return members;
  }

  private ofChannel(members: readonly number[], channel: string): number[] {
    return members.filter((member) => this.frame.profiles[this.columns.get('profile', member)]!.channel === channel);
  }

  /** Gives the messages of a channel their moments; answers with those that got one. */
  private placeChannel(members: readonly number[], channel: 'sms' | 'email'): number[] {
    const order = orderByDue(this.ofChannel(members, channel), this.columns, this.frame.seed);
    if (order.length === 0) return order;
    const time = groupByTime(order, this.columns, this.frame.profiles);
    const { rates, dayOf, agents, replies: work } = this.frame;
    const replies = work ? { work, shifts: agents.map(({ shifts }) => shifts) } : null;
    this.windows[channel] = placeMessages(order, time, { rate: rates[channel], dayOf, slots: this.slot, replies });
    const placed = order.filter((member) => {
      if (!Number.isNaN(this.slot[member]!)) return true;
      this.unplaced[member] = 'unplaced-rate';
      return false;
    });
    if (placed.length < order.length && !isUnrounded(time)) this.exact = false;
    return placed;
  }

  /** Messages take no minutes of an agent, so an owner is never too full for one. */
  private fixToOwner(member: number): boolean {
    const owner = this.columns.get('owner', member);
    if (this.frame.assignment !== 'owner' || owner < 0) return false;
    this.agent[member] = owner;
    this.owned[member] = 1;
    this.fixed[owner]! += 1;
    return true;
  }

  /** Agents with the same shifts and nothing planned have the same cells. */
  private listCells(buckets: TimeBuckets): CallCells[] {
    const options = { ...this.cellOptions(), dayOf: this.frame.dayOf };
    const alike = new Map<string, CallCells>();
    return this.frame.agents.map((agent) => {
      if (agent.heldAt.length > 0) return listCallCells(agent, buckets, options);
      const key = `${agent.callsPerDay} ${agent.shifts.join()}`;
      const cells = alike.get(key) ?? listCallCells(agent, buckets, options);
      alike.set(key, cells);
      return cells;
    });
  }

  private cellOptions(): { cellMs: number; from: number } {
    return { cellMs: this.frame.minutesPerCall * 60_000, from: this.frame.from };
  }

  private placeCalls(
    calls: readonly number[],
    classes: VisitClasses,
    assignment: Assignment,
    layout: { readonly time: TimeClasses; readonly cells: readonly CallCells[] },
  ): void {
    const slots = new Map<number, (CallSlot & { agent: number })[]>();
    layout.cells.forEach((cells, agent) => {
      for (const slot of placeCalls(cells, classes.demandsOf(agent, assignment))) {
        const list = slots.get(slot.classIndex) ?? [];
        list.push({ ...slot, agent });
        slots.set(slot.classIndex, list);
      }
    });
    for (const list of slots.values()) list.sort((a, b) => b.at - a.at || b.agent - a.agent);
    for (const member of calls) this.dealCall(member, classes, slots);
  }

  /** The earliest free slot of the candidate's class: first with the owner, then with anybody. */
  private dealCall(
    member: number,
    classes: VisitClasses,
    slots: ReadonlyMap<number, (CallSlot & { agent: number })[]>,
  ): void {
    const own = classes.classOf[member]!;
    const fallback = classes.classes[own]!.fallback;
    const isOwned = (slots.get(own)?.length ?? 0) > 0;
    const slot = slots.get(own)?.pop() ?? slots.get(fallback)?.pop();
    this.dealtClass[member] = isOwned ? own : fallback < 0 ? own : fallback;
    if (slot === undefined) {
      this.unplaced[member] = 'unplaced-capacity';
      return;
    }
    this.agent[member] = slot.agent;
    this.slot[member] = slot.at;
    if (isOwned && isOwnersClass(classes.classes[own]!)) {
      this.owned[member] = 1;
      this.fixed[slot.agent]! += 1;
    }
  }
}

function isUnrounded({ grids }: TimeClasses): boolean {
  return grids.fromMs === 0 && grids.untilMs === 0;
}

function isOwnersClass(entry: AssignmentClass): boolean {
  return entry.fallback >= 0;
}

/** A weight in whole units, at least one. */
export function weightUnits(weight: number): number {
  return Math.max(1, Math.round(weight * WEIGHT_UNITS));
}
