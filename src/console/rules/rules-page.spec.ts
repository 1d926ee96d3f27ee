import { parsePolicy } from '../../calendar/policy.js';
import type { ContactQuestion } from '../../calendar/contact-question.js';
import { PACKAGED_POLICIES } from '../../calendar/packaged-policies.js';
import { regionCalendar } from '../../calendar/region-calendar.js';
import type { DayBands } from '../day-bands.js';
import { askedDayBands } from './asked-day.js';
import { isAsked, readAskedFields, readZones, toAnswerView } from './asked-question.js';
import { toPolicyCards, toPolicyView } from './rules-page.js';
import { toWeekBands } from './week-bands.js';

const china = parsePolicy(PACKAGED_POLICIES[0]);
const WINDOWS = PACKAGED_POLICIES[2]!['windows'] as Record<string, unknown>;
const texts = (bands: DayBands) => bands.days.map((day) => day.bands.map(({ text }) => text).join(' '));

describe('a policy as week bands', () => {
  it('shows Monday to Sunday, then holidays and make-up workdays', () => {
    const [sms, , call] = toPolicyView(china).channels;
    const work = '09:00–12:00 14:00–20:00';
    const rest = '10:00–12:00 14:00–18:00';
    expect(texts(call!.bands)).toEqual([work, work, work, work, work, '', '', '', work]);
    expect(texts(sms!.bands)).toEqual([work, work, work, work, work, rest, rest, rest, work]);
    expect(call!.bands.days.at(-1)?.labelKey).toBe('day-type.makeup');
    expect(texts(call!.holidayBands!)).toEqual([work, work, work, work, work, rest, rest, rest, work]);
    expect(sms!.holidayBands).toBeNull();
  });

  it('rests on the days on which the region rests, and goes on after midnight', () => {
    const hours = {
      byDayType: { workday: [{ start: 1320, end: 1560 }], weekend: [], holiday: [], makeup: [] },
      own: {},
      anyDay: false,
      guardMinutes: 0,
    };
    const late = '00:00–02:00 22:00–24:00';
    expect(texts(toWeekBands('console.rules.week', hours, [5, 6]))).toEqual([
      ...[late, late, late, late, '00:00–02:00', '', '22:00–24:00'],
      ...['', ''],
    ]);
  });

  it('shows a Saturday and a Sunday that differ', () => {
    const call = { workday: [['09:00', '20:00']], saturday: [['09:00', '17:00']], sunday: [], holiday: [] };
    const policy = parsePolicy({ ...PACKAGED_POLICIES[2], windows: { ...WINDOWS, call } });
    const [, , shown] = toPolicyView(policy).channels;
    const week = Array.from({ length: 5 }, () => '09:00–20:00');
    expect(texts(shown!.bands)).toEqual([...week, '09:00–17:00', '', '', '09:00–20:00']);
  });

  it('puts guard, caps and quarantines in words', () => {
    const view = toPolicyView(china);
    expect(view.channels[2]).toMatchObject({ channel: 'call', guardMinutes: 5 });
    expect(view.channels[0]?.caps).toEqual([
      { key: 'console.rules.cap.perDay', n: 1 },
      { key: 'console.rules.cap.per30d', n: 2 },
    ]);
    expect(view.limits).toContainEqual({ key: 'console.rules.quarantine.refusal', n: 180 });
  });

  it('tells what is in force from what comes', () => {
    const summary = { jurisdiction: 'CN', source: '', createdBy: 'packaged', createdAt: new Date(0) };
    const versions = [3, 4].map((version) => ({ ...summary, id: 'CN-default', version, effectiveFrom: '2027-01-01' }));
    const [card] = toPolicyCards(versions, () => china);
    expect(card).toMatchObject({ comesLater: true, newest: { version: 4 }, inForce: { version: 3 } });
    expect(toPolicyCards(versions, () => null)[0]).toMatchObject({ inForce: null, comesLater: false });
  });
});

describe('may we contact … at …?', () => {
  const calendar = regionCalendar('CN', new Map(), { years: new Set([2026]), days: new Map() });
  const question: ContactQuestion = {
    channel: 'sms',
    policy: china,
    calendar,
    zones: ['Asia/Shanghai', 'Asia/Urumqi'],
    holidayCampaign: false,
  };
  const at = new Date('2026-11-24T14:30:00Z'); // Tuesday 22:30 in Shanghai, 20:30 in Urumqi

  it('shows the local day of each zone with the instant, and what remains of all', () => {
    const bands = askedDayBands(question, at);
    expect(bands.days.map((day) => [day.label ?? day.labelKey, day.now])).toEqual([
      ['Asia/Shanghai', 1350],
      ['Asia/Urumqi', 1230],
      ['console.rules.all-zones', 1350],
    ]);
    expect(texts(bands)).toEqual(['09:00–12:00 14:00–20:00', '09:00–12:00 14:00–20:00', '11:00–12:00 16:00–20:00']);
  });

  it('says the kind of day in each zone, and when next', () => {
    const next = new Date('2026-11-25T03:00:00Z');
    const answer = {
      allowed: false,
      next,
      provisional: false,
      reason: { code: 'rest-hours', params: {} },
      zones: ['Asia/Shanghai', 'Nowhere'],
      dayTypes: ['workday'] as const,
    };
    const view = toAnswerView(answer, askedDayBands(question, at), null);
    expect(view.zones.map(({ dayTypeKey }) => dayTypeKey)).toEqual(['day-type.workday', 'day-type.unknown']);
    expect(view).toMatchObject({ next, zone: 'Asia/Shanghai', customer: null });
    expect(toAnswerView({ ...answer, allowed: true }, view.day, null).next).toBeNull();
  });

  it('reads its fields from the URL', () => {
    const fields = readAskedFields({ channel: ' sms ', at: '2026-11-24T22:30', zone: '', q: 'x', holiday: ['1'] });
    expect(fields).toEqual({ channel: 'sms', at: '2026-11-24T22:30' });
    expect([isAsked(fields), isAsked({ channel: 'sms' })]).toEqual([true, false]);
    expect(readZones('Asia/Shanghai，Asia/Urumqi Asia/Shanghai')).toEqual(['Asia/Shanghai', 'Asia/Urumqi']);
  });
});
