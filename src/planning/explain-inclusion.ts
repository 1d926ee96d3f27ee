import type { Segment, SegmentNode } from '../archive/segment-filter.js';
import type { StandingRule } from '../campaigns/standing-rule.js';
import { reason, type Reason } from '../kernel/reason.js';

/** What brought a customer into a campaign, as the rows know it. */
export interface InclusionFacts {
  readonly segment: Segment;
  readonly standing: StandingRule | null;
  /** The key of the occasion, as due-occasions spells it; empty in a one-off campaign. */
  readonly occasion: string;
  /** The service behind the occasion, where it still is in the archive. */
  readonly service: { readonly at: string; readonly item: string | null } | null;
  /** When the complaint behind the occasion was closed, as ISO-8601. */
  readonly closedAt: string | null;
  /** The customer's own interval between two visits, in days. */
  readonly intervalDays: number | null;
}

/** Why a customer belongs to the audience: the occasion and the rule that makes it due, then the segment. */
export function explainInclusion(facts: InclusionFacts): Reason[] {
  return [...explainOccasion(facts), explainSegment(facts.segment)];
}

function explainOccasion({ standing, occasion, ...facts }: InclusionFacts): Reason[] {
  if (standing === null) return [];
  const rule = reason('included-rule', { from: standing.earliestDays, until: standing.dueDays });
  return [explainTrigger(standing, occasion, facts), rule];
}

function explainTrigger(
  rule: StandingRule,
  occasion: string,
  { service, closedAt, intervalDays }: Pick<InclusionFacts, 'service' | 'closedAt' | 'intervalDays'>,
): Reason {
  const key = occasion.slice(occasion.indexOf(':') + 1);
  switch (rule.trigger) {
    case 'last-service':
      if (service === null) return reason('included-occasion', { occasion });
      if (service.item === null) return reason('included-service', { at: service.at });
      return reason('included-service-item', { at: service.at, item: service.item });
    case 'complaint-closed':
      if (closedAt === null) return reason('included-occasion', { occasion });
      return reason('included-complaint-closed', { at: closedAt });
    case 'assigned':
      return reason('included-assigned', { at: key });
    case 'last-visit':
      return reason('included-last-visit', { at: key, days: intervalDays ?? rule.earliestDays });
    case 'card-expiry':
      return explainExpiry(key, rule);
    case 'birthday':
      return reason('included-birthday', { year: key });
  }
}

/** `2026-12-24` is the first reminder of an expiry, `2026-12-24:-7` the second. */
function explainExpiry(key: string, { earliestDays }: StandingRule): Reason {
  const [on = key, second] = key.split(':');
  return reason('included-card-expiry', { on, days: Math.abs(Number(second ?? earliestDays)) });
}

function explainSegment(segment: Segment): Reason {
  if ('all' in segment && segment.all.length === 0) return reason('included-everyone');
  return reason('included-segment', { conditions: spellGroup(segment) });
}

/** A segment in the words of a campaign's file, the same in every language: `city in 上海 & member_level eq gold`. */
function spellGroup(group: Segment): string {
  const members = 'all' in group ? group.all : 'any' in group ? group.any : group.none;
  const list = members.map(spellNode).join('all' in group ? ' & ' : ' | ');
  return 'none' in group ? `none (${list})` : list;
}

function spellNode(node: SegmentNode): string {
  if (!('field' in node)) return `(${spellGroup(node)})`;
  const { field, op, value } = node;
  return `${field} ${op} ${Array.isArray(value) ? value.join(', ') : String(value)}`;
}
