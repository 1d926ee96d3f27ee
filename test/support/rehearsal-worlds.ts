import fc from 'fast-check';
import { decideContact } from '../../src/calendar/decide-contact.js';
import type { Channel } from '../../src/kernel/words.js';
import type { Answers, MessageFate } from '../../src/sandbox/draw-rates.js';
import { RunCounts } from '../../src/sandbox/rehearsal-counts.js';
import { prepareRehearsal } from '../../src/sandbox/rehearsal-order.js';
import { CustomerNotes, type RehearsalPlan } from '../../src/sandbox/rehearsal-plan.js';
import { RehearsalRun } from '../../src/sandbox/rehearsal-run.js';
import { email, member, mobile } from './audience-builders.js';
import { calendarFor, packagedPolicy } from './calendar-rules.js';
import { aPlanAgent, hours, TUESDAY } from './plan-inputs.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DAYS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
export const ZONES = ['Asia/Shanghai', 'Asia/Urumqi', 'Europe/London'] as const;

/** A campaign to be rehearsed, as a test states it; hours are counted from Tuesday, 2026-11-24 00:00 in Shanghai. */
export interface World {
  readonly ladder: readonly Channel[];
  readonly waitHours: number;
  readonly deadlineHour: number;
  readonly minutesPerCall: number;
  readonly agents: number;
  readonly perMinute: number;
  readonly isSurvey: boolean;
  /** Within so many minutes after Tuesday 09:00 the first slots are looked for. */
  readonly span: number;
  /** Of each visit: the zone, and the minute, which wraps round at the span. */
  readonly visits: readonly { readonly zone: (typeof ZONES)[number]; readonly after: number }[];
}

/** Campaigns of every ladder, with few agents and narrow rates, so that queues form. */
export const worlds: fc.Arbitrary<World> = fc.noBias(
  fc.record({
    ladder: fc.shuffledSubarray(['sms', 'email', 'call'] as Channel[], { minLength: 1 }),
    waitHours: fc.constantFrom(1, 5, 24),
    deadlineHour: fc.constantFrom(20, 36, 60, 132, 200),
    minutesPerCall: fc.constantFrom(5, 20, 45),
    agents: fc.integer({ min: 1, max: 3 }),
    perMinute: fc.constantFrom(0.05, 0.5, 1, 7),
    isSurvey: fc.constantFrom(true, true, false),
    span: fc.constantFrom(60, 170, 1_500),
    visits: fc.array(fc.record({ zone: fc.constantFrom(...ZONES), after: fc.integer({ min: 0, max: 1_500 }) }), {
      minLength: 1,
      maxLength: 40,
      size: 'max',
    }),
  }),
);

/** The plan of a world: each visit at its first lawful moment, dealt round to the agents. */
export function planOf(world: World): RehearsalPlan {
  const policy = packagedPolicy();
  const from = TUESDAY + 9 * HOUR;
  const deadlineAt = TUESDAY + world.deadlineHour * HOUR;
  const base = { policy, calendar: calendarFor('CN'), holidayCampaign: false };
  const people = new CustomerNotes(base, 'Asia/Shanghai', new Date(from));
  world.visits.forEach(({ zone }, i) => {
    const addresses = { sms: `+86138${String(i).padStart(8, '0')}`, email: `c${i}@example.com`, call: '' };
    const rungs = world.ladder.map((channel) => {
      const address = channel === 'email' ? addresses.email : addresses.sms;
      return { channel, waitHours: world.waitHours, address, notBefore: null, cap: null };
    });
    const one = member({
      customerId: i + 1,
      timezone: zone,
      addresses: [mobile(addresses.sms), email(addresses.email)],
    });
    people.add(one, { rungs, dropped: [] }, [zone]);
  });
  const slots = world.visits.map(({ after }, i) =>
    decideContact(people.question(i, 0), new Date(from + (after % world.span) * 60_000)).next!.getTime(),
  );
  const placed = [...slots.keys()].filter((i) => slots[i]! < deadlineAt);
  const agents = Array.from({ length: world.agents }, (_, i) => {
    const agentNo = String(i + 1).padStart(3, '0');
    const edges = DAYS.flatMap((day) => [day * 24 + 9, day * 24 + 12, day * 24 + 14, day * 24 + 18]);
    return aPlanAgent({ id: i + 1, agentNo, shifts: hours(...edges), callsPerDay: i === 1 ? 4 : null });
  });
  const deadlines = new Float64Array(placed.length).fill(deadlineAt);
  return {
    campaign: {
      kind: 'routine',
      purpose: 'service',
      rungs: world.ladder.map((channel) => ({ channel, waitHours: world.waitHours })),
      deadlineAt,
      isStanding: false,
      onlyNotifies: !world.isSurvey,
      caps: policy.caps,
      minutesPerCall: world.minutesPerCall,
    },
    from,
    dayOf: (at) => Math.floor((at + 8 * HOUR) / DAY),
    agents,
    agentSets: [Int32Array.from(agents.keys())],
    rates: { sms: { perMinute: world.perMinute, held: [] }, email: { perMinute: world.perMinute, held: [] } },
    visits: {
      length: placed.length,
      ids: Float64Array.from(placed, (i) => i + 1),
      agent: Int32Array.from(placed, (i) => i % world.agents),
      agentSet: new Int32Array(placed.length),
      slot: Float64Array.from(placed, (i) => slots[i]!),
      due: deadlines,
      rolledDue: deadlines,
      ladder: Int32Array.from(placed, (i) => people.ladderOf(i)),
      people,
      member: Int32Array.from(placed),
    },
    audience: world.visits.length,
    excluded: { 'unplaced-no-window': world.visits.length - placed.length },
  };
}

/** What happened in a run. */
export interface Trace {
  readonly handedOver: { visit: number; channel: Channel; at: number; agent: number }[];
  /** States that a visit came to, other than open, in their order. */
  readonly ended: Map<number, string[]>;
  readonly counts: RunCounts;
}

/** Runs a plan to its end and writes down what happens. */
export function traceOf(plan: RehearsalPlan, answers: Answers): Trace {
  const prepared = prepareRehearsal(plan);
  const handedOver: Trace['handedOver'] = [];
  const ended = new Map<number, string[]>();
  const run = new RehearsalRun(prepared, answers, new RunCounts(prepared.counted), {
    handedOver: (visit, channel, at, agent) => handedOver.push({ visit, channel, at, agent }),
    ended: (visit, state) => ended.set(visit, [...(ended.get(visit) ?? []), state]),
  });
  while (run.advance(1_000));
  return { handedOver, ended, counts: run.counts };
}

/** Everybody answers what arrives first, five minutes later; calls are completed. */
export const EVERYBODY: Answers = { message: () => fate('answer'), call: () => 'completed' };
/** Nobody ever answers, and nobody takes a call. */
export const NOBODY: Answers = { message: () => fate(null), call: () => 'no-answer' };

function fate(act: MessageFate['act']): MessageFate {
  return { failed: null, act, afterMs: 5 * 60_000 };
}
