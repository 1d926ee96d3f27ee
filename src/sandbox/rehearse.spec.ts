import fc from 'fast-check';
import {
  EVERYBODY,
  NOBODY,
  planOf,
  traceOf,
  type Trace,
  type World,
  worlds,
} from '../../test/support/rehearsal-worlds.js';
import { type PastAnswers } from './answer-model.js';
import { answersByChance } from './draw-rates.js';
import { prepareRehearsal } from './rehearsal-order.js';
import { REHEARSED_ENDS } from './rehearsal-summary.js';
import { Rehearsing } from './rehearse.js';

/** Raise it for a longer search; the seed makes a run repeatable. */
const SEARCH = { numRuns: 60, seed: 20261128 };
const MINUTE = 60_000;
const NOTHING_KNOWN: PastAnswers = { messages: [], calls: [] };

const played = fc.tuple(worlds, fc.nat(1_000)).map(([world, seed]) => ({ world, seed }));

function play({ world, seed }: { world: World; seed: number }): Trace {
  return traceOf(planOf(world), answersByChance(NOTHING_KNOWN, seed));
}

/** Minutes of the local day and the weekday, read off Intl: no code of the calendar. */
function wallClock(at: number, timeZone: string): { minute: number; weekday: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    weekday: 'short',
    hourCycle: 'h23',
  }).formatToParts(at);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { minute: Number(of('hour')) * 60 + Number(of('minute')), weekday: of('weekday') };
}

/** The packaged Chinese hours, written down once more: no holiday lies in these weeks. */
function mayBeContacted(channel: string, at: number, zone: string): boolean {
  const { minute, weekday } = wallClock(at, zone);
  const isRest = weekday === 'Sat' || weekday === 'Sun';
  const within = (...hours: number[]) => minute >= hours[0]! * 60 && minute < hours[1]! * 60;
  if (channel === 'email') return within(8, 21);
  if (channel === 'sms') return isRest ? within(10, 12) || within(14, 18) : within(9, 12) || within(14, 20);
  return !isRest && (within(9, 11 + 56 / 60) || within(14, 19 + 56 / 60));
}

describe('a rehearsal, whatever is planned and answered', () => {
  it('is the same twice, however it is cut into pieces', () => {
    // Mutant that this finds: answers drawn from one row of numbers that the runs share.
    fc.assert(
      fc.property(played, fc.integer({ min: 1, max: 50 }), ({ world, seed }, piece) => {
        const results = [piece, 100_000].map((most) => {
          const rehearsing = new Rehearsing(prepareRehearsal(planOf(world)), NOTHING_KNOWN, { seed, runs: 4 });
          while (rehearsing.advance(most));
          return rehearsing.result();
        });
        expect(results[1]).toEqual(results[0]);
        expect(results[0]!.runs).toBe(4);
      }),
      { ...SEARCH, numRuns: 25 },
    );
  });

  it('closes its books: every visit comes to exactly one end, and the counts say the same', () => {
    // Mutant that this finds: a deadline that leaves visits alone whose call waits for an agent.
    fc.assert(
      fc.property(played, (game) => {
        const plan = planOf(game.world);
        const { ended, counts } = play(game);
        const ends = Array.from({ length: plan.visits.length }, (_, visit) => ended.get(visit)?.at(-1));
        const byState = REHEARSED_ENDS.map((state) => ends.filter((end) => end === state).length);
        expect(byState.reduce((sum, count) => sum + count, 0)).toBe(plan.visits.length);
        expect(REHEARSED_ENDS.map((state) => counts.endedAs(state))).toEqual(byState);
        expect([...counts.missed.values()].reduce((sum, n) => sum + n, 0)).toBe(counts.endedAs('unreachable'));
        expect(counts.waiting().at(-1)).toBe(0);
      }),
      SEARCH,
    );
  });

  it('contacts nobody outside the hours of the zone, whoever has to wait for a rate or an agent', () => {
    // Mutant that this finds: a queue of messages that is let go without asking again.
    fc.assert(
      fc.property(played, fc.boolean(), ({ world, seed }, isCrowded) => {
        // One message in twenty minutes: the queue of a morning is still there at noon.
        const game = { world: isCrowded ? { ...world, perMinute: 0.05, span: 120 } : world, seed };
        const plan = planOf(game.world);
        for (const { visit, channel, at } of play(game).handedOver) {
          const { zone } = game.world.visits[plan.visits.member[visit]!]!;
          expect([channel, new Date(at), zone, mayBeContacted(channel, at, zone)]).toContain(true);
        }
      }),
      SEARCH,
    );
  });

  it('lets no more messages go than the rate allows, in whichever minutes one looks', () => {
    // Mutant that this finds: a lane that forgets when it let the last message go.
    fc.assert(
      fc.property(played, (game) => {
        const { handedOver } = play(game);
        for (const channel of ['sms', 'email'] as const) {
          const times = handedOver.filter((one) => one.channel === channel).map(({ at }) => at);
          const gap = MINUTE / game.world.perMinute;
          times.slice(1).forEach((at, i) => expect(at - times[i]!).toBeGreaterThanOrEqual(gap - 0.01));
        }
      }),
      SEARCH,
    );
  });

  it('gives an agent one call at a time, within shifts, and no more of them than the day allows', () => {
    // Mutant that this finds: an agent who is free again as soon as a call has begun.
    fc.assert(
      fc.property(played, (game) => {
        const plan = planOf(game.world);
        const calls = play(game).handedOver.filter(({ channel }) => channel === 'call');
        plan.agents.forEach(({ shifts, callsPerDay }, agent) => {
          const starts = calls.filter((one) => one.agent === agent).map(({ at }) => at);
          const callMs = game.world.minutesPerCall * MINUTE;
          starts.slice(1).forEach((at, i) => expect(at).toBeGreaterThanOrEqual(starts[i]! + callMs));
          for (const at of starts) {
            const isOnShift = shifts.some((start, i) => i % 2 === 0 && start <= at && at + callMs <= shifts[i + 1]!);
            expect(isOnShift).toBe(true);
            const sameDay = starts.filter((other) => plan.dayOf(other) === plan.dayOf(at));
            expect(sameDay.length).toBeLessThanOrEqual(callsPerDay ?? Infinity);
          }
        });
      }),
      SEARCH,
    );
  });

  it('never contacts a customer twice within the caps of the policy', () => {
    // Mutant that this finds: contacts of the run itself that the caps do not see.
    fc.assert(
      fc.property(played, (game) => {
        const { handedOver } = play(game);
        for (const { visit, channel, at } of handedOver.filter((one) => one.channel === 'call')) {
          const near = handedOver.filter(
            (one) => one.visit === visit && one.channel === channel && one.at > at && one.at < at + 4 * 60 * MINUTE,
          );
          expect(near).toEqual([]);
        }
        for (const { visit, channel } of handedOver.filter((one) => one.channel !== 'call')) {
          expect(handedOver.filter((one) => one.visit === visit && one.channel === channel)).toHaveLength(1);
        }
      }),
      SEARCH,
    );
  });
});

describe('a rehearsal with answers that are known', () => {
  it('ends everybody on the first rung when all answer and nothing fails', () => {
    // Mutant that this finds: an answer that is counted and does not end the visit.
    fc.assert(
      fc.property(worlds, (drawn) => {
        const world = { ...drawn, perMinute: 1_000, agents: 40, deadlineHour: 132, isSurvey: true };
        const plan = planOf(world);
        const { handedOver, counts } = traceOf(plan, EVERYBODY);
        expect(counts.endedAs('completed')).toBe(plan.visits.length);
        expect(handedOver.map(({ channel }) => channel)).toEqual(handedOver.map(() => world.ladder[0]));
        expect(handedOver).toHaveLength(plan.visits.length);
      }),
      SEARCH,
    );
  });

  it('goes through all rungs in their order when nobody answers and there is time enough', () => {
    // Mutant that this finds: a ladder that ends when its last rung begins.
    fc.assert(
      fc.property(worlds, (drawn) => {
        const world = { ...drawn, perMinute: 1_000, agents: 40, deadlineHour: 224, waitHours: 5, isSurvey: true };
        const plan = planOf(world);
        const { handedOver, counts } = traceOf(plan, NOBODY);
        for (let visit = 0; visit < plan.visits.length; visit++) {
          const channels = handedOver.filter((one) => one.visit === visit).map(({ channel }) => channel);
          expect([...new Set(channels)]).toEqual(world.ladder);
        }
        const isReached = world.ladder.some((channel) => channel !== 'call');
        expect(counts.endedAs(isReached ? 'expired' : 'unreachable')).toBe(plan.visits.length);
        expect(counts.endedAs('completed')).toBe(0);
      }),
      SEARCH,
    );
  });
});
