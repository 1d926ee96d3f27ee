import { packagedPolicy } from '../../test/support/calendar-rules.js';
import { InputError } from '../kernel/faults.js';
import { PACKAGED_POLICIES } from './packaged-policies.js';
import { completeDocument, parsePolicy } from './policy.js';

const china = PACKAGED_POLICIES[0] as Record<string, unknown> & { windows: Record<string, unknown> };

function faultsOf(document: unknown): string[] {
  try {
    parsePolicy(document);
  } catch (error) {
    if (error instanceof InputError) return error.faults.map(({ field, code }) => `${field}: ${code}`);
    throw error;
  }
  return [];
}

function withCall(call: unknown): unknown {
  return { ...china, windows: { ...china.windows, call } };
}

describe('packaged policies', () => {
  it.each(PACKAGED_POLICIES.map((document) => [document['id'], document]))('%s can be read', (_, document) => {
    expect(faultsOf(document)).toEqual([]);
  });

  it('fill what they leave out with the Chinese values', () => {
    expect(packagedPolicy('US-default').caps).toEqual(packagedPolicy('CN-default').caps);
    expect(packagedPolicy('EU-default')).toMatchObject({
      caps: { call: { perDay: 1, perWeek: 3, maxAttemptsPerVisit: 5, minGapHours: 4 }, anyPer24h: 2 },
      quarantineDays: { anySurvey: 30, sameSurvey: 90, nps: 180 },
      refusalCoolOffDays: 180,
      consent: { service: 'unless-denied', marketing: 'granted' },
    });
  });

  it('work on make-up workdays as on workdays, and treat holidays as they refer to them', () => {
    const { sms, call } = packagedPolicy().hours;
    expect(call.byDayType.makeup).toEqual(call.byDayType.workday);
    expect(sms.byDayType.holiday).toEqual([
      { start: 600, end: 720 },
      { start: 840, end: 1080 },
    ]);
  });

  it('open holidays to calls only for holiday campaigns', () => {
    const { hours, holidayHours } = packagedPolicy();
    expect(hours.call.byDayType.holiday).toEqual([]);
    expect(holidayHours.call.byDayType.holiday).toHaveLength(2);
    expect(holidayHours.call.guardMinutes).toBe(5);
    expect(holidayHours.sms).toEqual(hours.sms);
  });

  it('are stored complete', () => {
    expect(completeDocument(PACKAGED_POLICIES[1])).toMatchObject({ effective_from: '2026-01-01', onUnknown: 'hold' });
  });
});

describe('reading a policy', () => {
  it('names every fault at once', () => {
    const faults = faultsOf({
      ...china,
      calendar: 'Atlantis',
      colour: 'red',
      onUnknown: 'send',
      windows: { ...china.windows, call: { workday: [['9', '12:00']], lunch: [] } },
    });
    expect(faults).toEqual(
      expect.arrayContaining([
        'calendar: custom',
        'colour: unknown-key',
        'onUnknown: invalid-value',
        'windows.call.lunch: unknown-key',
      ]),
    );
    expect(faults.some((fault) => fault.startsWith('windows.call.workday'))).toBe(true);
  });

  it.each([
    ['an empty window', { workday: [['09:00', '09:00']], weekend: [], holiday: [] }, /^windows\.call\.workday/],
    ['a time that is none', { workday: [['09:00', '12:60']], weekend: [], holiday: [] }, /^windows\.call\.workday/],
    ['a start at 24:00', { workday: [['24:00', '06:00']], weekend: [], holiday: [] }, /^windows\.call\.workday/],
    ['a missing day type', { workday: [], weekend: [] }, /^windows\.call\.holiday: missing/],
    ['"any" beside a day type', { any: [['09:00', '12:00']], weekend: [] }, /^windows\.call\.any: any-and-day-types/],
    ['a reference in a circle', { workday: '=weekend', weekend: '=workday', holiday: [] }, /circular/],
    [
      'a window shorter than its guard',
      { workday: [['09:00', '09:04']], weekend: [], holiday: [], guardMinutes: 5 },
      /^windows\.call\.workday: shorter-than-guard/,
    ],
  ])('refuses %s', (_, call, fault) => {
    expect(faultsOf(withCall(call)).join('\n')).toMatch(fault);
  });

  it('keeps a Saturday and a Sunday apart from the weekend, and closes what a weekend has besides', () => {
    const { byDayType, own } = parsePolicy(
      withCall({ workday: [['09:00', '20:00']], saturday: [['09:00', '17:00']], sunday: [], holiday: '=weekend' }),
    ).hours.call;
    expect([byDayType.weekend, own.saturday?.weekend, own.sunday?.weekend]).toEqual([
      [],
      [{ start: 540, end: 1020 }],
      [],
    ]);
    expect([byDayType.holiday, own.saturday?.holiday]).toEqual([[], [{ start: 540, end: 1020 }]]);
    expect(own.saturday?.makeup).toEqual([{ start: 540, end: 1200 }]);
  });

  it('lays the weekend of holiday hours over Saturday and Sunday too, unless they are named there', () => {
    const call = { workday: [], saturday: [['09:00', '17:00']], sunday: [], holiday: [] };
    const special = { weekend: [['10:00', '12:00']], sunday: [['10:00', '11:00']] };
    const document = { ...(withCall(call) as object), holidayCampaign: { call: special } };
    const { byDayType, own } = parsePolicy(document).holidayHours.call;
    expect([byDayType.weekend, own.saturday, own.sunday?.weekend]).toEqual([
      [{ start: 600, end: 720 }],
      undefined,
      [{ start: 600, end: 660 }],
    ]);
  });

  it('refuses holiday hours by day type over a Sunday beside "any"', () => {
    const document = { ...(withCall({ any: [['09:00', '12:00']], sunday: [] }) as object) };
    expect(faultsOf({ ...document, holidayCampaign: { call: { holiday: [] } } })).toEqual([
      'holidayCampaign.call.any: day-types-beside-any',
    ]);
    expect(faultsOf({ ...document, holidayCampaign: { call: { any: [['10:00', '12:00']] } } })).toEqual([]);
  });

  it('takes windows up to 24:00 and across midnight', () => {
    expect(faultsOf(withCall({ any: [['18:00', '24:00']] }))).toEqual([]);
    const policy = parsePolicy(withCall({ any: [['22:00', '02:00']] }));
    expect(policy.hours.call.byDayType.workday).toEqual([{ start: 1320, end: 1560 }]);
  });

  it.each([null, 7, 'CN-default', []])('refuses %j as a policy', (document) => {
    expect(faultsOf(document)).not.toEqual([]);
  });
});
