import { Injectable } from '@nestjs/common';
import type { CalendarSnapshot } from '../calendar/calendar-snapshot.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { candidateZones } from '../calendar/candidate-zones.js';
import type { AudienceMember, MemberAddress, PastContact, PlannedContact } from '../campaigns/audience-member.js';
import { ADDRESSES_SQL, CONTACTS_SQL, SUPERIOR_CONTACTS_SQL } from '../campaigns/audience-sql.js';
import type { Rung } from '../campaigns/campaign-definition.js';
import { type ContactCaps, dailyCapsOnly, resolveCaps } from '../campaigns/contact-caps.js';
import { SettingsService } from '../config/settings.service.js';
import type { Queryable } from '../database/queryable.js';
import type { AttemptState, CampaignKind, CampaignState, Channel, Purpose, VisitState } from '../kernel/words.js';
import { ChannelProviders, type ProviderNames } from '../messages/channel-providers.service.js';
import { capabilityGap } from './capability-gap.js';
import type { AttemptFacts } from './decide-attempt.js';

/** An attempt with its facts and with the versions of the rows that they came from. */
export interface LoadedAttempt {
  readonly id: number;
  readonly visitId: number;
  readonly campaignId: number;
  readonly customerId: number;
  readonly agentId: number | null;
  readonly channel: Channel;
  readonly state: AttemptState;
  readonly token: string | null;
  readonly rung: number;
  readonly try: number;
  readonly key: string;
  readonly address: string | null;
  readonly ladder: readonly string[];
  readonly rungs: readonly Rung[];
  readonly dueAt: Date;
  readonly surveyId: string | null;
  readonly facts: AttemptFacts;
  readonly versions: {
    readonly visit: number;
    readonly customer: number;
    readonly address: number;
    readonly mark: number;
  };
}

interface Row {
  readonly id: number;
  readonly visitId: number;
  readonly campaignId: number;
  readonly customerId: number;
  readonly agentId: number | null;
  readonly channel: Channel;
  readonly state: AttemptState;
  readonly token: string | null;
  readonly rung: number;
  readonly try: number;
  readonly key: string;
  readonly plannedAddress: string | null;
  readonly fixedTime: boolean;
  readonly scheduledAt: Date | null;
  readonly visitState: VisitState;
  readonly visitVersion: number;
  readonly ladder: string[];
  readonly dueAt: Date;
  readonly campaignState: CampaignState;
  readonly kind: CampaignKind;
  readonly purpose: Purpose;
  readonly deadlineAt: Date;
  readonly policyId: string;
  readonly surveyId: string | null;
  readonly holidayWindows: boolean;
  readonly rungs: Rung[];
  readonly caps: ContactCaps | 'policy';
  readonly priority: number;
  readonly hasSuperiors: boolean;
  readonly customer: AudienceMember;
  readonly customerVersion: number;
  readonly mark: number;
  readonly hasOpenComplaint: boolean;
}
type AddressRow = MemberAddress & { readonly customerId: number; readonly version: number };
type ContactRow = PastContact & { readonly customerId: number };
type SuperiorRow = PlannedContact & { readonly customerId: number; readonly priority: number };

/** Where no hour was open before the deadline, the plan placed the visit behind it: the later of the two is the limit. */
const ATTEMPTS_SQL = `WITH asked AS MATERIALIZED (SELECT * FROM attempts WHERE id = ANY ($1::bigint[])
), marks AS MATERIALIZED (
  SELECT of_customer, mark FROM contact_marks((SELECT array_agg(DISTINCT customer_id) FROM asked))
)
SELECT a.id, a.visit_id AS "visitId", a.campaign_id AS "campaignId", a.customer_id AS "customerId",
  v.agent_id AS "agentId", a.channel, a.state, a.claim_token AS token, a.rung, a.try, a.attempt_key AS "key", a.address AS "plannedAddress",
  a.fixed_time AS "fixedTime", a.scheduled_at AS "scheduledAt", v.state AS "visitState", v.version AS "visitVersion", v.ladder,
  v.rolled_due_at AS "dueAt", c.state AS "campaignState", c.kind, c.purpose, greatest(c.deadline_at, v.rolled_due_at) AS "deadlineAt",
  c.policy_id AS "policyId", c.survey_id AS "surveyId", c.holiday_windows AS "holidayWindows", c.ladder AS rungs, c.caps, c.priority,
  EXISTS (SELECT FROM campaigns h WHERE h.state = 'running' AND h.priority > c.priority) AS "hasSuperiors",
  jsonb_build_object('consent', k.consent, 'doNotContact', k.do_not_contact, 'deceased', k.deceased, 'minor', k.minor,
    'lifecycle', k.lifecycle, 'timezone', k.timezone, 'country', k.country, 'province', k.province,
    'postcode', k.postcode, 'preferredTime', k.preferred_time, 'explicitTimeConsent', k.explicit_time_consent) AS customer,
  k.version AS "customerVersion", marks.mark,
  EXISTS (SELECT FROM open_issues WHERE open_issues.customer_id = k.id AND open_issues.kind = 'complaint') AS "hasOpenComplaint"
FROM asked a JOIN visits v ON v.id = a.visit_id JOIN campaigns c ON c.id = a.campaign_id
  JOIN customers k ON k.id = a.customer_id JOIN marks ON marks.of_customer = a.customer_id
ORDER BY a.id`;

/** In one statement, so that an address and its version are of one moment. */
const VERSIONED_ADDRESSES_SQL = `SELECT known.*,
  (SELECT addresses.version FROM addresses WHERE addresses.address = known.address) AS version
FROM (${ADDRESSES_SQL}) AS known`;

/** As far back as any cap counts. */
const CAPS_HORIZON_MS = 31 * 86_400_000;
const SEND_TIMEOUT_MS = 30_000;

interface Frame {
  readonly calendars: CalendarSnapshot;
  readonly organisationZone: string;
  readonly providers: ProviderNames;
  readonly now: Date;
}

/** Reads fresh what the decision about an attempt rests on. The mark comes before the contacts, so that a change in between shows. */
@Injectable()
export class AttemptFactsReadModel {
  constructor(
    private readonly calendars: CalendarService,
    private readonly settings: SettingsService,
    private readonly providers: ChannelProviders,
  ) {}

  /** The attempts in the order of their ids; those that are gone are left out. */
  async load(db: Queryable, attemptIds: readonly number[], now: Date): Promise<LoadedAttempt[]> {
    if (attemptIds.length === 0) return [];
    const rows = await db.prepared<Row>('attempt-facts', ATTEMPTS_SQL, [attemptIds]);
    const customers = [...new Set(rows.map((row) => row.customerId))];
    const addresses = groupByCustomer(
      await db.prepared<AddressRow>('attempt-addresses', VERSIONED_ADDRESSES_SQL, [customers]),
    );
    const chosen = new Map(rows.map((row) => [row.id, chooseAddress(row, addresses.get(row.customerId) ?? [])]));
    const since = new Date(now.getTime() - CAPS_HORIZON_MS);
    // Planned each time: a kept plan would be of a time when the log was small.
    const contacts = groupByCustomer(await db.query<ContactRow>(CONTACTS_SQL, [customers, since]));
    const superiors = groupByCustomer(await this.superiors(db, rows, now));
    const frame = await this.frame(now);
    return rows.map((row) => {
      const address = chosen.get(row.id) ?? null;
      const superior = superiors.get(row.customerId)?.filter(({ priority }) => priority > row.priority) ?? [];
      const facts = { ...this.facts(row, address, contacts.get(row.customerId) ?? [], frame), superior };
      const { id, visitId, campaignId, customerId, agentId, channel, state, token, rung, key } = row;
      const { ladder, rungs, dueAt, surveyId } = row;
      const ids = { id, visitId, campaignId, customerId, agentId };
      const common = { ...ids, channel, state, token, rung, try: row.try, key, ladder, rungs, dueAt, surveyId };
      const version = { visit: row.visitVersion, customer: row.customerVersion, mark: row.mark };
      const addressVersion = address?.version ?? 0;
      return { ...common, address: address?.address ?? null, facts, versions: { ...version, address: addressVersion } };
    });
  }

  /** Mostly there is no campaign that goes first, and nothing is asked. */
  private async superiors(db: Queryable, rows: readonly Row[], now: Date): Promise<SuperiorRow[]> {
    const lower = rows.filter(({ hasSuperiors }) => hasSuperiors);
    if (lower.length === 0) return [];
    const customers = [...new Set(lower.map(({ customerId }) => customerId))];
    const least = Math.min(...lower.map(({ priority }) => priority));
    const until = new Date(now.getTime() + CAPS_HORIZON_MS);
    return db.prepared<SuperiorRow>('superior-contacts', SUPERIOR_CONTACTS_SQL, [customers, least, until]);
  }

  private async frame(now: Date): Promise<Frame> {
    const { timeZone: organisationZone } = await this.settings.organisation();
    const providers = await this.providers.names();
    return { calendars: await this.calendars.snapshot(), organisationZone, providers, now };
  }

  private facts(
    row: Row,
    address: AddressRow | null,
    contacts: readonly PastContact[],
    frame: Frame,
  ): Omit<AttemptFacts, 'superior'> {
    const { customer, channel } = row;
    const policy = frame.calendars.policy(row.policyId, frame.now);
    const phone = channel === 'email' ? null : address;
    const where = { phone: phone?.address ?? null, phoneType: phone?.phoneType ?? null };
    const { timezone, country, province, postcode } = customer;
    const place = { timezone, country, province, postcode, ...where };
    const { zones } = candidateZones(place, frame.organisationZone, policy?.zoneOrder);
    const caps = resolveCaps(policy?.caps ?? {}, row.caps);
    const answersEvent = row.kind === 'after-service' || row.kind === 'after-complaint' || row.surveyId === null;
    return {
      attemptId: row.id,
      channel,
      fixedTime: row.fixedTime,
      campaign: { state: row.campaignState, kind: row.kind, purpose: row.purpose, deadlineAt: row.deadlineAt },
      visitState: row.visitState,
      customer,
      address,
      hasOpenComplaint: row.hasOpenComplaint,
      contact: {
        channel,
        policy,
        calendar: frame.calendars.calendar(policy?.calendar ?? 'none'),
        zones,
        holidayCampaign: row.holidayWindows,
        preferredTime: customer.preferredTime,
        explicitTimeConsent: customer.explicitTimeConsent,
      },
      caps: answersEvent ? dailyCapsOnly(caps) : caps,
      contacts,
      zone: zones[0] ?? frame.organisationZone,
      unreachable: capabilityGap(channel, address?.country ?? country, frame.providers, row.surveyId !== null),
      sendTimeoutMs: SEND_TIMEOUT_MS,
      startBy: startBy(row, this.settings.settings.lateAfterMinutes),
    };
  }
}

/** Calls wait in their agent's list, however long: an agent dials one after another anyway. */
function startBy({ channel, scheduledAt }: Row, lateAfterMinutes: number): Date | null {
  if (channel === 'call' || scheduledAt === null) return null;
  return new Date(scheduledAt.getTime() + lateAfterMinutes * 60_000);
}

/** The planned address while it is good, else the customer's first good one, else whichever explains why not. */
function chooseAddress(row: Row, addresses: readonly AddressRow[]): AddressRow | null {
  const kind = row.channel === 'email' ? 'email' : 'phone';
  const fitting = addresses.filter(
    (address) => address.kind === kind && (row.channel !== 'sms' || address.phoneType === 'mobile'),
  );
  const planned = fitting.filter((address) => address.address === row.plannedAddress);
  const ordered = [...planned, ...fitting.filter((address) => !planned.includes(address))];
  const good = ordered.find(
    ({ status, optedOut }) => status === 'active' && !optedOut.includes('all') && !optedOut.includes(row.channel),
  );
  return good ?? ordered[0] ?? null;
}

function groupByCustomer<T extends { readonly customerId: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) groups.set(row.customerId, [...(groups.get(row.customerId) ?? []), row]);
  return groups;
}
