import fc from 'fast-check';
import { aContactQuestion } from '../../test/support/calendar-rules.js';
import { aPlanAgent, aPlanFrame, hours, TUESDAY } from '../../test/support/plan-inputs.js';
import type { Campaign } from '../campaigns/campaign.js';
import type { Channel } from '../kernel/words.js';
import { EligibleAgents } from './eligible-agents.js';
import { assessFeasibility, countReached, type Solved } from './feasibility.js';
import { findLeast, listIdeas, solveWith, weighIdea } from './find-suggestions.js';
import { isMemoryChange, type MemoryChange } from './plan-change.js';
import { PlanColumns } from './plan-columns.js';
import { solvePlan } from './solve-plan.js';
import { TimeProfiles } from './time-profiles.js';

const HOUR = 3_600_000;
const NOW = new Date(TUESDAY + 9 * HOUR);

interface Worker {
  readonly no: string;
  readonly skills: readonly string[];
  readonly endsAt: number;
  readonly callsPerDay: number | null;
}

interface Person {
  readonly channel: Channel;
  readonly skill: string | null;
  readonly dueHours: number;
}

/** A small campaign in words, from which every input of a plan is made afresh. */
interface World {
  readonly workers: readonly Worker[];
  readonly people: readonly Person[];
  readonly smsPerMinute: number;
}

/** An hour for each call, so that a few people fill a day. */
function solve({ workers, people, smsPerMinute }: World): Solved {
  const agents = workers.map(({ no, skills, endsAt, callsPerDay }, i) => {
    const shifts = hours(...[0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((day) => [day * 24 + 9, day * 24 + endsAt]));
    return aPlanAgent({ id: i + 1, agentNo: no, skills, callsPerDay, shifts });
  });
  const eligible = new EligibleAgents(agents);
  const { policy, calendar, holidayCampaign } = aContactQuestion({});
  const times = new TimeProfiles(
    { policy, calendar, holidayCampaign },
    { start: NOW, end: new Date(TUESDAY + 30 * 24 * HOUR) },
  );
  const columns = new PlanColumns();
  const from = NOW.getTime();
  people.forEach(({ channel, skill, dueHours }, i) => {
    const zones = ['Asia/Shanghai'];
    const profile = times.profileOf({ channel, zones, preferredTime: null, explicitTimeConsent: false });
    const { demand, set } = eligible.find({ skill, language: null, region: null, notServedBy: null });
    const due = TUESDAY + dueHours * HOUR;
    const rolledDue = times.rolledDue(profile, from, due);
    const rest = {
      occasion: '',
      owner: -1,
      weekDue: NaN,
      laterWaitMs: 0,
      address: `${i}`,
      ladder: 0,
      zones: 0,
      reasons: 0,
    };
    columns.push({ customerId: i + 1, profile, demand, agentSet: set, from, due, rolledDue, ...rest });
  });
  const rates = { sms: { perMinute: smsPerMinute, held: [] }, email: { perMinute: 600, held: [] } };
  const lists = { agents, agentSets: eligible.agentSets, profiles: times.profiles };
  const frame = aPlanFrame({ ...lists, rates, minutesPerCall: 60 });
  return { collected: { columns, eligible, times, exclusions: [] }, frame, plan: solvePlan(columns, frame) };
}

/** The same change made to the words instead of to what was computed from them. */
function change(world: World, wanted: MemoryChange): World {
  switch (wanted.kind) {
    case 'agents': {
      const like = world.workers.find(({ no }) => no === wanted.like)!;
      const skills = wanted.skill === undefined ? like.skills : [wanted.skill];
      const more = Array.from({ length: wanted.count }, (_, i) => ({ ...like, skills, no: `new ${i}` }));
      return { ...world, workers: [...world.workers, ...more] };
    }
    case 'hours': {
      const longer = (one: Worker): Worker => ({
        ...one,
        endsAt: one.endsAt + wanted.minutes / 60,
        callsPerDay: one.callsPerDay === null ? null : one.callsPerDay + Math.floor(wanted.minutes / 60),
      });
      return { ...world, workers: world.workers.map(longer) };
    }
    case 'days':
      return { ...world, people: world.people.map((one) => ({ ...one, dueHours: one.dueHours + 24 * wanted.days })) };
    case 'deadline': {
      const until = (Date.parse(wanted.until) - TUESDAY) / HOUR;
      return { ...world, people: world.people.map((one) => ({ ...one, dueHours: Math.max(one.dueHours, until) })) };
    }
    case 'rate':
      return { ...world, smsPerMinute: wanted.perSecond * 60 };
  }
}

const ONE_OFF = { standing: null, startAt: NOW, ladder: [] } as unknown as Campaign;
const worker = (no: string, overrides: Partial<Worker> = {}): Worker => ({
  no,
  skills: [],
  endsAt: 18,
  callsPerDay: null,
  ...overrides,
});
const people = (count: number, overrides: Partial<Person> = {}): Person[] =>
  Array.from({ length: count }, () => ({ channel: 'call' as const, skill: null, dueHours: 20, ...overrides }));

/** The suggestions for a world, with what each gives by its own words. */
function suggest(world: World) {
  const solved = solve(world);
  return listIdeas(solved, 5, ONE_OFF, NOW).flatMap((idea) => {
    if (!isMemoryChange(idea.change)) return [];
    const suggestion = weighIdea(solved, solveWith(solved, idea.change), idea);
    return suggestion === null ? [] : [{ wanted: idea.change, params: suggestion.reason.params }];
  });
}

describe('what would help', () => {
  it('is the least of each kind that is enough: agents, hours, days', () => {
    // Seven hours of shift on which a call may start lie in the open hours of a day: three of ten are left out.
    const found = suggest({ workers: [worker('001')], people: people(10), smsPerMinute: 600 });
    const given = found.map(({ wanted, params }) => [wanted, params['reaches'], params['missed']]);
    expect(given).toContainEqual([{ kind: 'agents', count: 1, like: '001' }, 3, 0]);
    expect(given).toContainEqual([{ kind: 'days', days: 1 }, 3, 0]);
    expect(given).toContainEqual([{ kind: 'hours', minutes: 120 }, 2, 1]);
  });

  it('is an agent with what nobody has, and as many as the missed need', () => {
    const world = { workers: [worker('001')], people: people(12, { skill: 'VIP' }), smsPerMinute: 600 };
    const found = suggest(world).map(({ wanted, params }) => [wanted, params['reaches'], params['missed']]);
    expect(found).toEqual([[{ kind: 'agents', count: 2, like: '001', skill: 'VIP' }, 12, 0]]);
  });

  it('is a deadline behind the last start: the start at the old one would still be late', () => {
    const night = { workers: [worker('001')], people: people(3, { dueHours: 9 }), smsPerMinute: 600 };
    const found = suggest(night).find(({ wanted }) => wanted.kind === 'deadline');
    expect(found?.params).toMatchObject({ reaches: 3, missed: 0 });
    expect(found?.wanted).toEqual({ kind: 'deadline', until: new Date(TUESDAY + 12 * HOUR).toISOString() });
  });

  it('is a faster rate for messages that do not fit', () => {
    const world = {
      workers: [worker('001')],
      people: people(600, { channel: 'sms', dueHours: 9.1 }),
      smsPerMinute: 60,
    };
    const found = suggest(world).find(({ wanted }) => wanted.kind === 'rate');
    expect([found?.wanted, found?.params['missed']]).toEqual([{ kind: 'rate', channel: 'sms', perSecond: 2 }, 0]);
  });

  it('names the best against each cause, and counts those whose zone nobody knows as missed', () => {
    const solved = solve({ workers: [worker('001')], people: people(10), smsPerMinute: 600 });
    const unknown = { customerId: 99, occasion: '', why: { code: 'unplaced-unknown-zone', params: {}, also: [] } };
    const also = { ...solved, collected: { ...solved.collected, exclusions: [unknown] } };
    const days = {
      change: { kind: 'days', days: 1 },
      causes: [0],
      reason: { code: 'suggest-more-days', params: {} },
    } as const;
    expect(assessFeasibility(also, [days])).toMatchObject({
      feasible: false,
      missed: 4,
      shortfalls: [
        { code: 'unplaced-capacity', count: 3, suggestion: days.reason },
        { code: 'unplaced-unknown-zone', count: 1, suggestion: null },
      ],
      reach: [{ channel: 'call', agents: 1, customers: 10, reached: 7 }],
    });
    const nobody = solve({ workers: [worker('001')], people: [], smsPerMinute: 600 });
    const onlyUnknown = { ...nobody, collected: { ...nobody.collected, exclusions: [unknown] } };
    expect(assessFeasibility(onlyUnknown, [])).toMatchObject({ feasible: false, missed: 1 });
  });

  // Mutant that this finds: `reaches` as the number of the missed instead of what the plan with the change reaches.
  it('never promises what planning again with the change does not give', () => {
    const person = fc.record({
      channel: fc.constantFrom<Channel>('call', 'call', 'sms'),
      skill: fc.constantFrom(null, 'VIP', 'English'),
      dueHours: fc.constantFrom(9, 10, 13, 20, 33, 44),
    });
    const someone = fc.record({
      skills: fc.constantFrom([], ['VIP'], ['VIP', 'English']),
      endsAt: fc.constantFrom(11, 16, 18, 21),
      callsPerDay: fc.constantFrom(null, 2),
    });
    const world = fc.record({
      workers: fc
        .array(someone, { minLength: 1, maxLength: 3 })
        .map((all) => all.map((one, i) => ({ ...one, no: `00${i}` }))),
      people: fc.array(person, { minLength: 1, maxLength: 24 }),
      smsPerMinute: fc.constantFrom(1 / 60, 600),
    });
    let checked = 0;
    fc.assert(
      fc.property(world, (one) => {
        const before = countReached(solve(one)).reached;
        for (const { wanted, params } of suggest(one)) {
          const after = countReached(solve(change(one, wanted)));
          expect([params['reaches'], params['missed']]).toEqual([after.reached - before, after.missed]);
          checked += 1;
        }
      }),
      { numRuns: 60 },
    );
    expect(checked).toBeGreaterThan(20);
  });
});

describe('findLeast', () => {
  it.each([
    { least: 1, most: 256, needed: 1, expected: 1 },
    { least: 1, most: 256, needed: 37, expected: 37 },
    { least: 30, most: 256, needed: 37, expected: 37 },
    { least: 37, most: 256, needed: 37, expected: 37 },
    { least: 1, most: 256, needed: 256, expected: 256 },
    { least: 1, most: 256, needed: 257, expected: null },
    { least: 300, most: 256, needed: 300, expected: null },
  ])('finds $needed from $least up to $most', ({ least, most, needed, expected }) => {
    expect(findLeast((count) => count >= needed, least, most)).toBe(expected);
  });
});
