import fc from 'fast-check';
import { EligibleAgents, type AgentDemand } from '../../src/planning/eligible-agents.js';
import type { Candidate, ChannelRate, PlanAgent, PlanFrame, TimeProfile } from '../../src/planning/plan-input.js';
import { aPlanAgent, aPlanFrame, hours, TUESDAY } from './plan-inputs.js';

/** A whole planning question; `demands[i]` is what candidate i asks of an agent. */
export interface PlanInstance {
  readonly candidates: readonly Partial<Candidate>[];
  readonly demands: readonly AgentDemand[];
  readonly frame: PlanFrame;
}

export interface InstanceSize {
  readonly agents: number;
  readonly kindsOfCustomer: number;
  /** The most customers of one kind. */
  readonly customersEach: number;
}

const HOUR = 3_600_000;
const DAYS = [0, 24];
const CHANNELS = ['call', 'sms', 'email'] as const;
/** Hours by which local time is behind Shanghai's: Ürümqi by habit, London, New York; Auckland is ahead. */
const ZONES = [0, 0, 0, 2, 8, 13, -5];
/** Lunch gaps, a short shift, a late one, one that begins off the hour. */
const SHIFTS = [
  [9, 12, 14, 18],
  [8.5, 11.5, 13, 17.25],
  [10, 11],
  [12, 13, 19, 21],
  [9.25, 10.75, 11, 12.1],
];

/** Instances with several zones, shifts with gaps, gates, owners, held load, weights, capacities and deadlines. */
export function planInstances(size: InstanceSize): fc.Arbitrary<PlanInstance> {
  const parts = fc.record({
    agents: fc.array(agents, { minLength: 1, maxLength: size.agents }),
    profiles: fc.array(profiles, { minLength: 1, maxLength: 5 }),
    kinds: fc.array(customers(size.customersEach), {
      minLength: Math.ceil(size.kindsOfCustomer / 3),
      maxLength: size.kindsOfCustomer,
    }),
    from: fc.constantFrom(9, 9.5, 10 + 7 / 3600),
    minutesPerCall: fc.constantFrom(10, 15, 35),
    rates: fc.record({ sms: rates, email: rates }),
    seed: fc.nat(1_000),
  });
  return fc.noBias(parts).map(putTogether);
}

const agents = fc.record({
  skills: fc.subarray(['vip', 'loan'], { minLength: 1 }),
  languages: fc.subarray(['zh', 'yue']),
  regions: fc.subarray(['north', 'south']),
  weight: fc.constantFrom(0.5, 0.8, 1, 1, 1.25, 2),
  held: fc.nat(20),
  shiftDays: fc.tuple(fc.constantFrom(...SHIFTS), fc.option(fc.constantFrom(...SHIFTS), { freq: 4 })),
  heldAt: fc.uniqueArray(fc.constantFrom(9, 9.5, 10.1, 14, 33.25, 38), { maxLength: 2 }),
  callsPerDay: fc.constantFrom(null, null, null, 3, 12),
});

const profiles = fc.record({
  channel: fc.constantFrom(...CHANNELS, 'call' as const),
  zones: fc.uniqueArray(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 2 }),
  open: fc.constantFrom([9, 12, 14, 20], [9, 12, 14, 20], [9, 21], [9.5, 9.75, 11, 11.1], [10, 12]),
  days: fc.constantFrom(DAYS, DAYS, DAYS, [0], [24]),
});

const customers = (most: number) =>
  fc.record({
    count: fc.integer({ min: 1, max: most }),
    profile: fc.nat(4),
    demand: fc.record({
      skill: fc.constantFrom(null, null, null, 'vip', 'loan'),
      language: fc.constantFrom(null, null, 'zh', 'yue'),
      region: fc.constantFrom(null, null, 'north', 'south'),
      notServedBy: fc.constantFrom(null, null, '001', '002'),
    }),
    owner: fc.option(fc.nat(9)),
    from: fc.constantFrom(9, 9, 9, 9.7, 15, 34 + 1 / 7),
    due: fc.constantFrom(11.5, 16.01, 36, 44, 48, 48),
  });

const rates = fc.record({
  perMinute: fc.constantFrom(1, 2, 3),
  held: fc.array(fc.record({ at: fc.constantFrom(9, 9.05, 9.1, 11, 11.5, 34), count: fc.nat(4) }), { maxLength: 4 }),
});

interface Parts {
  readonly agents: readonly ArbitraryValue<typeof agents>[];
  readonly profiles: readonly ArbitraryValue<typeof profiles>[];
  readonly kinds: readonly ArbitraryValue<ReturnType<typeof customers>>[];
  readonly from: number;
  readonly minutesPerCall: number;
  readonly rates: { readonly sms: ArbitraryValue<typeof rates>; readonly email: ArbitraryValue<typeof rates> };
  readonly seed: number;
}
type ArbitraryValue<T> = T extends fc.Arbitrary<infer V> ? V : never;

function putTogether(parts: Parts): PlanInstance {
  const start = TUESDAY + Math.round(parts.from * HOUR);
  const planAgents = parts.agents.map((agent, i) => toAgent(agent, i));
  const eligible = new EligibleAgents(planAgents);
  const candidates: Partial<Candidate>[] = [];
  const demands: AgentDemand[] = [];
  for (const { count, profile, demand, owner, from, due } of parts.kinds) {
    const { demand: number, set } = eligible.find(demand);
    const takers = eligible.agentSets[set]!;
    const candidate = {
      profile: profile % parts.profiles.length,
      agentSet: set,
      demand: number,
      owner: owner === null || takers.length === 0 ? -1 : takers[owner % takers.length]!,
      from: Math.max(start, TUESDAY + Math.round(from * HOUR)),
      due: TUESDAY + Math.round(due * HOUR),
      rolledDue: TUESDAY + Math.round(due * HOUR),
    };
    for (let i = 0; i < count; i++) {
      candidates.push(candidate);
      demands.push(demand);
    }
  }
  const frame = aPlanFrame({
    from: start,
    seed: parts.seed,
    assignment: 'even',
    minutesPerCall: parts.minutesPerCall,
    agents: planAgents,
    agentSets: eligible.agentSets,
    profiles: parts.profiles.map(toProfile),
    rates: { sms: toRate(parts.rates.sms), email: toRate(parts.rates.email) },
  });
  return { candidates, demands, frame };
}

function toAgent({ shiftDays, heldAt, ...agent }: ArbitraryValue<typeof agents>, i: number): PlanAgent {
  const edges = shiftDays.flatMap((shift, day) => (shift ?? []).map((hour) => hour + DAYS[day]!));
  return aPlanAgent({
    ...agent,
    id: i + 1,
    agentNo: String(i + 1).padStart(3, '0'),
    name: `agent ${i + 1}`,
    shifts: hours(...edges),
    heldAt: heldAt.map((hour) => TUESDAY + hour * HOUR),
  });
}

/** Open where all of its zones are; all edges lie on three minutes. */
function toProfile({ channel, zones, open, days }: ArbitraryValue<typeof profiles>): TimeProfile {
  const edges: number[] = [];
  const isOpenIn = (zone: number, minute: number): boolean => {
    const local = minute - zone * 60;
    if (!days.includes(Math.floor(local / 1440) * 24)) return false;
    const hour = ((local + 1440) % 1440) / 60;
    return open.some((edge, i) => i % 2 === 0 && edge <= hour && hour < open[i + 1]!);
  };
  for (let minute = 0; minute <= LAST_MINUTE; minute += 3) {
    const isOpen = minute < LAST_MINUTE && zones.every((zone) => isOpenIn(zone, minute));
    if (isOpen !== (edges.length % 2 === 1)) edges.push(minute / 60);
  }
  return { channel, windows: hours(...edges), provisionalFrom: Infinity };
}

const LAST_MINUTE = 72 * 60;

function toRate({ perMinute, held }: ArbitraryValue<typeof rates>): ChannelRate {
  const counts = new Map<number, number>();
  for (const { at, count } of held) {
    const minute = TUESDAY + Math.round(at * 60) * 60_000;
    if (count > 0) counts.set(minute, (counts.get(minute) ?? 0) + count);
  }
  return { perMinute, held: [...counts].map(([at, count]) => ({ at, count })) };
}
