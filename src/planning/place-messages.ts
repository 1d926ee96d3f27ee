import { assignVisits, type AssignmentClass, type AssignmentProblem } from './assign-visits.js';
import { limitDays, type DayLimit } from './message-days.js';
import { measureWindows, type MessageWindow, unite } from './message-windows.js';
import type { ChannelRate } from './plan-input.js';
import { evenRate, ReplyCapacity, type ReplyWork } from './reply-capacity.js';
import { fillPieces, RateMinutes, type RatePiece } from './rate-minutes.js';
import { bucketTime, lengthOf, type Stretches } from './time-buckets.js';
import type { TimeClasses } from './time-classes.js';

const SECOND_MS = 1_000;

/** What binds the messages of a channel; `slots` takes their moments. */
export interface MessageFrame {
  readonly rate: ChannelRate;
  /** The number of the local day of an instant, for the limit of a day. */
  readonly dayOf: (at: number) => number;
  readonly slots: Float64Array;
  /** What answers ask of the agents; left out where nobody need read them. */
  readonly replies?: { readonly work: ReplyWork; readonly shifts: readonly Stretches[] } | null;
}

/**
 * Gives each message its moment: as many as the rate can carry before their last moment, spread so that the rate in
 * every stretch of time is as even as it can be. `members` are in the order in which they shall go. First with time
 * left for later rungs; only if that cannot hold all, up to the last moment. Answers with how even it came out.
 */
export function placeMessages(
  members: readonly number[],
  { classes, classOf }: TimeClasses,
  { rate, dayOf, slots, replies = null }: MessageFrame,
): MessageWindow[] {
  const sizes = new Float64Array(classes.length);
  for (const member of members) sizes[classOf[member]!]! += 1;
  const minutes = new RateMinutes(rate);
  let open = classes.map((entry) => entry.early);
  const capacity =
    replies === null ? null : new ReplyCapacity(replies.shifts, replies.work, evenRate(members.length, unite(open)));
  let plan = solve({ sizes, stretches: open, minutes, rate, dayOf, capacity });
  if (plan.placed < members.length && classes.some((entry) => entry.early !== entry.stretches)) {
    open = classes.map((entry) => entry.stretches);
    plan = solve({ sizes, stretches: open, minutes, rate, dayOf, capacity });
  }
  spread(drawKinds(members, classOf, plan), plan, slots);
  const instants = members.map((member) => slots[member]!).filter((at) => !Number.isNaN(at));
  return measureWindows(instants, open);
}

/** Messages of some classes, and the time that is open to each. */
interface MessageQuestion {
  readonly sizes: Float64Array;
  readonly stretches: readonly Stretches[];
  readonly minutes: RateMinutes;
  readonly rate: ChannelRate;
  readonly dayOf: (at: number) => number;
  readonly capacity: ReplyCapacity | null;
}

interface MessagePlan {
  readonly placed: number;
  /** Kinds of time by their pieces. */
  readonly kinds: readonly (readonly RatePiece[])[];
  /** Per class: kinds of time and how many go there. */
  readonly shares: readonly { readonly kind: number; amount: number }[][];
}

/** One question for the whole time; where a day would take more than it may, first by day and then within each. */
function solve(question: MessageQuestion): MessagePlan {
  const { sizes, stretches, rate, dayOf } = question;
  const whole = solveEvenly(question, sizes, stretches);
  if (rate.perDay === undefined || rate.perDay === null) return whole;
  const limits = limitDays(stretches, rate, dayOf);
  if (limits.every((limit) => countWithin(whole, limit) <= limit.room)) return whole;
  return limitByDay(question, limits);
}

function countWithin({ kinds, shares }: MessagePlan, { from, to }: DayLimit): number {
  const amounts = new Float64Array(kinds.length);
  for (const list of shares) for (const { kind, amount } of list) amounts[kind]! += amount;
  let count = 0;
  kinds.forEach((pieces, kind) => {
    const fills = fillPieces(pieces, amounts[kind]!);
    pieces.forEach(({ start }, i) => (count += from <= start && start < to ? fills[i]! : 0));
  });
  return Math.ceil(count - 1e-6);
}

/** As many as the days allow, the days as even as they can be; then each day for itself. */
function limitByDay(question: MessageQuestion, limits: readonly DayLimit[]): MessagePlan {
  const { minutes, sizes, stretches, rate, capacity } = question;
  const buckets = bucketTime(stretches);
  const clipped = limits.map(({ clip }) => stretches.map(clip));
  const { flows } = assignVisits({
    classes: limitedClasses(sizes, stretches, (index) => ({
      agents: Int32Array.from(limits.keys()),
      kinds: buckets.kindsOf[index]!,
    })),
    agentCount: limits.length,
    kindCount: buckets.kindCount,
    potCapacity: Float64Array.from(
      limits.flatMap(({ clip }) => buckets.stretchesOf.map((list) => roomOf(minutes.cut(clip(list))))),
    ),
    gateOf: Int32Array.from(limits.flatMap((_, day) => buckets.stretchesOf.map(() => day))),
    gateCapacity: Float64Array.from(limits, ({ room }) => room),
    held: Float64Array.from(limits, ({ held }) => Math.round(held)),
    weight: Float64Array.from(limits, (_, day) => secondsOf(bucketTime(clipped[day]!).stretchesOf)),
  });
  const ofDay = limits.map(() => new Float64Array(sizes.length));
  for (const { classIndex, agent, amount } of flows) ofDay[agent]![classIndex]! += amount;
  return join(limits.map((_, day) => solveEvenly({ minutes, rate, capacity }, ofDay[day]!, clipped[day]!)));
}

function join(plans: readonly MessagePlan[]): MessagePlan {
  const kinds: (readonly RatePiece[])[] = [];
  const shares = (plans[0]?.shares ?? []).map((): { kind: number; amount: number }[] => []);
  for (const plan of plans) {
    const first = kinds.length;
    kinds.push(...plan.kinds);
    plan.shares.forEach((list, index) => {
      for (const { kind, amount } of list) shares[index]!.push({ kind: first + kind, amount });
    });
  }
  return { placed: plans.reduce((sum, { placed }) => sum + placed, 0), kinds, shares };
}

/**
 * Kinds of time take the place of agents: their weight is their length, so that an even load is an even rate; less of it
 * where the agents on shift cannot answer for that rate.
 */
function solveEvenly(
  { minutes, capacity }: Pick<MessageQuestion, 'minutes' | 'rate' | 'capacity'>,
  sizes: Float64Array,
  stretches: readonly Stretches[],
): MessagePlan {
  const buckets = bucketTime([...stretches, ...minutes.listLevels(), ...(capacity?.listLevels() ?? [])]);
  const kinds = buckets.stretchesOf.map((list) => minutes.cut(list));
  const problem: AssignmentProblem = {
    classes: limitedClasses(sizes, stretches, (index) => ({
      agents: buckets.kindsOf[index]!,
      kinds: Int32Array.of(0),
    })),
    agentCount: buckets.kindCount,
    kindCount: 1,
    potCapacity: Float64Array.from(kinds, roomOf),
    gateOf: new Int32Array(buckets.kindCount).fill(-1),
    gateCapacity: new Float64Array(0),
    held: Float64Array.from(kinds, (pieces) => Math.round(pieces.reduce((sum, { held }) => sum + held, 0))),
    weight: Float64Array.from(buckets.stretchesOf, (list) =>
      Math.max(1, Math.round(secondsOf([list]) * (capacity?.partAt(list[0]!) ?? 1))),
    ),
  };
  const { placed, flows } = assignVisits(problem);
  const shares = stretches.map((): { kind: number; amount: number }[] => []);
  for (const { classIndex, agent, amount } of flows) shares[classIndex]!.push({ kind: agent, amount });
  return { placed: placed.reduce((sum, count) => sum + count, 0), kinds, shares };
}

function limitedClasses(
  sizes: Float64Array,
  stretches: readonly Stretches[],
  arcsOf: (index: number) => Pick<AssignmentClass, 'agents' | 'kinds'>,
): AssignmentClass[] {
  return stretches.map((list, index) => ({
    ...arcsOf(index),
    size: sizes[index]!,
    fallback: -1,
    order: list.at(-1) ?? 0,
    limited: true,
  }));
}

function roomOf(pieces: readonly RatePiece[]): number {
  return pieces.reduce((sum, { room }) => sum + room, 0);
}

function secondsOf(stretches: readonly Stretches[]): number {
  return Math.max(1, Math.floor(stretches.reduce((sum, list) => sum + lengthOf(list), 0) / SECOND_MS));
}

/** Deals the members of each class to its kinds of time: who goes first gets the earliest. */
function drawKinds(members: readonly number[], classOf: Int32Array, { kinds, shares }: MessagePlan): number[][] {
  const firstMoment = (kind: number): number => kinds[kind]![0]!.start;
  const queues = shares.map((list) =>
    list.map((share) => ({ ...share })).sort((a, b) => firstMoment(a.kind) - firstMoment(b.kind)),
  );
  const drawn = kinds.map((): number[] => []);
  for (const member of members) {
    const queue = queues[classOf[member]!]!;
    const share = queue[0];
    if (share === undefined) continue;
    drawn[share.kind]!.push(member);
    share.amount -= 1;
    if (share.amount === 0) queue.shift();
  }
  return drawn;
}

/** As evenly over each kind's minutes as what they hold allows, on whole seconds. */
function spread(drawn: readonly number[][], { kinds }: MessagePlan, slots: Float64Array): void {
  drawn.forEach((members, kind) => {
    if (members.length === 0) return;
    const fills = fillPieces(kinds[kind]!, members.length);
    let before = 0;
    kinds[kind]!.forEach((piece, i) => {
      const after = snap(before + fills[i]!);
      for (let n = Math.ceil(before - 0.5); n + 0.5 < after && n < members.length; n++) {
        slots[members[n]!] = momentIn(piece, (n + 0.5 - before) / (after - before));
      }
      before = after;
    });
  });
}

/** Sums of whole numbers and of one fraction stay exact: rounding must not bring a piece one message more. */
function snap(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function momentIn({ start, end }: RatePiece, part: number): number {
  const at = Math.max(start, start + part * (end - start));
  const second = Math.floor(at / SECOND_MS) * SECOND_MS;
  return second >= start ? second : at;
}
