import type { VerifiedPlan } from './verified-plan.js';
import { Faults, judge, type Check } from './verify-check.js';

/** Audience, visits and exclusions add up; so do the summary's counts and the agents' shares. */
export function checkSums({ audience, visits, exclusions, claimed }: VerifiedPlan): Check {
  const ofVersion = visits.countWhere((i) => visits.isOfVersion(i));
  const shares = [...claimed.assigned.values()].reduce((sum, count) => sum + count, 0);
  const faults = new Faults();
  if (audience !== visits.length + exclusions) {
    faults.add(`audience ${audience} is not ${visits.length} visits + ${exclusions} exclusions`);
  }
  if (claimed.planned !== ofVersion) faults.add(`the summary says ${claimed.planned} planned, the rows ${ofVersion}`);
  if (shares !== ofVersion) faults.add(`the agents' shares are ${shares} in all, the rows ${ofVersion}`);
  return judge('sums-close', faults, audience, `${audience} = ${visits.length} + ${exclusions}`);
}

/** Each counter is what a count of the rows gives. */
export function checkCounters({ rows, counters }: VerifiedPlan): Check {
  const keys = [...new Set([...rows.keys(), ...counters.keys()])];
  const faults = new Faults();
  for (const key of keys) {
    const [counted, told] = [rows.get(key) ?? 0, counters.get(key) ?? 0];
    if (counted !== told) faults.add(`${key}: ${counted} rows, counted ${told}`);
  }
  return judge('counters-equal-rows', faults, keys.length, `${keys.length} counters`);
}

/** Each visit has its current attempt, and no more than one that lives. */
export function checkAttempts({ visits, doubled }: VerifiedPlan): Check {
  const faults = new Faults();
  for (const visitId of doubled) faults.ofVisit(visitId, 'has more than one live attempt');
  for (let i = 0; i < visits.length; i++) if (!visits.hasAttempt(i)) faults.ofVisit(visits.idOf(i), 'has no attempt');
  return judge('one-live-attempt', faults, visits.length, `${visits.length} visits`);
}

/** Each visit and attempt says why. */
export function checkReasons({ visits }: VerifiedPlan): Check {
  const faults = new Faults();
  for (let i = 0; i < visits.length; i++) if (!visits.hasReasons(i)) faults.ofVisit(visits.idOf(i), 'has no reason');
  return judge('reasons-given', faults, visits.length, `${visits.length} visits`);
}
