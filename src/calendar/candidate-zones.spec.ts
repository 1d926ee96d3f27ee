import { candidateZones } from './candidate-zones.js';
import type { ZoneFacts } from './candidate-zones.js';
import type { ZoneOrder } from './policy.js';
import { countryZones } from './country-zones.js';
import { areaCodeZones, stateZones } from './north-america.js';
import { canonicalZone } from './time-zones.js';

const NOTHING: ZoneFacts = {
  timezone: null,
  country: null,
  province: null,
  postcode: null,
  phone: null,
  phoneType: null,
};
const zonesOf = (facts: Partial<ZoneFacts>) => candidateZones({ ...NOTHING, ...facts }, 'Asia/Shanghai');

describe('where a customer may be', () => {
  it('takes a named zone alone, in its current spelling', () => {
    const facts = { timezone: 'asia/shanghai', country: 'US', phone: '+12125550100' };
    expect(zonesOf(facts)).toEqual({ zones: ['Asia/Shanghai'], basis: 'explicit', assumed: false });
    expect(zonesOf({ timezone: 'PRC' }).zones).toEqual(['Asia/Shanghai']);
    expect(zonesOf({ timezone: 'Europe/Kyiv' }).zones).toEqual(['Europe/Kyiv']);
  });

  it.each(['Asia/Beijing', 'GMT+8', '+08:00'])('holds when the named zone is none: %s', (timezone) => {
    expect(zonesOf({ timezone, country: 'CN' })).toEqual({ zones: [], basis: 'explicit', assumed: false });
  });

  it("falls back on the organisation's zone, and says that it is a guess", () => {
    expect(zonesOf({})).toEqual({ zones: ['Asia/Shanghai'], basis: 'organisation', assumed: true });
  });

  it("follows the policy's order, and asks nothing that it does not name", () => {
    const facts = { ...NOTHING, timezone: 'Europe/Paris', country: 'JP', phone: '+12125550100' };
    const zones = (...order: ZoneOrder) => candidateZones(facts, 'Asia/Shanghai', order);
    expect(zones('address', 'explicit')).toMatchObject({ zones: ['Asia/Tokyo'], basis: 'address' });
    expect(zones('phone', 'address')).toMatchObject({ zones: ['America/New_York', 'Asia/Tokyo'] });
    expect(zones('phone', 'org')).toMatchObject({ zones: ['America/New_York'], basis: 'phone' });
    expect(zones('org', 'explicit')).toMatchObject({ zones: ['Asia/Shanghai'], assumed: true });
    expect(candidateZones(NOTHING, 'Asia/Shanghai', ['explicit', 'phone'])).toEqual({
      zones: [],
      basis: 'unknown',
      assumed: false,
    });
  });

  it.each([
    ['a Chinese mobile', { phone: '+8613800138000', phoneType: 'mobile' }],
    ['a Beijing line', { phone: '+861065551234', phoneType: 'fixed' }],
    ['a Gansu line', { phone: '+869318551234', phoneType: 'fixed' }],
    ['a Chinese address', { country: 'CN', province: '广东省' }],
  ])('keeps Beijing time for %s', (_, facts) => {
    expect(zonesOf(facts).zones).toEqual(['Asia/Shanghai']);
  });

  it.each([
    ['an address', { country: 'CN', province: '新疆维吾尔自治区' }],
    ['an address without a country', { province: '新疆' }],
    ['a postcode', { country: 'CN', postcode: '830000' }],
    ['a line in Urumqi', { phone: '+869912345678', phoneType: 'fixed' }],
    ['a line in Hami', { phone: '+869022345678', phoneType: 'fixed' }],
    ['an address with a mobile', { country: 'CN', province: '新疆', phone: '+8613800138000', phoneType: 'mobile' }],
  ])('minds both clocks of Xinjiang for %s', (_, facts) => {
    expect(zonesOf(facts).zones).toEqual(['Asia/Shanghai', 'Asia/Urumqi']);
  });

  it('joins what address and phone say', () => {
    const facts = { country: 'US', province: 'CA', phone: '+12125550100', phoneType: 'unknown' };
    expect(zonesOf(facts)).toEqual({
      zones: ['America/Los_Angeles', 'America/New_York'],
      basis: 'address',
      assumed: false,
    });
  });
});

describe('North America', () => {
  it('knows area codes with two clocks', () => {
    expect(zonesOf({ phone: '+18505550100' }).zones).toEqual(['America/Chicago', 'America/New_York']);
    expect(zonesOf({ phone: '+13055550100' }).zones).toEqual(['America/New_York']);
    expect(zonesOf({ phone: '+12505550100' }).zones).toContain('America/Edmonton');
  });

  it('takes a toll-free number to be anywhere', () => {
    expect(areaCodeZones('800')).toEqual(
      expect.arrayContaining(['Pacific/Honolulu', 'America/New_York', 'America/St_Johns']),
    );
  });

  it('reads states by letters, by name, and ZIP codes', () => {
    expect(zonesOf({ country: 'US', province: 'tennessee' }).zones).toEqual(['America/Chicago', 'America/New_York']);
    expect(zonesOf({ country: 'US', postcode: '10001' }).zones).toEqual(['America/New_York']);
    expect(zonesOf({ country: 'US', postcode: '96813-1234' }).zones).toEqual(['Pacific/Honolulu']);
    expect(zonesOf({ country: 'US', postcode: 'unknown' }).zones).toHaveLength(8);
    expect(zonesOf({ country: 'CA', province: 'ON' }).zones).toContain('America/Toronto');
  });

  it('names only zones that exist', () => {
    const all = ['ON', 'QC', 'YT', 'BC', 'NL', 'AK', 'AZ'].flatMap((state) => stateZones(state) ?? []);
    for (const zone of [...all, ...areaCodeZones('800')]) expect([zone, canonicalZone(zone)]).toEqual([zone, zone]);
  });
});

describe('countries with several clocks', () => {
  it.each([
    ['AU', '+61412345678', 'Australia/Perth', 7],
    ['RU', '+79161234567', 'Asia/Kamchatka', 11],
    ['ID', '+628123456789', 'Asia/Jayapura', 3],
    ['ES', '+34612345678', 'Atlantic/Canary', 2],
    ['PT', '+351912345678', 'Atlantic/Azores', 2],
  ])('takes a mobile of %s to be anywhere in it', (_, phone, zone, count) => {
    const { zones } = zonesOf({ phone, phoneType: 'mobile' });
    expect(zones).toContain(zone);
    expect(zones.length).toBeGreaterThanOrEqual(count - 1);
  });

  it('tells a fixed line in Perth from one in Melbourne', () => {
    expect(zonesOf({ phone: '+61398765432', phoneType: 'fixed' }).zones).toEqual(['Australia/Sydney']);
    expect(zonesOf({ phone: '+61892345678', phoneType: 'fixed' }).zones).toContain('Australia/Perth');
  });

  it('does not take Kazakhstan for Russia', () => {
    expect(zonesOf({ phone: '+77011234567', phoneType: 'mobile' }).zones.join()).not.toContain('Moscow');
  });

  it('has British numbers and addresses in London, whatever the case of the country', () => {
    expect(zonesOf({ country: 'gb', phone: '+447911123456' }).zones).toEqual(['Europe/London']);
  });

  it('assumes nothing from an unknown country or number', () => {
    expect(countryZones('XX')).toBeNull();
    expect(zonesOf({ country: 'XX', phone: '+999123' }).basis).toBe('organisation');
  });
});
