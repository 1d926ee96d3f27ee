import { calendarSnapshot } from '../../calendar/calendar-snapshot.js';
import { chineseDays } from '../../calendar/chinese-days.adapter.js';
import { PACKAGED_POLICIES } from '../../calendar/packaged-policies.js';
import { restHours } from './rest-hours.js';

const ORGANISATION = 'Asia/Shanghai';
const policies = PACKAGED_POLICIES.map((document) => ({
  ...{ id: String(document['id']), version: 1, effectiveFrom: '2026-01-01' },
  document,
}));
const snapshot = calendarSnapshot({ policies, days: [], china: chineseDays(), organisationZone: ORGANISATION });
const rule = { policyId: 'CN-default', holidayCampaign: false };
const nobody = { timezone: null, country: 'CN', province: '江西省', postcode: null };
const usual = { ...nobody, preferredTime: null, explicitTimeConsent: false, contactPoints: [] };
const hoursAt = (instant: string, customer: Partial<typeof usual> = {}) =>
  restHours({ ...usual, ...customer }, rule, snapshot, { now: new Date(instant), organisationZone: ORGANISATION });

describe('today’s hours of a customer', () => {
  it('are those of the policy, in the customer’s clock, with now', () => {
    const hours = hoursAt('2026-11-23T02:30:00Z');
    expect(hours).toMatchObject({ zone: ORGANISATION, date: '2026-11-23', dayTypeKey: 'day-type.workday' });
    const call = hours.bands?.days.find(({ labelKey }) => labelKey === 'console.channel.call');
    expect(call?.bands.map(({ text }) => text)).toEqual(['09:00–12:00', '14:00–20:00']);
    expect(call?.now).toBe(10 * 60 + 30);
    expect(hours.now.every(({ allowed, next }) => allowed && next === null)).toBe(true);
  });

  it('say until when a channel rests', () => {
    const call = hoursAt('2026-11-23T04:30:00Z').now.find(({ channelKey }) => channelKey === 'console.channel.call');
    expect(call).toMatchObject({
      allowed: false,
      reason: { code: 'rest-hours' },
      next: new Date('2026-11-23T06:00:00Z'),
    });
  });

  it('are only what is open in every zone in which the customer may be', () => {
    const here = hoursAt('2026-11-23T02:30:00Z', { province: '新疆' });
    expect(here.hasSeveral).toBe(true);
    expect(here.zones).toContain(ORGANISATION);
    const call = here.bands?.days.find(({ labelKey }) => labelKey === 'console.channel.call');
    expect(call?.bands.map(({ text }) => text)).not.toEqual(['09:00–12:00', '14:00–20:00']);
  });

  it('are none where the zone that the customer named is none', () => {
    const lost = hoursAt('2026-11-23T02:30:00Z', { timezone: 'Mars/Olympus' } as never);
    expect([lost.zone, lost.bands, lost.now.map(({ allowed }) => allowed)]).toEqual([
      null,
      null,
      [false, false, false],
    ]);
  });
});
