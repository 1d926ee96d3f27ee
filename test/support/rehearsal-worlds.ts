import fc from 'fast-check';
import type { AudienceMember, PastContact } from '../../src/campaigns/audience-member.js';
import type { ContactCaps } from '../../src/campaigns/contact-caps.js';
import { decideContact } from '../../src/calendar/decide-contact.js';
import type { Channel } from '../../src/kernel/words.js';
import type { Answers, MessageFate } from '../../src/sandbox/draw-rates.js';
import { RunCounts } from '../../src/sandbox/rehearsal-counts.js';
import { prepareRehearsal } from '../../src/sandbox/rehearsal-order.js';
import { CustomerNotes, type RehearsalPlan } from '../../src/sandbox/rehearsal-plan.js';
import { RehearsalRun } from '../../src/sandbox/rehearsal-run.js';
import { email, member, mobile } from './audience-builders.js';
import { calendarFor, packagedPolicy } from './calendar-rules.js';
import { PlainRun } from './plain-rehearsal-run.js';
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
  /** Of each visit: the zone, the minute, which wraps round at the span, and what else is known of the customer. */
  readonly visits: readonly (Customer & { readonly zone: (typeof ZONES)[number]; readonly after: number })[];
  /** Limits in place of the policy's. */
  readonly caps?: ContactCaps;
}

/** What of a customer is special; mostly nothing. */
export interface Customer extends Partial<Pick<AudienceMember, 'preferredTime' | 'consent' | 'lifecycle'>> {
  readonly past?: readonly (Pick<PastContact, 'channel' | 'ofCustomer' | 'reached'> & { readonly hoursAgo: number })[];
  readonly plannedInHours?: readonly number[];
  readonly secondNumber?: boolean;
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

const customers: fc.Arbitrary<Customer> = fc.record(
  {
    preferredTime: fc.constantFrom([['10:00', '11:30'] as const], [['13:00', '15:05'] as const]),
    consent: fc.constantFrom<NonNullable<Customer['consent']>[]>(
      { 'email.service': 'denied' },
      { 'call.service': 'denied' },
      { 'sms.service': 'denied' },
    ),
    lifecycle: fc.constantFrom('existing' as const, 'prospect' as const),
    past: fc.array(
      fc.record({
        channel: fc.constantFrom('sms' as const, 'email' as const, 'call' as const, 'onsite' as const),
        ofCustomer: fc.constantFrom(true, true, false),
        reached: fc.boolean(),
        hoursAgo: fc.integer({ min: 0, max: 200 }),
      }),
      { maxLength: 4 },
    ),
    plannedInHours: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 2 }),
    secondNumber: fc.boolean(),
  },
  { requiredKeys: [] },
);
const limit = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined });
const channelCaps = fc.record({
  perDay: limit,
  perWeek: limit,
  per7d: limit,
  per30d: limit,
  minGapHours: fc.constantFrom(undefined, 2, 4),
  maxAttemptsPerVisit: fc.constantFrom(undefined, 2, 5),
});

/** The same with customers of every kind, and with caps of every kind. */
export const wildWorlds: fc.Arbitrary<World> = fc
  .tuple(
    worlds,
    fc.infiniteStream(fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: customers })),
    fc.option(fc.record({ sms: channelCaps, email: channelCaps, call: channelCaps, anyPer24h: limit }), {
      nil: undefined,
      freq: 2,
    }),
  )
  .map(([world, stream, caps]) => {
    const known = stream.take(world.visits.length);
    const visits = world.visits.map((visit) => ({ ...visit, ...(known.next().value as Customer) }));
    return { ...world, visits, ...(caps ? { caps } : {}) };
  });

/** The plan of a world: each visit at its first lawful moment, dealt round to the agents. */
export function planOf(world: World): RehearsalPlan {
  const policy = packagedPolicy();
  const from = TUESDAY + 9 * HOUR;
  const deadlineAt = TUESDAY + world.deadlineHour * HOUR;
  const base = { policy, calendar: calendarFor('CN'), holidayCampaign: false };
  const people = new CustomerNotes(base, 'Asia/Shanghai', new Date(from));
  world.visits.forEach(({ zone, ...customer }, i) => {
    const addresses = { sms: `+86138${String(i).padStart(8, '0')}`, email: `c${i}@example.com`, call: '' };
    const rungs = world.ladder.map((channel) => {
      const address = channel === 'email' ? addresses.email : addresses.sms;
      return { channel, waitHours: world.waitHours, address, notBefore: null, cap: null };
    });
    const one = { ...aMember(customer, addresses, from), customerId: i + 1, timezone: zone };
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
      caps: world.caps ?? policy.caps,
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

function aMember(customer: Customer, addresses: { sms: string; email: string }, from: number): AudienceMember {
  const { past = [], plannedInHours = [], secondNumber = false, ...fields } = customer;
  const unknown = { campaignId: null, campaignKind: null, surveyId: null, refused: false };
  const addressOf = (channel: string) => (channel === 'email' ? addresses.email : addresses.sms);
  return member({
    ...fields,
    addresses: [
      mobile(addresses.sms),
      email(addresses.email),
      ...(secondNumber ? [mobile(addresses.sms.replace('+86138', '+86139'))] : []),
    ],
    contacts: past.map(({ hoursAgo, ...contact }) => ({
      ...{ ...contact, ...unknown },
      at: new Date(from - hoursAgo * HOUR),
      address: addressOf(contact.channel),
    })),
    planned: plannedInHours.map((inHours) => ({
      ...{ channel: 'sms' as const, address: addresses.sms, ofCustomer: true },
      at: new Date(from + inHours * HOUR),
    })),
  });
}

/** What happened in a run. */
export interface Trace {
  readonly handedOver: { visit: number; channel: Channel; at: number; agent: number }[];
  /** States that a visit came to, other than open, in their order. */
  readonly ended: Map<number, string[]>;
  readonly counts: RunCounts;
}

/** Runs a plan to its end and writes down what happens; `Run` is how. */
export function traceOf(
  plan: RehearsalPlan,
  answers: Answers,
  Run: typeof RehearsalRun | typeof PlainRun = RehearsalRun,
): Trace {
  const prepared = prepareRehearsal(plan);
  const handedOver: Trace['handedOver'] = [];
  const ended = new Map<number, string[]>();
  const run = new Run(prepared, answers, new RunCounts(prepared.counted), {
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
