import { aContactQuestion, at, localTimeOf, packagedPolicy } from '../../test/support/calendar-rules.js';
import type { PastContact } from '../campaigns/audience-member.js';
import { DEFAULT_SURVEY } from '../surveys/default-survey.js';
import { appointmentRefusal } from './appointment-rule.js';
import { chooseColleague, type Colleague } from './choose-agent.js';
import { visitClocks } from './clocks.js';
import { acquaintanceOf, askedQuestions } from './desk-call.js';
import { nextTryAt, type NextTryFacts, otherPartAt } from './next-try.js';
import { offersRenewal } from './renewal-offer.js';

const phone = '+8613800138000';
const call = (local: string, reached = false): PastContact => ({
  at: at(local),
  channel: 'call',
  address: phone,
  ofCustomer: true,
  campaignId: 1,
  campaignKind: 'routine',
  surveyId: 'default',
  reached,
  refused: false,
});
const tries = (...contacts: PastContact[]): NextTryFacts => ({
  contact: aContactQuestion(),
  caps: { channel: 'call', address: phone, caps: packagedPolicy().caps, contacts, zone: 'Asia/Shanghai' },
  until: at('2026-11-30 20:00'),
});
const next = (local: string, ...contacts: PastContact[]) => localTimeOf(nextTryAt(tries(...contacts), at(local)));

describe('the time of another try', () => {
  it('lies in another part of the day, after the gap', () => {
    expect(next('2026-11-23 09:30', call('2026-11-23 09:30'))).toBe('2026-11-23 14:00');
    expect(next('2026-11-23 15:00', call('2026-11-23 15:00'))).toBe('2026-11-23 19:00');
  });

  it('waits for the next day after three tries', () => {
    const three = [call('2026-11-23 09:30'), call('2026-11-23 14:00'), call('2026-11-23 18:30')];
    expect(next('2026-11-23 18:30', ...three)).toBe('2026-11-24 09:30');
  });

  it('leaves a person who was reached alone for a day', () => {
    expect(next('2026-11-23 10:00', call('2026-11-23 10:00', true))).toBe('2026-11-24 10:00');
  });

  it('skips the weekend, and gives up at the deadline', () => {
    expect(next('2026-11-27 19:00', call('2026-11-27 19:00'))).toBe('2026-11-30 09:00');
    const late = { ...tries(call('2026-11-27 19:00')), until: at('2026-11-29 20:00') };
    expect(nextTryAt(late, at('2026-11-27 19:00'))).toBeNull();
  });

  it('is in another part of the day for a difficult customer (B3)', () => {
    expect(localTimeOf(otherPartAt(tries(), at('2026-11-23 10:00')))).toBe('2026-11-23 14:00');
    expect(localTimeOf(otherPartAt(tries(), at('2026-11-23 18:00')))).toBe('2026-11-24 09:00');
  });
});

describe('an appointment (T2)', () => {
  const wanted = (local: string, customerRequested = false) =>
    appointmentRefusal(aContactQuestion({ preferredTime: [['18:00', '20:00']] }), {
      at: at(local),
      now: at('2026-11-23 10:00'),
      dueAt: at('2026-11-26 20:00'),
      customerRequested,
    });

  it('may be made in allowed hours, whatever time the archive says the customer prefers', () => {
    expect(wanted('2026-11-24 10:00')).toBeNull();
  });

  it('is refused in rest hours, with the next allowed instant', () => {
    expect(wanted('2026-11-24 12:30')).toMatchObject({
      code: 'appointment-in-rest-hours',
      params: { next: at('2026-11-24 14:00').toISOString() },
    });
  });

  it('is refused in the past, and after the promise unless the customer asked for it', () => {
    expect(wanted('2026-11-23 09:30')?.code).toBe('appointment-in-past');
    expect(wanted('2026-11-27 10:00')?.code).toBe('appointment-after-due');
    expect(wanted('2026-11-27 10:00', true)).toBeNull();
  });
});

describe('the colleague who takes over', () => {
  const agent = (id: number, given: Partial<Colleague> = {}): Colleague => ({
    id,
    agentNo: `0${id}`,
    name: `A${id}`,
    skills: [],
    languages: [],
    regions: [],
    weight: 1,
    held: 10,
    ...given,
  });
  const demand = { skill: null, language: 'en', region: null, notServedBy: null };
  const choose = (agents: Colleague[], not: number[] = [], mustSpeak = false) =>
    chooseColleague(agents, demand, new Set(not), mustSpeak);

  it('is the one with the smallest share, by number among equals', () => {
    expect(choose([agent(1), agent(2, { held: 9 }), agent(3, { held: 9 })])).toBe(2);
    expect(choose([agent(1), agent(2, { held: 15, weight: 2 })])).toBe(2);
    expect(choose([agent(2), agent(1)])).toBe(1);
  });

  it('is nobody who tried, who takes nothing, or who may not take such a customer', () => {
    expect(choose([agent(1), agent(2)], [1])).toBe(2);
    expect(choose([agent(1, { weight: 0 }), agent(2, { languages: ['zh-CN'] })])).toBeNull();
  });

  it('speaks the language for sure after a language barrier', () => {
    expect(choose([agent(1), agent(2, { languages: ['en'], held: 50 })], [], true)).toBe(2);
    expect(choose([agent(1)], [], true)).toBeNull();
  });
});

describe('the clocks of a visit', () => {
  const dueAt = at('2026-11-26 20:00');
  const weekDueAt = at('2026-11-25 09:00');

  it('sort by the earlier promise while nobody was contacted (T2, T3)', () => {
    const visit = { dueAt, weekDueAt, openedAt: null };
    expect(visitClocks(visit, at('2026-11-25 08:59'))).toMatchObject({ sortAt: weekDueAt, breached: false });
    expect(visitClocks(visit, weekDueAt).breached).toBe(true);
  });

  it('forget the week after the first contact', () => {
    const visit = { dueAt, weekDueAt, openedAt: at('2026-11-24 09:00') };
    expect(visitClocks(visit, at('2026-11-25 12:00'))).toMatchObject({ sortAt: dueAt, breached: false });
    expect(visitClocks({ ...visit, weekDueAt: null }, dueAt)).toMatchObject({ sortAt: dueAt, breached: true });
  });
});

describe('what the agent sees', () => {
  it('says how well the customer knows us (E7)', () => {
    expect([0, 1, 2, 3, 9].map(acquaintanceOf)).toEqual(['first', 'repeat', 'repeat', 'frequent', 'frequent']);
  });

  it('asks in the language of the call, and offers renewing only where it may', () => {
    const asked = askedQuestions(DEFAULT_SURVEY, new Set(), 'zh-CN', '010');
    expect(asked.map(({ id }) => id)).toEqual(['product', 'service', 'reasons', 'nps', 'ces', 'suggestion']);
    expect(asked[1]).toMatchObject({ text: expect.stringContaining('工号 010'), scale: { min: 1, max: 5 } });
    expect(asked[2]?.options[0]).toEqual({ code: 'service-attitude', text: '服务态度' });
    expect(asked[3]?.scale?.labels).toEqual(['完全不可能', '非常可能']);
    expect(askedQuestions(DEFAULT_SURVEY, new Set(['renewal-offer']), 'en', '010')).toHaveLength(7);
  });

  it.each([
    ['2026-12-10', { 'call.marketing': 'granted' }, true],
    ['2026-11-01', { 'all.marketing': 'granted' }, true],
    ['2026-12-24', { 'call.marketing': 'granted' }, false],
    ['2026-12-10', { 'call.marketing': 'denied', 'call.service': 'granted' }, false],
    [null, { 'call.marketing': 'granted' }, false],
  ])('offers renewing a card of %s with %j: %s (D3)', (cardExpiresOn, consent, offered) => {
    expect(offersRenewal({ cardExpiresOn, consent: consent as Record<string, string> }, '2026-11-23')).toBe(offered);
  });
});
