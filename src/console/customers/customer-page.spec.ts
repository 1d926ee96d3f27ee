import type { CustomerFacts } from './customer-events.js';
import { customerEvents } from './customer-events.js';
import { whyStale } from './archive-lists.js';
import { editState, readCustomerForm } from './customer-edit.js';
import { consentRows, fieldKey, toVisitCard } from './customer-page.js';
import type { OpenVisit } from './customer-around.read-model.js';
import { readChoices } from './merge-page.js';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour));
const NOTHING: CustomerFacts = {
  ...{ attempts: [], inbound: [], records: [], answers: [], consents: [] },
  ...{ optOuts: [], followUps: [], services: [], ends: [], merges: [] },
};

describe('the story of a customer', () => {
  it('is one over all channels, newest first, with its reasons', () => {
    const why = { code: 'rest-hours', params: {} };
    const sms = {
      channel: 'sms',
      state: 'delivered',
      campaignName: '回访',
      agentNo: null,
      errorCode: null,
      reason: why,
    };
    const events = customerEvents({
      ...NOTHING,
      attempts: [{ at: at(2), ...sms }],
      services: [{ at: at(1), item: '测评', product: null, servedBy: '张' }],
      inbound: [{ at: at(3), body: '5', reason: why }],
    });
    expect(events.map(({ titleKey }) => titleKey)).toEqual([
      'console.customers.event.sms-in',
      'console.channel.sms',
      'console.customers.event.service',
    ]);
    expect(events[1]).toMatchObject({ tone: 'good', chips: ['console.customers.attempt.delivered'], reasons: [why] });
  });

  it('warns of low scores, masks addresses, and tells a follow-up’s beginning and end', () => {
    const scores = { channel: 'sms', campaignName: '回访', productScore: 2, serviceScore: 5, nps: null, comment: '差' };
    const optOut = { channel: 'sms', optedIn: false, source: 'page', evidence: null, actor: 'customer' };
    const followUp = {
      closedAt: at(5),
      closedBy: '李',
      note: '已道歉',
      withdrawn: null,
      reason: { code: 'low-score', params: {} },
    };
    const events = customerEvents({
      ...NOTHING,
      answers: [{ at: at(1), ...scores }],
      optOuts: [{ at: at(2), address: '+8613800138000', ...optOut }],
      followUps: [{ at: at(3), ...followUp }],
    });
    expect(events.map(({ tone }) => tone)).toEqual(['good', 'warn', 'wrong', 'wrong']);
    expect(events.map(({ subject }) => subject)).toContain('+86138****8000');
    expect(events.at(-1)?.reasons?.map(({ code, params }) => [code, params['score']])).toEqual([
      ['answer-product', 2],
      ['answer-service', 5],
    ]);
  });
});

describe('consent in force', () => {
  it('is what was said of the channel, else of all, else not known', () => {
    const rows = consentRows({ 'all.service': 'granted', 'sms.service': 'denied' });
    expect(rows.map(({ channel, purposes }) => [channel, ...purposes.map(({ state }) => state)])).toEqual([
      ['sms', 'denied', 'unknown'],
      ['email', 'granted', 'unknown'],
      ['call', 'granted', 'unknown'],
    ]);
  });
});

describe('an open visit', () => {
  const visit: OpenVisit = {
    ...{ id: 1, customerId: 2, campaignId: 3, campaignName: '回访', policyId: 'CN-default', holidayWindows: false },
    ...{ surveyId: null, surveyVersion: null, part: 'planned', dueAt: at(12), agentNo: '010', agentName: '李' },
    ...{ isMine: true, channel: 'call', at: at(9), nextRungAt: null, appointmentAt: null, reason: null },
  };

  it('says when it comes next: the appointment before the plan', () => {
    expect(toVisitCard(visit, at(8))).toMatchObject({ at: at(9), agent: '010 李', due: { late: false, soon: true } });
    expect(toVisitCard({ ...visit, appointmentAt: at(11) }, at(13))).toMatchObject({ at: at(11), due: { late: true } });
  });
});

describe('the form of a customer', () => {
  const supervisor = { seesNumbers: true, choosesOwner: true };
  const agent = { seesNumbers: false, choosesOwner: false };

  it('takes a value away by an empty field, but never the name to nothing, and no number that was not shown', () => {
    const body = { name: '', city: '', phone: '', ownerAgentNo: '020', preferredTime: '', visitIntervalDays: '' };
    const told = {
      name: '',
      city: null,
      phone: null,
      ownerAgentNo: '020',
      preferredTime: null,
      visitIntervalDays: null,
    };
    expect(readCustomerForm(body, supervisor)).toMatchObject(told);
    const own = readCustomerForm(body, agent);
    expect(['phone', 'ownerAgentNo'].filter((name) => name in own)).toEqual([]);
  });

  it('reads lists, times, boxes and typed attributes', () => {
    const body = { tags: 'a，b;', preferredTime: '9:00-12:00、18:00至20:00', doNotContact: 'sms', minor: 'yes' };
    const attributes = { 'attribute.课时': '12', 'attribute.班': '', newAttribute: '老生', newValue: 'true' };
    expect(readCustomerForm({ ...body, ...attributes }, supervisor)).toEqual({
      ...{ tags: ['a', 'b'], doNotContact: ['sms'], minor: true, deceased: false, explicitTimeConsent: false },
      preferredTime: [
        ['09:00', '12:00'],
        ['18:00', '20:00'],
      ],
      attributes: { 课时: 12, 班: null, 老生: true },
    });
  });

  it('keeps a new attribute as it was typed, and says where its name is missing', () => {
    const typed = { newAttribute: '', newValue: '老生' };
    expect(readCustomerForm(typed, supervisor)['attributes']).toEqual({ '': '老生' });
    const { values, faults } = editState(typed, [{ field: 'attributes.', code: 'too_small', message: '' }]);
    expect(values['newValue']).toBe('老生');
    expect(faults['newAttribute']?.map(({ code }) => code)).toEqual(['attribute-format']);
  });

  it('names what a field wants rather than that it is wrong', () => {
    const fault = (field: string, code: string) => ({ field, code, message: '' });
    const { faults } = editState({}, [fault('preferredTime.0.1', 'invalid_format'), fault('name', 'custom')]);
    expect([faults['preferredTime']?.[0]?.code, faults['name']?.[0]?.code]).toEqual(['times-format', 'text-format']);
  });
});

describe('small words', () => {
  it('finds the text of a field that an import spells as a column', () => {
    expect([fieldKey('card_expires_on'), fieldKey('attributes.课时'), fieldKey('consent.sms.service')]).toEqual([
      'archive.field.cardExpiresOn',
      null,
      null,
    ]);
  });

  it('says why a customer is left behind', () => {
    expect(whyStale({ conflicts: 0, badAddress: false })).toEqual([]);
    expect(whyStale({ conflicts: 2, badAddress: true }).map(({ code }) => code)).toEqual([
      'stale-conflicts',
      'stale-address',
    ]);
  });

  it('takes from a merge’s form only whose value stays', () => {
    const body = { 'choice.city': 'other', 'choice.name': 'kept', 'choice.x': 'both', keptVersion: '1' };
    expect(readChoices(body)).toEqual({ city: 'other', name: 'kept' });
  });
});
