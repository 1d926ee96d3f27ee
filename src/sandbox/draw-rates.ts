import { seededRandom } from '../kernel/seeded-random.js';
import type { ErrorClass } from '../planning/move.js';
import {
  CALL_FATES,
  DEFAULT_RATES,
  PRIOR_WEIGHT,
  callCounts,
  messageCounts,
  type CallFate,
  type PastAnswers,
} from './answer-model.js';

/** What becomes of a message: refused with a class, or taken; then perhaps answered (or opted out of) after a while. */
export interface MessageFate {
  readonly failed: ErrorClass | null;
  readonly act: 'answer' | 'opt-out' | null;
  readonly afterMs: number;
}

/** Plays the customers of a rehearsal. The same question has the same answer, in whatever order it is asked. */
export interface Answers {
  /** `visit` is the visit's number in the rehearsal, `tried` the number of the try. */
  message(visit: number, channel: 'sms' | 'email', rung: number, tried: number): MessageFate;
  call(visit: number, rung: number, tried: number): CallFate;
}

/** The rates that hold in one run. */
interface MessageRates {
  readonly failed: number;
  readonly answered: number;
  readonly optedOut: number;
  readonly delays: readonly number[];
}

const MINUTE_MS = 60_000;
/** Where the quantiles of the delays lie. */
const DELAY_SHARES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];

/**
 * Customers who answer by chance. How often is itself drawn once for the run, from what the past leaves open: the
 * posterior of a share is a beta distribution, of the fates of calls a Dirichlet one, with the assumed rates as prior
 * (Gelman et al., Bayesian Data Analysis, 3rd ed., sections 2.4 and 3.4). So the runs differ more where less is known.
 */
export function answersByChance(past: PastAnswers, seed: number): Answers {
  const draws = new Draws(past, seed);
  return {
    message: (visit, channel, rung, tried) => {
      const rates = draws.ofMessages(channel, rung);
      const random = seededRandom(mix(seed, visit, rung * 64 + tried));
      if (random() < rates.failed) return { failed: 'next-rung', act: null, afterMs: 0 };
      const chance = random();
      const afterMs = Math.round(delayAt(rates.delays, random()) * MINUTE_MS);
      if (chance < rates.optedOut) return { failed: null, act: 'opt-out', afterMs };
      return { failed: null, act: chance < rates.optedOut + rates.answered ? 'answer' : null, afterMs };
    },
    call: (visit, rung, tried) => {
      const shares = draws.ofCalls(rung);
      let left = seededRandom(mix(seed, visit, rung * 64 + tried))();
      let fate = 0;
      while (fate < shares.length - 1 && (left -= shares[fate]!) >= 0) fate += 1;
      return CALL_FATES[fate]!.name;
    },
  };
}

/** Draws each rate once, when it is first asked for, from a source of its own: the order of asking changes nothing. */
class Draws {
  private readonly messages = { sms: [] as MessageRates[], email: [] as MessageRates[] };
  private readonly calls: (readonly number[])[] = [];

  constructor(
    private readonly past: PastAnswers,
    private readonly seed: number,
  ) {}

  ofMessages(channel: 'sms' | 'email', rung: number): MessageRates {
    const known = this.messages[channel][rung];
    if (known) return known;
    const { sent, failed, answered, optedOut, delays } = messageCounts(this.past, channel, rung);
    const assumed = DEFAULT_RATES[channel];
    const random = seededRandom(mix(this.seed, channel === 'sms' ? 1 : 2, rung));
    const made = {
      failed: drawShare(failed, sent, assumed.failed, random),
      answered: drawShare(answered, sent - failed, assumed.answered, random),
      optedOut: drawShare(optedOut, sent - failed, assumed.optedOut, random),
      delays: delays ?? assumed.delays,
    };
    this.messages[channel][rung] = made;
    return made;
  }

  ofCalls(rung: number): readonly number[] {
    const known = this.calls[rung];
    if (known) return known;
    const { fates } = callCounts(this.past, rung);
    const random = seededRandom(mix(this.seed, 3, rung));
    const drawn = CALL_FATES.map(({ name }) =>
      drawGamma(fates[name] + DEFAULT_RATES.call[name] * PRIOR_WEIGHT, random),
    );
    const sum = drawn.reduce((all, one) => all + one, 0);
    const shares = drawn.map((one) => one / sum);
    this.calls[rung] = shares;
    return shares;
  }
}

/** One seed out of three numbers; neighbours come out far apart. */
function mix(seed: number, one: number, two: number): number {
  let mixed =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(one + 1, 0xc2b2ae35) ^ Math.imul(two + 1, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

function drawShare(seen: number, of: number, assumed: number, random: () => number): number {
  const yes = drawGamma(seen + assumed * PRIOR_WEIGHT, random);
  const no = drawGamma(of - seen + (1 - assumed) * PRIOR_WEIGHT, random);
  return yes / (yes + no);
}

/** A gamma variate of scale 1 (Marsaglia and Tsang, ACM Trans. Math. Software 26, 2000). */
export function drawGamma(shape: number, random: () => number): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + c * normal) ** 3;
    if (v > 0 && Math.log(1 - random()) < (normal * normal) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** The delay below which this share of the answers came, between the known ones in a straight line; in minutes. */
export function delayAt(delays: readonly number[], share: number): number {
  const above = DELAY_SHARES.findIndex((known) => known >= share);
  if (above <= 0) return delays[0] ?? 0;
  const [from, to] = [DELAY_SHARES[above - 1]!, DELAY_SHARES[above]!];
  const [low, high] = [delays[above - 1] ?? 0, delays[above] ?? 0];
  return low + ((share - from) / (to - from)) * (high - low);
}
