import type { LevelRule } from '../archive/level-rule.js';
import { candidateZones } from '../calendar/candidate-zones.js';
import type { AudienceMember } from '../campaigns/audience-member.js';
import { takeAddresses, type LadderChoice, type UsableRung } from '../campaigns/choose-ladder.js';
import { ReturningCustomers } from '../campaigns/returning-customers.js';
import { judge } from '../campaigns/suppression-rules.js';
import { reason, type Reason } from '../kernel/reason.js';
import { AlikeCustomers, type Alike, type Located } from './alike-customers.js';
import type { CollectorInput } from './collector-input.js';
import { EligibleAgents } from './eligible-agents.js';
import { Interned, PlanColumns } from './plan-columns.js';
import { reachedHour } from './reached-hour.js';
import { SmsReaders } from './sms-readers.js';
import { TimeProfiles } from './time-profiles.js';

/** What stands for one customer before solving: which reasons the visit starts with. */
export interface KnownReasons {
  readonly visit: readonly Reason[];
  readonly attempt: readonly Reason[];
  /** Set where the owner could not be taken, and why. */
  readonly ownerNote: Reason | null;
  /** The code of the cap that defers the first contact; null where none does. */
  readonly deferredBy: string | null;
}

/** A customer and occasion left out, with the decisive reason and the others that matched. */
export interface Exclusion {
  readonly customerId: number;
  readonly occasion: string;
  readonly why: { readonly code: string; readonly params: Reason['params']; readonly also: readonly Reason[] };
}

/** What was found of a customer who comes in. */
interface Found {
  readonly choice: LadderChoice;
  readonly first: UsableRung;
  readonly located: Located;
  readonly alike: Alike;
}

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** Takes the audience one by one: who stays out and why, who comes in, and all that solving needs of them. */
export class CandidateCollector {
  readonly columns = new PlanColumns();
  readonly exclusions: Exclusion[] = [];
  readonly ladders = new Interned<readonly string[]>();
  readonly zones = new Interned<readonly string[]>();
  readonly reasons = new Interned<KnownReasons>();
  readonly eligible: EligibleAgents;
  readonly times: TimeProfiles;
  /** Who reads the SMS of this audience. */
  readonly smsReaders = new SmsReaders();
  private readonly alike: AlikeCustomers;
  private readonly namedZones = new Map<string, Located>();
  private readonly taken = new Map<string, string>();
  private readonly comeback: ReturningCustomers;

  constructor(private readonly input: CollectorInput) {
    const { policy, calendar, campaign, from, horizon } = input;
    this.eligible = new EligibleAgents(input.agents);
    this.comeback = new ReturningCustomers(input.rules, this.taken);
    this.times = new TimeProfiles(
      { policy, calendar, holidayCampaign: campaign.holidayWindows },
      { start: from, end: horizon },
    );
    this.alike = new AlikeCustomers(input, this.eligible, this.times);
  }

  get audience(): number {
    return this.columns.length + this.exclusions.length;
  }

  /** How many of those left out would come back if one rule were off, by its code. */
  get returning(): Readonly<Record<string, number>> {
    return this.comeback.counts();
  }

  /** By the number of the reasons: the team of an owner who is not there or may not take the customer. */
  get absentTeams(): (string | null)[] {
    const teamOf = (agentNo: unknown): string | null => this.input.teams.get(String(agentNo)) ?? null;
    return this.reasons.items.map(({ ownerNote }) => (ownerNote === null ? null : teamOf(ownerNote.params['agentNo'])));
  }

  add(member: AudienceMember): void {
    const verdict = judge(member, this.input.rules, this.taken);
    const { choice, matched } = verdict;
    const first = choice.rungs[0];
    const isIn = matched.length === 0 && first !== undefined;
    const located = isIn ? this.locate(member) : null;
    const isAdmitted = located !== null && located.zones.length > 0;
    const isPlaceable = (): boolean => this.locate(member).zones.length > 0;
    this.comeback.consider({ member, verdict, isAdmitted, isPlaceable });
    this.input.lap?.('suppress');
    if (!isIn) {
      const [decisive, ...also] = matched;
      this.exclude(member, decisive ?? reason('no-usable-contact-point', { channel: '', why: '' }), also);
    } else if (!isAdmitted) {
      this.exclude(member, reason('unplaced-unknown-zone', { timezone: member.timezone ?? '' }), []);
    } else {
      takeAddresses(member, choice, this.taken);
      this.addCandidate(member, { choice, first, located, alike: this.alike.of(member) });
      this.input.lap?.('windows');
    }
  }

  private addCandidate(member: AudienceMember, found: Found): void {
    const { choice, first, located, alike } = found;
    const { agentSet, demand, owner } = alike;
    const profile = this.alike.profileOf(member, found);
    this.smsReaders.add(member, choice.rungs);
    const from = Math.max(
      this.input.from.getTime(),
      member.earliestAt?.getTime() ?? 0,
      first.notBefore?.getTime() ?? 0,
    );
    const due = (member.dueAt ?? this.input.campaign.deadlineAt).getTime();
    const rolledDue = this.times.rolledDue(profile, from, due);
    const reasons = this.knownReasons(member, found);
    const isCall = first.channel === 'call' && member.contacts.length > 0;
    const hour = isCall ? reachedHour(member.contacts, located.zones[0], this.input.from.getTime()) : -1;
    let ladderText = '';
    let laterWaitMs = -first.waitHours * HOUR_MS;
    for (const { channel, waitHours } of choice.rungs) {
      ladderText += ladderText === '' ? channel : `,${channel}`;
      laterWaitMs += waitHours * HOUR_MS;
    }
    this.columns.push({
      customerId: member.customerId,
      occasion: member.occasion,
      profile,
      agentSet,
      demand,
      owner: owner.index,
      from,
      due,
      rolledDue,
      weekDue: this.weekDueOf(member),
      laterWaitMs,
      address: first.address,
      ladder: this.ladders.of(ladderText, () => choice.rungs.map(({ channel }) => channel)),
      zones: located.number,
      reasons,
      hour,
    });
    this.input.admitted?.(member, choice, located.zones);
    this.input.digest(
      `${member.customerId}|${member.occasion}|${profile}|${agentSet}|${demand}|${owner.index}|${due}|` +
        `${hour < 0 ? '' : hour}|${first.notBefore?.getTime() ?? ''}|${member.earliestAt?.getTime() ?? ''}|${first.address}|${ladderText}|${reasons}\n`,
    );
  }

  private exclude(member: AudienceMember, decisive: Reason, also: readonly Reason[]): void {
    const why = { code: decisive.code, params: decisive.params, also };
    this.exclusions.push({ customerId: member.customerId, occasion: member.occasion, why });
    this.input.digest(`${member.customerId}|${member.occasion}|${JSON.stringify(why)}\n`);
  }

  /** The number of the reasons known so far; put into words once for all whom the same facts decide. */
  private knownReasons(member: AudienceMember, { choice, first, located, alike }: Found): number {
    const isPreferred = first.channel === member.preferredChannel && this.isMovedUp(choice);
    const notBefore = first.notBefore?.toISOString() ?? '';
    const others = choice.dropped.length > 0 ? JSON.stringify(choice.dropped) : '';
    const deferral = first.cap === null ? '' : JSON.stringify(first.cap);
    const { level, owner } = alike;
    const key = `${first.channel} ${isPreferred} ${notBefore} ${deferral} ${located.basis} ${located.number} ${others} ${alike.noteText} ${level?.memberLevel ?? ''}`;
    return this.reasons.of(key, () => {
      const dropped = choice.dropped.flatMap((rung) => [rung.reason, ...rung.also]);
      const zone = reason(`zones-${located.basis}`, { zones: located.zones });
      const channel = reason(isPreferred ? 'channel-preferred' : 'channel-first-rung', { channel: first.channel });
      const cap = first.cap === null ? [] : [reason('slot-after-cap', { notBefore }), first.cap];
      const deferredBy = first.cap?.code ?? null;
      const served = level === null ? [] : [levelReason(level)];
      const known = {
        visit: [...served, ...dropped, zone],
        attempt: [channel, ...cap],
        ownerNote: owner.note,
        deferredBy,
      };
      this.input.digest(`reasons|${JSON.stringify(known)}\n`);
      return known;
    });
  }

  /** Zones that a customer named are looked up once; others hang on each address and number. */
  private locate(member: AudienceMember): Located {
    const { timezone, country, province, postcode } = member;
    const named = timezone === null ? undefined : this.namedZones.get(timezone);
    if (named) return named;
    const phone = member.addresses.find(({ kind }) => kind === 'phone');
    const facts = {
      timezone,
      country,
      province,
      postcode,
      phone: phone?.address ?? null,
      phoneType: phone?.phoneType ?? null,
    };
    const { zoneOrder } = this.input.policy;
    const { zones, basis } = candidateZones(facts, this.input.organisationZone, zoneOrder);
    const located = { zones, basis, number: this.zones.of(zones.join(), () => zones) };
    if (timezone !== null && zoneOrder[0] === 'explicit' && basis === 'explicit')
      this.namedZones.set(timezone, located);
    return located;
  }

  /** Whether the first rung stands later on the campaign's own ladder than another usable one. */
  private isMovedUp({ rungs }: LadderChoice): boolean {
    const places = rungs.map((rung) => this.input.campaign.ladder.findIndex(({ channel }) => channel === rung.channel));
    return places.some((place) => place < places[0]!);
  }

  /** The one-week clock (T3), where it still runs. */
  private weekDueOf({ assignedAt }: AudienceMember): number {
    const due = assignedAt === null ? NaN : assignedAt.getTime() + WEEK_MS;
    return due > this.input.from.getTime() ? due : NaN;
  }
}

/** Who serves the customer's member level, and that nobody else may. */
function levelReason({ memberLevel, team, skill }: LevelRule): Reason {
  if (team === null) return reason('level-skill', { memberLevel, skill: skill ?? '' });
  return skill === null
    ? reason('level-team', { memberLevel, team })
    : reason('level-team-skill', { memberLevel, team, skill });
}
