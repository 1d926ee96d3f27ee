import { Injectable } from '@nestjs/common';
import { compileSegment } from '../archive/segment-sql.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { promiseDeadline } from '../calendar/deadlines.js';
import { SettingsService } from '../config/settings.service.js';
import type { Tx } from '../database/database.service.js';
import type { AudienceMember, PastContact, PlannedContact } from './audience-member.js';
import { GOING_FIRST_SQL, oneOffAudienceSql, standingAudienceSql } from './audience-sql.js';
import type { Campaign } from './campaign.js';
import { dueOccasions } from './due-occasions.js';
import type { Occasion, OccasionFrame, TriggerFact } from './due-occasions.js';
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

/** Small enough that a batch is forgotten before it grows old in memory. */
const BATCH = 1_000;
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
    const segment = compileSegment(campaign.segment, await this.segmentTime(now));
    const params = [...segment.params, contactsSince(now), await this.goingFirst(tx, campaign)];
    const sql = oneOffAudienceSql(segment.sql, params.length - 1, params.length);
    for await (const rows of tx.stream<CustomerRow>(sql, params, BATCH)) {
      yield rows.map((row) => toMember(row, { triggerAt: null, earliestAt: null, dueAt: null }));
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
    contacts: row.contacts?.map((contact) => ({ ...contact, at: new Date(contact.at) })) ?? NOTHING,
    planned: row.planned?.map((contact) => ({ ...contact, at: new Date(contact.at) })) ?? NOTHING,
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
