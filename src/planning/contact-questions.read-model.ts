import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import type { ContactQuestion } from '../calendar/decide-contact.js';
import type { Queryable } from '../database/queryable.js';
import type { Channel } from '../kernel/words.js';

interface Row {
  readonly id: number;
  readonly zones: string[];
  readonly policyId: string;
  readonly holidayWindows: boolean;
  readonly preferredTime: readonly (readonly [string, string])[] | null;
  readonly explicitTimeConsent: boolean;
}

const SQL = `SELECT v.id, v.zones, c.policy_id AS "policyId", c.holiday_windows AS "holidayWindows",
  k.preferred_time AS "preferredTime", k.explicit_time_consent AS "explicitTimeConsent"
FROM visits v JOIN campaigns c ON c.id = v.campaign_id JOIN customers k ON k.id = v.customer_id
WHERE v.id = ANY ($1::bigint[])`;

/** When may a visit's next contact be: the question as planning asks it, with the zones of the plan. */
@Injectable()
export class ContactQuestionsReadModel {
  constructor(private readonly calendars: CalendarService) {}

  /** By visit; what is decided at the contact itself reads fresh facts again. */
  async load(
    db: Queryable,
    asked: readonly { visitId: number; channel: Channel }[],
    now: Date,
  ): Promise<Map<number, ContactQuestion>> {
    if (asked.length === 0) return new Map();
    const channels = new Map(asked.map(({ visitId, channel }) => [visitId, channel]));
    const calendars = await this.calendars.snapshot();
    const rows = await db.query<Row>(SQL, [[...channels.keys()]]);
    return new Map(
      rows.map(({ id, zones, policyId, holidayWindows, preferredTime, explicitTimeConsent }) => {
        const policy = calendars.policy(policyId, now);
        const calendar = calendars.calendar(policy?.calendar ?? 'none');
        const channel = channels.get(id) ?? 'call';
        const customer = { preferredTime, explicitTimeConsent };
        return [id, { channel, policy, calendar, zones, holidayCampaign: holidayWindows, ...customer }];
      }),
    );
  }
}
