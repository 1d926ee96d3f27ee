import { assignVisits, type AssignmentProblem } from './assign-visits.js';
import type { ChannelRate } from './plan-input.js';
import { bucketTime, findBucket, instantAt, lengthOf, type Stretches, type TimeBuckets } from './time-buckets.js';
import type { TimeClasses } from './time-classes.js';

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/**
 * Gives each message its moment: as many as the rate can carry before their last moment, spread so that the rate in
 * every stretch of time is as even as it can be. `members` are in the order in which they shall go; `slots` takes their
 * moments. First with time left for later rungs; only if that cannot hold all, up to the last moment.
 */
export function placeMessages(
  members: readonly number[],
  { classes, classOf }: TimeClasses,
  rate: ChannelRate,
  slots: Float64Array,
): void {
  const sizes = new Float64Array(classes.length);
  for (const member of members) sizes[classOf[member]!]! += 1;
  const early = solve(
    sizes,
    classes.map((entry) => entry.early),
    rate,
  );
  const isAll = early.placed.every((placed, index) => placed === sizes[index]);
  const plan = isAll
    ? early
    : solve(
        sizes,
        classes.map((entry) => entry.stretches),
        rate,
      );
  spread(drawKinds(members, classOf, plan), plan.buckets, slots);
}

interface MessagePlan {
  readonly buckets: TimeBuckets;
  readonly placed: Float64Array;
  /** Per class: kinds of time and how many go there. */
  readonly shares: readonly { kind: number; amount: number }[][];
}

/** Kinds of time take the place of agents: their weight is their length, so that an even load is an even rate. */
function solve(sizes: Float64Array, stretches: readonly Stretches[], rate: ChannelRate): MessagePlan {
  const buckets = bucketTime(stretches);
  const seconds = buckets.stretchesOf.map((list) => Math.max(1, Math.floor(lengthOf(list) / SECOND_MS)));
  const held = countHeld(buckets, rate);
  const problem: AssignmentProblem = {
    classes: stretches.map((_, index) => ({
      size: sizes[index]!,
      agents: buckets.kindsOf[index]!,
      kinds: Int32Array.of(0),
      stage: 1,
      fallback: -1,
      order: stretches[index]!.at(-1) ?? 0,
      limited: true,
    })),
    agentCount: buckets.kindCount,
    kindCount: 1,
    potCapacity: Float64Array.from(seconds, (length, kind) => capacityOf(length, held[kind]!, rate)),
    gateOf: new Int32Array(buckets.kindCount).fill(-1),
    gateCapacity: new Float64Array(0),
    held,
    weight: Float64Array.from(seconds),
  };
  const { placed, flows } = assignVisits(problem);
  const shares = stretches.map((): { kind: number; amount: number }[] => []);
  for (const { classIndex, agent, amount } of flows) shares[classIndex]!.push({ kind: agent, amount });
  return { buckets, placed, shares };
}

function capacityOf(seconds: number, held: number, { perMinute }: ChannelRate): number {
  return Math.max(0, Math.floor((seconds * perMinute * SECOND_MS) / MINUTE_MS) - held);
}

function countHeld(buckets: TimeBuckets, rate: ChannelRate): Float64Array {
  const held = new Float64Array(buckets.kindCount);
  for (const { at, count } of rate.held) {
    const bucket = findBucket(buckets, at);
    const kind = bucket < 0 ? -1 : buckets.kindOf[bucket]!;
    if (kind >= 0) held[kind]! += count;
  }
  return held;
}

/** Deals the members of each class to its kinds of time: who goes first gets the earliest. */
function drawKinds(members: readonly number[], classOf: Int32Array, { buckets, shares }: MessagePlan): number[][] {
  const firstMoment = (kind: number): number => buckets.stretchesOf[kind]![0]!;
  const queues = shares.map((list) =>
    list.map((share) => ({ ...share })).sort((a, b) => firstMoment(a.kind) - firstMoment(b.kind)),
  );
  const drawn = buckets.stretchesOf.map((): number[] => []);
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

/** Evenly over each kind's stretches, on whole seconds. */
function spread(drawn: readonly number[][], buckets: TimeBuckets, slots: Float64Array): void {
  drawn.forEach((members, kind) => {
    const stretches = buckets.stretchesOf[kind]!;
    const step = lengthOf(stretches) / members.length;
    members.forEach((member, i) => {
      const exact = instantAt(stretches, (i + 0.5) * step);
      slots[member] = wholeSecondWithin(stretches, exact);
    });
  });
}

function wholeSecondWithin(stretches: Stretches, at: number): number {
  const second = Math.floor(at / SECOND_MS) * SECOND_MS;
  for (let i = 0; i < stretches.length; i += 2)
    if (stretches[i]! <= second && second < stretches[i + 1]!) return second;
  return at;
}
