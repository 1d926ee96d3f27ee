import fc from 'fast-check';
import { planOf, traceOf, wildWorlds, type World } from '../../test/support/rehearsal-worlds.js';
import { PlainRun } from '../../test/support/plain-rehearsal-run.js';
import { CALL_FATES, type PastAnswers } from './answer-model.js';
import { answersByChance, type Answers } from './draw-rates.js';

/** Raise it for a longer search; the seed makes a run repeatable. */
const SEARCH = { numRuns: 300, seed: 20261128 };
const NOTHING_KNOWN: PastAnswers = { messages: [], calls: [] };
const FAILURES = ['retry', 'next-rung', 'give-up', 'unknown-outcome'] as const;

/** As by chance, but everything that can happen does: each class of failure, and each fate of a call. */
function troubled(seed: number): Answers {
  const chance = answersByChance(NOTHING_KNOWN, seed);
  return {
    message: (visit, channel, rung, tried) => {
      const dice = (visit * 31 + rung * 7 + tried * 3 + seed) % 11;
      const failed = FAILURES[dice];
      if (failed !== undefined) return { failed, act: null, afterMs: 0 };
      return chance.message(visit, channel, rung, tried);
    },
    call: (visit, rung, tried) =>
      visit % 3 === 0
        ? CALL_FATES[(visit + rung + tried + seed) % CALL_FATES.length]!.name
        : chance.call(visit, rung, tried),
  };
}

const told = (world: World, answers: Answers, Run?: typeof PlainRun) => {
  const { handedOver, ended, counts } = traceOf(planOf(world), answers, Run);
  return { handedOver, ended, missed: counts.missed, waiting: counts.waiting(), counts: { ...counts, frame: null } };
};

describe('a run in numbers', () => {
  it('tells the same as one that asks each decision of dispatch and desk with all its facts', () => {
    // Mutants that this finds: a cap whose window is an hour too long; hours that forget the guard minutes; a wait that
    // begins again with the receipt; a refusal of consent that counts for one channel only.
    fc.assert(
      fc.property(wildWorlds, fc.nat(1_000), fc.boolean(), (world, seed, isCrowded) => {
        const crowded = isCrowded ? { ...world, perMinute: 0.05, span: 120 } : world;
        expect(told(crowded, troubled(seed))).toEqual(told(crowded, troubled(seed), PlainRun));
      }),
      SEARCH,
    );
  });
});
