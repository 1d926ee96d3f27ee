import { reason } from '../kernel/reason.js';
import type { Reason } from '../kernel/reason.js';
import type { AudienceMember, PastContact } from './audience-member.js';
import { chooseLadder, type CampaignRules, type Forgives } from './choose-ladder.js';
import type { DroppedRung, LadderChoice, TakenAddresses } from './choose-ladder.js';

/** A named rule that keeps a customer out of a campaign, or null where it does not; its reason has its name as code. */
export interface SuppressionRule {
  readonly name: string;
  /** What this rule would no longer hold against a rung if it were off; absent: it does not look at rungs. */
  readonly forgives?: Forgives;
  readonly applies: (member: AudienceMember, rules: CampaignRules, choice: LadderChoice) => Reason | null;
}

const DAY_MS = 86_400_000;

/** In the order in which they are asked: the first that matches is the reason, the others are kept beside it. */
export const SUPPRESSION_RULES: readonly SuppressionRule[] = [
  noRungLeft('opted-out', ['opted-out']),
  noRungLeft('do-not-contact', ['do-not-contact']),
  { name: 'deceased', applies: (member) => (member.deceased ? reason('deceased') : null) },
  {
    name: 'minor',
    applies: (member, rules) => (member.minor && rules.purpose === 'marketing' ? reason('minor') : null),
  },
  noRungLeft('prospect-without-marketing-consent', ['prospect-without-marketing-consent']),
  noRungLeft('no-consent', ['no-consent', 'consent-denied']),
  noRungLeft('duplicate-address', ['duplicate-address']),
  noRungLeft('cap-reached', ['cap-reached', 'cap-same-day-part', 'cap-planned']),
  { name: 'no-usable-contact-point', forgives: isMendable, applies: noUsableContactPoint },
  { name: 'quarantine-any-survey', applies: quarantineAnySurvey },
  { name: 'quarantine-same-survey', applies: quarantineSameSurvey },
  { name: 'quarantine-nps', applies: quarantineNps },
  { name: 'refusal-cool-off', applies: refusalCoolOff },
  { name: 'open-complaint', applies: openIssue('complaint', 'open-complaint') },
  { name: 'open-follow-up', applies: openIssue('follow-up', 'open-follow-up') },
];

/** What the chain of rules says of a customer: how it may be reached, and every rule that matched, in their order. */
export interface Verdict {
  readonly choice: LadderChoice;
  readonly matched: readonly Reason[];
}

/** Asks every rule about a customer; with one of them off, as if it did not exist. */
export function judge(
  member: AudienceMember,
  rules: CampaignRules,
  taken: Pick<TakenAddresses, 'get'>,
  off: SuppressionRule | null = null,
): Verdict {
  const choice = chooseLadder(member, rules, taken, off?.forgives);
  return { choice, matched: suppress(member, rules, choice, off) };
}

/** Whether a verdict lets the customer in. */
export function comesIn({ choice, matched }: Verdict): boolean {
  return matched.length === 0 && choice.rungs.length > 0;
}

/** Why this customer stays out of the campaign: every rule that matches, the decisive one first; empty: comes in. */
export function suppress(
  member: AudienceMember,
  rules: CampaignRules,
  choice: LadderChoice,
  off: SuppressionRule | null = null,
): Reason[] {
  const matched: Reason[] = [];
  for (const rule of SUPPRESSION_RULES) {
    const why = rule === off ? null : rule.applies(member, rules, choice);
    if (why !== null) matched.push(why);
  }
  return matched;
}

/** A reason for the whole customer where no rung is left and one of them was dropped for one of these codes. */
function noRungLeft(name: string, codes: readonly string[]): SuppressionRule {
  return {
    name,
    forgives: (code) => codes.includes(code),
    applies: (_member, _rules, { rungs, dropped }) => {
      if (rungs.length > 0) return null;
      const matching = dropped.flatMap((rung) => {
        const why = refusalsOf(rung).find(({ code }) => codes.includes(code));
        return why === undefined ? [] : [{ channel: rung.channel, why }];
      });
      const [first] = matching;
      if (first === undefined) return null;
      const channels = matching.map(({ channel }) => channel);
      const params = Object.entries(first.why.params).filter(([key]) => key !== 'rung');
      return reason(name, { ...Object.fromEntries(params), channel: channels.join(', ') });
    },
  };
}

function refusalsOf({ reason: first, also }: DroppedRung): Reason[] {
  return [first, ...also];
}

const ELSEWHERE = [
  'opted-out',
  'do-not-contact',
  'prospect-without-marketing-consent',
  'no-consent',
  'consent-denied',
  'duplicate-address',
  'cap-reached',
  'cap-same-day-part',
  'cap-planned',
];

/** What no decision can give a customer: an address that is not there, a line that takes no texts or no calls. */
const NOT_THERE = ['no-contact-point', 'not-a-mobile', 'not-callable'];

/** Refusals that somebody could lift: a mark on an address, a provider that cannot do it there. */
function isMendable(code: string): boolean {
  return !ELSEWHERE.includes(code) && !NOT_THERE.includes(code);
}

/** Nothing to reach the customer by: no address, an unusable one, or none that the provider can serve. */
function noUsableContactPoint(_member: AudienceMember, rules: CampaignRules, choice: LadderChoice): Reason | null {
  if (choice.rungs.length > 0) return null;
  const lacking = choice.dropped.flatMap(refusalsOf).filter(({ code }) => !ELSEWHERE.includes(code));
  if (lacking.length === 0) return null;
  const codes = [...new Set(lacking.map(({ code }) => code))];
  return reason('no-usable-contact-point', {
    channel: rules.ladder.map(({ channel }) => channel).join(', '),
    why: codes.join(', '),
  });
}

/**
 * After-service and after-complaint visits and service notifications are bound by the caps of a day alone; in all other
 * campaigns a quarantine counts what was asked within the same kind of campaign, this very campaign left out.
 */
export function onlyDailyCaps(rules: Pick<CampaignRules, 'kind' | 'surveyId' | 'purpose'>): boolean {
  if (rules.kind === 'after-service' || rules.kind === 'after-complaint') return true;
  return rules.surveyId === null && rules.purpose === 'service';
}

function quarantineAnySurvey(member: AudienceMember, rules: CampaignRules): Reason | null {
  return quarantine('quarantine-any-survey', rules.quarantineDays.anySurvey, surveysOfKind(member, rules), rules);
}

function quarantineSameSurvey(member: AudienceMember, rules: CampaignRules): Reason | null {
  const same = surveysOfKind(member, rules).filter((contact) => contact.surveyId === rules.surveyId);
  return quarantine('quarantine-same-survey', rules.quarantineDays.sameSurvey, same, rules);
}

function quarantineNps(member: AudienceMember, rules: CampaignRules): Reason | null {
  if (!rules.asksNps) return null;
  const nps = surveysOfKind(member, rules).filter((contact) => rules.npsSurveys.has(contact.surveyId ?? ''));
  return quarantine('quarantine-nps', rules.quarantineDays.nps, nps, rules);
}

function refusalCoolOff(member: AudienceMember, rules: CampaignRules): Reason | null {
  if (member.contacts.length === 0 || onlyDailyCaps(rules)) return null;
  const refused = member.contacts.filter((contact) => contact.ofCustomer && contact.refused && !isOwn(contact, rules));
  return quarantine('refusal-cool-off', rules.refusalCoolOffDays, refused, rules);
}

function surveysOfKind(member: AudienceMember, rules: CampaignRules): PastContact[] {
  if (member.contacts.length === 0 || onlyDailyCaps(rules) || rules.surveyId === null) return [];
  return member.contacts.filter(
    (contact) =>
      contact.ofCustomer &&
      contact.surveyId !== null &&
      contact.campaignKind === rules.kind &&
      !isOwn(contact, rules) &&
      (contact.reached || contact.channel === 'sms' || contact.channel === 'email'),
  );
}

function isOwn(contact: PastContact, rules: CampaignRules): boolean {
  return contact.campaignId === rules.campaignId;
}

function quarantine(code: string, days: number, contacts: readonly PastContact[], rules: CampaignRules): Reason | null {
  if (contacts.length === 0) return null;
  const until = Math.max(0, ...contacts.map(({ at }) => at.getTime())) + days * DAY_MS;
  return until > rules.at.getTime() ? reason(code, { days, until: new Date(until).toISOString() }) : null;
}

/** An open complaint or follow-up silences everything but the visit that closes it. */
function openIssue(kind: 'complaint' | 'follow-up', code: string): SuppressionRule['applies'] {
  return (member, rules) =>
    member.openIssues.includes(kind) && rules.kind !== 'after-complaint' ? reason(code) : null;
}
