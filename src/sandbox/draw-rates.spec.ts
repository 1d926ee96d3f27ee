import { seededRandom } from '../kernel/seeded-random.js';
import { CALL_FATES, type CallFate, DEFAULT_RATES, type PastAnswers } from './answer-model.js';
import { answersByChance, delayAt, drawGamma } from './draw-rates.js';

const NOTHING_KNOWN: PastAnswers = { messages: [], calls: [] };
const DELAYS = [1, 10, 20, 30, 60, 120, 600];
/** A hundred thousand visits of the past: the drawn rates are as good as the seen ones. */
const MUCH_KNOWN: PastAnswers = {
  messages: [
    { channel: 'sms', rung: 0, sent: 1e6, failed: 1e5, answered: 2.7e5, optedOut: 9e3, delays: DELAYS },
    { channel: 'sms', rung: 1, sent: 1e6, failed: 0, answered: 5e5, optedOut: 0, delays: DELAYS },
  ],
  calls: [
    {
      rung: 0,
      fates: Object.fromEntries(
        CALL_FATES.map(({ name }) => [name, name === 'completed' ? 6e5 : name === 'busy' ? 4e5 : 0]),
      ) as Record<CallFate, number>,
    },
  ],
};
const MANY = 20_000;
/** Five standard deviations of a share of one half among as many. */
const NEAR = 5 * Math.sqrt(0.25 / MANY);
const visits = Array.from({ length: MANY }, (_, visit) => visit);
const shareOf = (isIt: (visit: number) => boolean) => visits.filter(isIt).length / MANY;

describe('answers by chance', () => {
  it('are as frequent as in the past, where much is known of it', () => {
    const { message, call } = answersByChance(MUCH_KNOWN, 7);
    const fates = visits.map((visit) => message(visit, 'sms', 0, 1));
    expect(Math.abs(shareOf((visit) => fates[visit]!.failed !== null) - 0.1)).toBeLessThan(NEAR);
    expect(Math.abs(shareOf((visit) => fates[visit]!.act === 'answer') - 0.27)).toBeLessThan(NEAR);
    expect(Math.abs(shareOf((visit) => fates[visit]!.act === 'opt-out') - 0.009)).toBeLessThan(NEAR);
    expect(Math.abs(shareOf((visit) => call(visit, 0, 1) === 'completed') - 0.6)).toBeLessThan(NEAR);
    expect(Math.abs(shareOf((visit) => call(visit, 0, 1) === 'busy') - 0.4)).toBeLessThan(NEAR);
  });

  it('come of each rung by its own rates, and after as long as they came in the past', () => {
    const { message } = answersByChance(MUCH_KNOWN, 7);
    const fates = visits.map((visit) => message(visit, 'sms', 1, 1));
    expect(Math.abs(shareOf((visit) => fates[visit]!.act === 'answer') - 0.5)).toBeLessThan(NEAR);
    const delays = fates.filter(({ act }) => act === 'answer').map(({ afterMs }) => afterMs / 60_000);
    const below = (minutes: number) => delays.filter((delay) => delay < minutes).length / delays.length;
    expect([below(1), below(600.001)]).toEqual([0, 1]);
    [0.1, 0.25, 0.5, 0.75, 0.9].forEach((share, i) =>
      expect(Math.abs(below(DELAYS[i + 1]!) - share)).toBeLessThan(2 * NEAR),
    );
  });

  it('do not depend on the order in which they are asked, nor on who else is asked', () => {
    // Mutant that this finds: one row of random numbers that all customers share.
    const [one, other] = [answersByChance(NOTHING_KNOWN, 3), answersByChance(NOTHING_KNOWN, 3)];
    const forth = visits.slice(0, 500).map((visit) => [one.message(visit, 'email', 1, 1), one.call(visit, 2, 1)]);
    const back = visits
      .slice(0, 500)
      .reverse()
      .map((visit) => [other.message(visit, 'email', 1, 1), other.call(visit, 2, 1)]);
    expect(back.reverse()).toEqual(forth);
  });

  it('differ between seeds, between tries, and the more the less is known', () => {
    const shares = (past: PastAnswers) =>
      Array.from({ length: 30 }, (_, seed) => {
        const { message } = answersByChance(past, seed);
        return visits.slice(0, 2_000).filter((visit) => message(visit, 'sms', 0, 1).act === 'answer').length / 2_000;
      });
    const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
    expect(spread(shares(NOTHING_KNOWN))).toBeGreaterThan(3 * spread(shares(MUCH_KNOWN)));
    const { call } = answersByChance(NOTHING_KNOWN, 1);
    expect(shareOf((visit) => call(visit, 0, 1) !== call(visit, 0, 2))).toBeGreaterThan(0.3);
  });

  it('centre on what is assumed where nothing is known', () => {
    const seeds = Array.from({ length: 400 }, (_, seed) => answersByChance(NOTHING_KNOWN, seed));
    const completed = seeds.filter(({ call }) => call(11, 0, 1) === 'completed').length / seeds.length;
    expect(Math.abs(completed - DEFAULT_RATES.call.completed)).toBeLessThan(5 * Math.sqrt(0.25 / seeds.length));
  });
});

describe('what they are drawn from', () => {
  it.each([0.3, 1, 4.5, 200])('a gamma variate of shape %d has that mean and that variance', (shape) => {
    const random = seededRandom(42);
    const drawn = Array.from({ length: MANY }, () => drawGamma(shape, random));
    const mean = drawn.reduce((sum, one) => sum + one, 0) / MANY;
    const variance = drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / MANY;
    expect(Math.abs(mean - shape)).toBeLessThan(5 * Math.sqrt(shape / MANY));
    expect(Math.abs(variance / shape - 1)).toBeLessThan(0.15);
    expect(Math.min(...drawn)).toBeGreaterThan(0);
  });

  it('delays lie on the straight lines between the known ones', () => {
    expect([0, 0.05, 0.1, 0.175, 0.5, 0.95, 1].map((share) => delayAt(DELAYS, share))).toEqual(
      [1, 5.5, 10, 15, 30, 360, 600].map((minutes) => expect.closeTo(minutes, 9)),
    );
  });
});
