import { addressZones } from './address-zones.js';
import type { AddressFacts } from './address-zones.js';
import { phoneZones } from './phone-zones.js';
import { canonicalZone } from './time-zones.js';

export interface ZoneFacts extends AddressFacts {
  /** The zone that the customer named, if any. */
  readonly timezone: string | null;
  /** E.164. */
  readonly phone: string | null;
  readonly phoneType: string | null;
}

/** Where a customer may be. */
export interface CandidateZones {
  /** Sorted; empty where the named zone is none, so that nothing may be sent. */
  readonly zones: string[];
  readonly basis: 'explicit' | 'address' | 'phone' | 'organisation';
  /** Nothing was known: the organisation's own zone is only a guess. */
  readonly assumed: boolean;
}

/**
 * Every zone in which the customer may be: the named one alone; else all that address or phone allow; else the
 * organisation's, as an assumption.
 */
export function candidateZones(facts: ZoneFacts, organisationZone: string): CandidateZones {
  if (facts.timezone !== null && facts.timezone.trim() !== '') {
    return { zones: canonical([facts.timezone]), basis: 'explicit', assumed: false };
  }
  const address = addressZones(facts);
  const phone = facts.phone ? phoneZones(facts.phone, facts.phoneType) : null;
  if (address === null && phone === null) {
    return { zones: canonical([organisationZone]), basis: 'organisation', assumed: true };
  }
  const zones = canonical([...(address ?? []), ...(phone ?? [])]);
  return { zones, basis: address ? 'address' : 'phone', assumed: false };
}

function canonical(zones: readonly string[]): string[] {
  const known = zones.map(canonicalZone).filter((zone) => zone !== null);
  return [...new Set(known)].sort();
}
