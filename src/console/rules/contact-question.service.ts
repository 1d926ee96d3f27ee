import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import type { CustomerDetail } from '../../archive/customer.js';
import { askedInstants } from '../../calendar/asked-instant.js';
import { CalendarService } from '../../calendar/calendar.service.js';
import { candidateZones } from '../../calendar/candidate-zones.js';
import { SettingsService } from '../../config/settings.service.js';
import { InputError, NotFoundError } from '../../kernel/faults.js';
import type { Channel } from '../../kernel/words.js';
import { CustomerAccess } from '../customer-access.service.js';
import { askedDayBands } from './asked-day.js';
import { readZones, toAnswerView } from './asked-question.js';
import type { AnswerView, AskedCustomer, AskedFields } from './asked-question.js';

interface Place {
  readonly zones: readonly string[];
  readonly customer: AskedCustomer | null;
}

/** "May we contact … at …?", answered by the function that dispatch asks before each message. */
@Injectable()
export class ContactQuestionService {
  constructor(
    private readonly calendars: CalendarService,
    private readonly customers: CustomerAccess,
    private readonly settings: SettingsService,
  ) {}

  /** Throws InputError with the fields that cannot be read; what is unknown is answered with "no". */
  async answer(account: Account, asked: AskedFields): Promise<AnswerView> {
    const { channel = '', policy: policyId = '', at = '' } = asked;
    const { zones, customer } = await this.place(account, asked);
    const holidayCampaign = asked.holiday !== undefined;
    const preferredTime = customer?.preferredTime ?? null;
    const explicitTimeConsent = customer?.explicitTimeConsent ?? false;
    const about = { zones, holidayCampaign, preferredTime, explicitTimeConsent };
    const answer = await this.calendars.allowed({ channel, policy: policyId, at, ...about });
    const snapshot = await this.calendars.snapshot();
    const instant = askedInstants(at, zones[0] ?? '')?.[0] ?? new Date(0);
    const policy = snapshot.policy(policyId, instant);
    const calendar = snapshot.calendar(policy?.calendar ?? 'none');
    const question = { channel: channel as Channel, policy, calendar, ...about };
    return toAnswerView(answer, askedDayBands(question, instant), customer);
  }

  /** Where the contact would be: the customer's candidate zones, or those that were typed. */
  private async place(account: Account, asked: AskedFields): Promise<Place> {
    if (asked.customer === undefined) return { zones: readZones(asked.zone ?? ''), customer: null };
    const customer = await this.find(account, asked.customer);
    const { timeZone } = await this.settings.organisation();
    const snapshot = await this.calendars.snapshot();
    const policy = snapshot.policy(asked.policy ?? '', askedInstants(asked.at ?? '', timeZone)?.[0] ?? new Date(0));
    const { timezone, country, province, postcode, preferredTime, explicitTimeConsent } = customer;
    const phone = asked.channel === 'email' ? undefined : firstPhone(customer);
    const where = { phone: phone?.address ?? null, phoneType: phone?.phoneType ?? null };
    const facts = { timezone, country, province, postcode, ...where };
    const { zones, basis } = candidateZones(facts, timeZone, policy?.zoneOrder);
    const { id, name, customerNo } = customer;
    return { zones, customer: { id, name, customerNo, basis, preferredTime, explicitTimeConsent } };
  }

  /** The customer of this number, as far as the account may see it. */
  private async find(account: Account, text: string): Promise<CustomerDetail> {
    const found = await this.customers.find(account, text);
    const hit = found.find(({ customerNo }) => customerNo === text) ?? (found.length === 1 ? found[0] : undefined);
    const detail = hit && (await this.customers.get(account, hit.id).catch(notSeen));
    if (!detail) {
      const message = 'is no customer number that you can see';
      throw new InputError([{ field: 'customer', code: 'no-such-customer', message }]);
    }
    return detail;
  }
}

function firstPhone({ contactPoints }: CustomerDetail) {
  return contactPoints.find(({ kind, address, invalidCode }) => kind === 'phone' && address !== null && invalidCode === null); // prettier-ignore
}

function notSeen(error: unknown): null {
  if (error instanceof NotFoundError) return null;
  throw error;
}
