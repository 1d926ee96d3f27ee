import { Injectable } from '@nestjs/common';
import { compileSegment } from '../archive/segment-sql.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { promiseDeadline } from '../calendar/deadlines.js';
import { SettingsService } from '../config/settings.service.js';
import type { Tx } from '../database/database.service.js';
import type { AudienceMember, MemberAddress, PastContact, PlannedContact } from './audience-member.js';
import {
  CUSTOMER_FACTS,
  GOING_FIRST_SQL,
  oneOffAudienceSql,
  POINT_FACTS,
  standingAudienceSql,
} from './audience-sql.js';
import type { Campaign } from './campaign.js';
import { dueOccasions } from './due-occasions.js';
import type { Occasion, OccasionFrame, TriggerFact } from './due-occasions.js';
import { SharedFacts } from './shared-facts.js';
import { SortedRows } from './sorted-rows.js';
import { triggerParams } from './trigger-sql.js';

type JsonContact = Omit<PastContact, 'at'> & { readonly at: number };
type JsonPlanned = Omit<PlannedContact, 'at'> & { readonly at: number };
type DueFields = Omit<Occasion, 'occasion'>;
/** As PostgreSQL gives it: null where a list is empty. */
type CustomerRow = Omit<AudienceMember, keyof DueFields | 'addresses' | 'contacts' | 'planned' | 'openIssues'> & {
  readonly addresses: AudienceMember['addresses'] | null;
  readonly contacts: readonly JsonContact[] | null;
  readonly planned: readonly JsonPlanned[] | null;
  readonly openIssues: AudienceMember['openIssues'] | null;
};
type CandidateRow = CustomerRow & TriggerFact;
type OfCustomer = { readonly customerId: number };
type CustomerFacts = Pick<AudienceMember, keyof typeof CUSTOMER_FACTS>;
type PointFacts = Pick<MemberAddress, keyof typeof POINT_FACTS>;
type OneOffRow = Pick<AudienceMember, 'customerId' | 'customerNo' | 'version'> & {
  readonly facts: string;
  readonly assignedMs: number | null;
};
type PointRow = OfCustomer & Pick<MemberAddress, 'kind' | 'address'> & { readonly facts: string };
type ContactRow = JsonContact & OfCustomer;
type PlannedRow = JsonPlanned & OfCustomer;
type IssueRow = OfCustomer & { readonly kind: AudienceMember['openIssues'][number] };

/** Small enough that a batch is forgotten before it grows old in memory. */
const BATCH = 1_000;
/** There are more contact points than customers. */
const FACTS = 1_500;
/** Everything is read: what costs least to the end, not to the first row. */
const READ_ALL_SQL = `SELECT set_config('cursor_tuple_fraction', '1', TRUE), set_config('work_mem', '32MB', TRUE)`;
const NOT_DUE = { occasion: '', triggerAt: null, earliestAt: null, dueAt: null };
/** As far back as any quarantine or cool-off looks. */
const CONTACT_HORIZON_MS = 400 * 86_400_000;

/** Reads who a campaign is for, in batches, with everything that planning needs to know of each. */
@Injectable()
export class AudienceReadModel {
  constructor(
    private readonly calendars: CalendarService,
    private readonly settings: SettingsService,
  ) {}

  /**
   * The audience in batches of a thousand, ordered by customer number; memory does not grow with its size. A one-off
   * campaign's is all of its segment; a standing one's only the occasions that came up and are not planned yet. The
   * next batch is read while the caller has the one before: nothing else may be asked of `tx` meanwhile.
   */
  stream(tx: Tx, campaign: Campaign, now: Date): AsyncIterable<AudienceMember[]> {
    return oneAhead(campaign.standing ? this.standing(tx, campaign, now) : this.oneOff(tx, campaign, now));
  }

  /** Whether a standing campaign has anybody new to plan. */
  async hasNewlyDue(tx: Tx, campaign: Campaign, now: Date): Promise<boolean> {
    for await (const due of this.standing(tx, campaign, now)) if (due.length > 0) return true;
    return false;
  }

  private async *oneOff(tx: Tx, campaign: Campaign, now: Date): AsyncIterable<AudienceMember[]> {
    const { sql: inSegment, params } = compileSegment(campaign.segment, await this.segmentTime(now));
    const sql = oneOffAudienceSql(inSegment, params.length + 1, params.length + 1);
    const goingFirst = await this.goingFirst(tx, campaign);
    await tx.execute(READ_ALL_SQL);
    const read = <T extends { readonly customerId: number }>(text: string, more: readonly unknown[] = []) =>
      new SortedRows(tx.stream<T>(text, [...params, ...more], FACTS));
    const points = read<PointRow>(sql.points);
    const shared = read<{ customerId: number; address: string }>(sql.shared);
    const contacts = read<ContactRow>(sql.contacts, [contactsSince(now)]);
    const planned = goingFirst.length === 0 ? null : read<PlannedRow>(sql.planned, [goingFirst]);
    const issues = read<IssueRow>(sql.issues);
    const facts = new SharedFacts<CustomerFacts>(CUSTOMER_FACTS);
    const pointFacts = new SharedFacts<PointFacts>(POINT_FACTS);
    for await (const rows of tx.stream<OneOffRow>(sql.customers, params, BATCH)) {
      const ids = new Set(rows.map(({ customerId }) => customerId));
      for (const known of [points, shared, contacts, planned, issues]) await known?.reach(ids);
      yield rows.map((row): AudienceMember => {
        const { customerId, customerNo, version, assignedMs } = row;
        const others = shared.take(customerId);
        const known = facts.of(row.facts);
        return {
          ...known,
          facts: known,
          ...NOT_DUE,
          customerId,
          customerNo,
          version,
          assignedAt: assignedMs === null ? null : new Date(assignedMs),
          addresses: points.take(customerId).map(({ kind, address, facts: text }) => {
            const isShared = others.length > 0 && others.some((other) => other.address === address);
            return { ...pointFacts.of(text), kind, address, shared: isShared };
          }),
          contacts: contacts.take(customerId).map(toInstant),
          planned: planned?.take(customerId).map(toInstant) ?? NOTHING,
          openIssues: issues.take(customerId).map(({ kind }) => kind),
        };
      });
    }
  }

  private async *standing(tx: Tx, campaign: Campaign, now: Date): AsyncIterable<AudienceMember[]> {
    const rule = campaign.standing;
    if (rule === null) return;
    const frame = await this.frame(campaign, now);
    const search = triggerParams({ rule, now, since: campaign.startAt, zone: frame.zone });
    const segment = compileSegment(campaign.segment, { now, zone: frame.zone }, 1 + search.length);
    const facts = [contactsSince(now), await this.goingFirst(tx, campaign)];
    const params = [campaign.id, ...search, ...segment.params, ...facts];
    const sql = standingAudienceSql(rule.trigger, segment.sql, params.length - 1, params.length);
    for await (const rows of tx.stream<CandidateRow>(sql, params, BATCH)) {
      yield rows.flatMap(({ ref, at, on, intervalDays, ...row }) =>
        dueOccasions(rule, { ref, at, on, intervalDays }, frame)
          .filter(({ occasion }) => occasion === row.occasion)
          .map((occasion) => toMember({ ...row }, occasion)),
      );
    }
  }

  private async goingFirst(tx: Tx, { id, priority }: Campaign): Promise<number[]> {
    return (await tx.query<{ id: number }>(GOING_FIRST_SQL, [id, priority])).map((row) => row.id);
  }

  /** How the days of the campaign's promise count: calendar days, or the working days of its policy's calendar (T2). */
  private async frame(campaign: Campaign, now: Date): Promise<OccasionFrame> {
    const { timeZone: zone } = await this.settings.organisation();
    const snapshot = await this.calendars.snapshot();
    const calendar = snapshot.calendar(snapshot.policy(campaign.policyId, now)?.calendar ?? 'none');
    const mode = campaign.options.deadlineMode;
    return {
      now,
      since: campaign.startAt,
      until: campaign.deadlineAt,
      zone,
      promise: (triggerAt, days) => promiseDeadline({ triggerAt, days, mode, zone, calendar }).rawDueAt,
    };
  }

  private async segmentTime(now: Date): Promise<{ now: Date; zone: string }> {
    return { now, zone: (await this.settings.organisation()).timeZone };
  }
}

function contactsSince(now: Date): Date {
  return new Date(now.getTime() - CONTACT_HORIZON_MS);
}

const NOTHING: readonly never[] = [];

function toInstant<T extends { readonly at: number }>(contact: T): Omit<T, 'at'> & { readonly at: Date } {
  return { ...contact, at: new Date(contact.at) };
}

/** Completes a row in place: to copy its many fields for each customer would cost more than to decide about it. */
function toMember(
  row: CustomerRow,
  { triggerAt, earliestAt, dueAt }: Record<keyof DueFields, Date | null>,
): AudienceMember {
  return Object.assign(row, {
    triggerAt,
    earliestAt,
    dueAt,
    addresses: row.addresses ?? NOTHING,
    contacts: row.contacts?.map(toInstant) ?? NOTHING,
    planned: row.planned?.map(toInstant) ?? NOTHING,
    openIssues: row.openIssues ?? NOTHING,
  });
}

/** The same batches, each asked for before the one in front of it is given out; empty ones are left out. */
async function* oneAhead<T>(batches: AsyncIterable<T[]>): AsyncIterable<T[]> {
  const source = batches[Symbol.asyncIterator]();
  let next = source.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done === true) return;
      next = source.next();
      // Said again when it is waited for; until then nobody listens.
      next.catch(() => undefined);
      if (value.length > 0) yield value;
    }
  } finally {
    await next.catch(() => undefined);
  }
}
