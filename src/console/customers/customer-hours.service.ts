import { Injectable } from '@nestjs/common';
import type { CustomerDetail } from '../../archive/customer.js';
import { CalendarService } from '../../calendar/calendar.service.js';
import { SettingsService } from '../../config/settings.service.js';
import type { OpenVisit } from './customer-around.read-model.js';
import { restHours } from './rest-hours.js';
import type { RestHours } from './rest-hours.js';

// What a campaign uses that names no other.
const DEFAULT_POLICY = 'CN-default';

/** Today's rest hours of a customer: by the policy of the visit that is due first, else by the usual one. */
@Injectable()
export class CustomerHours {
  constructor(
    private readonly calendars: CalendarService,
    private readonly settings: SettingsService,
  ) {}

  async today(customer: CustomerDetail, visits: readonly OpenVisit[], now: Date): Promise<RestHours> {
    const { timeZone, country } = await this.settings.organisation();
    const snapshot = await this.calendars.snapshot();
    const [visit] = visits;
    const local = `${country}-default`;
    const usual = snapshot.policy(local, now) === null ? DEFAULT_POLICY : local;
    const rule = { policyId: visit?.policyId ?? usual, holidayCampaign: visit?.holidayWindows ?? false };
    return restHours(customer, rule, snapshot, { now, organisationZone: timeZone });
  }
}
