import { addressZones } from './address-zones.js';
import type { AddressFacts } from './address-zones.js';
import { phoneZones } from './phone-zones.js';
import type { ZoneOrder } from './policy.js';
import { ZONE_SOURCES } from './policy-document.js';
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
  /** Sorted; empty where nothing asked knows any, or the named zone is none, so that nothing may be sent. */
  readonly zones: string[];
  readonly basis: 'explicit' | 'address' | 'phone' | 'organisation' | 'unknown';
  /** Nothing was known: the organisation's own zone is only a guess. */
  readonly assumed: boolean;
}

/**
 * Every zone in which the customer may be. The policy's order is followed to the first source that knows: the named
 * zone alone; or all that address or phone allow, as far as the order has them; or the organisation's, as an
 * assumption. Without a policy the packaged order holds.
 */
export function candidateZones(
  facts: ZoneFacts,
  organisationZone: string,
  order: ZoneOrder = ZONE_SOURCES,
): CandidateZones {
  const address = order.includes('address') ? addressZones(facts) : null;
  const phone = order.includes('phone') && facts.phone ? phoneZones(facts.phone, facts.phoneType) : null;
  for (const source of order) {
    if (source === 'explicit' && facts.timezone !== null && facts.timezone.trim() !== '') {
      return { zones: canonical([facts.timezone]), basis: 'explicit', assumed: false };
    }
    if (source === 'org') return { zones: canonical([organisationZone]), basis: 'organisation', assumed: true };
    const isKnown = (source === 'address' && address !== null) || (source === 'phone' && phone !== null);
    if (!isKnown) continue;
    const zones = canonical([...(address ?? []), ...(phone ?? [])]);
    return { zones, basis: address ? 'address' : 'phone', assumed: false };
  }
  return { zones: [], basis: 'unknown', assumed: false };
}

function canonical(zones: readonly string[]): string[] {
  const known = zones.map(canonicalZone).filter((zone) => zone !== null);
  return [...new Set(known)].sort();
}
