import { Takers, type VerifiedPlan, type VerifiedUnplaced } from './verified-plan.js';
import { Faults, judge, partly, type Check } from './verify-check.js';
import { findRoom } from './verify-rates.js';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** A first contact rolls no further than this beyond its deadline. */
const ROLLED_DAYS = 30;

/**
 * Who was left out could really not be placed: nobody may take them; nothing opens up to the deadline, nor within the
 * days after it into which a first contact may roll; or the rate is full in every minute that could be made free.
 * Who was left out because no agent had time is asked about together with the split.
 */
export function checkUnplaced(plan: VerifiedPlan): Check {
  const faults = new Faults();
  const judged = plan.unplaced.filter(({ isUnclear }) => !isUnclear);
  const takers = new Takers(plan.agents);
  const kinds = new Map<string, number>();
  for (const left of judged) {
    kinds.set(left.why, (kinds.get(left.why) ?? 0) + left.count);
    const who = left.count === 1 ? '' : ` (and ${left.count - 1} like it)`;
    if (left.why === 'no-agent') {
      const [first] = takers.of(left.demand).agents;
      if (first !== undefined) {
        faults.ofCustomer(
          left.customerNo,
          `was left out for want of an agent${who}; ${plan.agents[first]!.agentNo} may`,
        );
      }
    } else if (left.why === 'no-window') {
      const at = firstOpening(plan, left);
      if (at !== null) {
        const when = new Date(at).toISOString();
        faults.ofCustomer(left.customerNo, `was left out for want of an open window${who}; one opens at ${when}`);
      }
    }
  }
  const hasRate = judged.some(({ why }) => why === 'rate');
  if (plan.claimed.isExact) checkChannels(plan, judged, faults);
  const count = judged.reduce((sum, left) => sum + left.count, 0);
  const told = [...kinds].map(([why, each]) => `${each} ${why}`).join(', ');
  const check = judge('unplaced-rightly', faults, count, told === '' ? 'nobody was left out' : told);
  const skipped = [
    ...(judged.length < plan.unplaced.length
      ? ['some customers have changed since, or their rows do not say when they were looked for']
      : []),
    ...(hasRate && !plan.claimed.isExact ? ['the rate: moments were rounded'] : []),
  ];
  return partly(check, skipped.length === 0 ? null : skipped.join('; '));
}

function checkChannels(plan: VerifiedPlan, judged: readonly VerifiedUnplaced[], faults: Faults): void {
  for (const channel of Object.keys(plan.rates)) {
    const left = judged.filter((each) => each.why === 'rate' && each.channel === channel);
    const at = findRoom(plan, left, channel);
    if (at === null) continue;
    const when = new Date(at).toISOString();
    faults.ofCustomer(left[0]!.customerNo, `was left out because of the rate of ${channel}; there is room at ${when}`);
  }
}

function firstOpening({ isOpen }: VerifiedPlan, { timeKey, from, until }: VerifiedUnplaced): number | null {
  const end = Math.max(from, until) + ROLLED_DAYS * DAY_MS;
  if (isOpen(timeKey, from)) return from;
  for (let at = Math.ceil(from / MINUTE_MS) * MINUTE_MS; at < end; at += MINUTE_MS) if (isOpen(timeKey, at)) return at;
  return null;
}
