import { Injectable } from '@nestjs/common';
import { compileSegment } from '../archive/segment-sql.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { promiseDeadline } from '../calendar/deadlines.js';
import { SettingsService } from '../config/settings.service.js';
import type { Queryable, Tx } from '../database/database.service.js';
import type { AudienceMember, MemberAddress, PastContact } from './audience-member.js';
import {
  ADDRESSES_SQL,
  CONTACTS_SQL,
  OPEN_ISSUES_SQL,
  oneOffAudienceSql,
  standingAudienceSql,
} from './audience-sql.js';
import type { Campaign } from './campaign.js';
import { dueOccasions } from './due-occasions.js';
import type { OccasionFrame, TriggerFact } from './due-occasions.js';
import { triggerParams } from './trigger-sql.js';

type CustomerRow = Omit<AudienceMember, 'triggerAt' | 'earliestAt' | 'dueAt' | 'addresses' | 'contacts' | 'openIssues'>;
type CandidateRow = CustomerRow & TriggerFact;
type DueCustomer = Omit<AudienceMember, 'addresses' | 'contacts' | 'openIssues'>;
type Of<T> = T & { readonly customerId: number };

const BATCH = 5_000;
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
   * The audience in batches of some thousand, ordered by customer number; memory does not grow with its size. A one-off
   * campaign's is all of its segment; a standing one's only the occasions that came up and are not planned yet.
   */
  async *stream(tx: Tx, campaign: Campaign, now: Date): AsyncIterable<AudienceMember[]> {
    for await (const due of campaign.standing ? this.standing(tx, campaign, now) : this.oneOff(tx, campaign, now)) {
      if (due.length > 0) yield await this.complete(tx, due, now);
    }
  }

  /** Whether a standing campaign has anybody new to plan. */
  async hasNewlyDue(tx: Tx, campaign: Campaign, now: Date): Promise<boolean> {
    for await (const due of this.standing(tx, campaign, now)) if (due.length > 0) return true;
    return false;
  }

  private async *oneOff(tx: Tx, campaign: Campaign, now: Date): AsyncIterable<DueCustomer[]> {
    const { sql, params } = compileSegment(campaign.segment, await this.segmentTime(now));
    for await (const rows of tx.stream<CustomerRow>(oneOffAudienceSql(sql), params, BATCH)) {
      yield rows.map((row) => ({ ...row, triggerAt: null, earliestAt: null, dueAt: null }));
    }
  }

  private async *standing(tx: Tx, campaign: Campaign, now: Date): AsyncIterable<DueCustomer[]> {
    const rule = campaign.standing;
    if (rule === null) return;
    const frame = await this.frame(campaign, now);
    const search = triggerParams({ rule, now, since: campaign.startAt, zone: frame.zone });
    const segment = compileSegment(campaign.segment, { now, zone: frame.zone }, 1 + search.length);
    const params = [campaign.id, ...search, ...segment.params];
    const sql = standingAudienceSql(rule.trigger, segment.sql);
    for await (const rows of tx.stream<CandidateRow>(sql, params, BATCH)) {
      yield rows.flatMap(({ ref, at, on, intervalDays, ...row }) =>
        dueOccasions(rule, { ref, at, on, intervalDays }, frame)
          .filter(({ occasion }) => occasion === row.occasion)
          .map((occasion) => ({ ...row, ...occasion })),
      );
    }
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

  private async complete(db: Queryable, due: readonly DueCustomer[], now: Date): Promise<AudienceMember[]> {
    const ids = [...new Set(due.map(({ customerId }) => customerId))];
    const since = new Date(now.getTime() - CONTACT_HORIZON_MS);
    const addresses = byCustomer(await db.query<Of<MemberAddress>>(ADDRESSES_SQL, [ids]));
    const contacts = byCustomer(await db.query<Of<PastContact>>(CONTACTS_SQL, [ids, since]));
    const issues = byCustomer(await db.query<Of<{ kind: 'complaint' | 'follow-up' }>>(OPEN_ISSUES_SQL, [ids]));
    return due.map((customer) => ({
      ...customer,
      addresses: addresses.get(customer.customerId) ?? [],
      contacts: contacts.get(customer.customerId) ?? [],
      openIssues: (issues.get(customer.customerId) ?? []).map(({ kind }) => kind),
    }));
  }
}

function byCustomer<T extends { readonly customerId: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.customerId);
    if (group) group.push(row);
    else groups.set(row.customerId, [row]);
  }
  return groups;
}
