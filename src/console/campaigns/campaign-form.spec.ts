import { parseCampaignDefinition } from '../../campaigns/campaign-definition.js';
import { unsavedCampaign } from '../../campaigns/unsaved-campaign.js';
import { InputError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import type { Segment } from '../../archive/segment-filter.js';
import { fillAudience } from './campaign-audience.js';
import { CAMPAIGN_FIELDS, atFields, fillCampaignForm, readCampaignForm } from './campaign-form.js';
import type { FormContext } from './campaign-form.js';

const NOW = new Date('2026-11-23T01:00:00Z');
const GOLD: Segment = { all: [{ field: 'memberLevel', op: 'eq', value: '金卡' }] };
const CONTEXT: FormContext = { zone: 'Asia/Shanghai', segments: [{ id: 7, filter: GOLD }], kept: null };
const EMPTY = fillCampaignForm(null, {}, CONTEXT.zone);

function campaignOf(typed: object, context = CONTEXT) {
  const { definition } = readCampaignForm({ ...EMPTY, name: 'x', ...typed }, context);
  const read = parseCampaignDefinition(definition, NOW);
  return unsavedCampaign(read, { id: 5, surveyVersion: 1, createdBy: 'user:a', at: NOW });
}

function faultsOf(typed: object): [string, string][] {
  const { definition, places } = readCampaignForm({ ...EMPTY, name: 'x', ...typed }, CONTEXT);
  try {
    parseCampaignDefinition(definition, NOW);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return atFields(error.faults, places).map(({ field, code }): [string, string] => [field, code]);
  }
  return [];
}

describe('the campaign form', () => {
  it('is a good campaign with a name alone', () => {
    expect(campaignOf({})).toMatchObject({
      name: 'x',
      segment: { all: [{ field: 'lifecycle', op: 'in', value: ['existing'] }] },
      ladder: [{ channel: 'sms' }, { channel: 'email' }, { channel: 'call' }],
      caps: 'policy',
      standing: null,
      startAt: NOW,
    });
  });

  it('takes days and times in the zone of the organisation', () => {
    const { startAt, deadlineAt } = campaignOf({ startAt: '2026-11-24T09:00', deadlineAt: '2026-11-27 18:30' });
    expect([startAt.toISOString(), deadlineAt.toISOString()]).toEqual([
      '2026-11-24T01:00:00.000Z',
      '2026-11-27T10:30:00.000Z',
    ]);
  });

  it('leaves out an empty rung, and keeps each fault beside its own', () => {
    const typed = { rung1: '', rung2: 'call', wait2: '0', rung3: 'call', wait3: 'soon' };
    expect(campaignOf({ rung1: '', rung2: 'call', wait2: '1.5', rung3: '' }).ladder).toEqual([
      { channel: 'call', waitHours: 1.5 },
    ]);
    expect(faultsOf(typed)).toEqual([
      ['wait2', 'too-small'],
      ['wait3', 'invalid-type'],
    ]);
    expect(faultsOf({ rung2: 'sms' })).toEqual([['rung2', 'channel-twice']]);
    expect(faultsOf({ rung1: '', rung2: '', rung3: '' })).toEqual([['rung1', 'too-small']]);
  });

  it('keeps every other fault beside its field too', () => {
    const typed = {
      ...{ name: '', startAt: 'tomorrow', deadlineAt: '2026-02-30T10:00', priority: '101', minutesPerCall: 'few' },
      ...{ trigger: 'birthday', dueDays: '', capAny: '-1', capSms: 'x', audience: 'filter', serviceDays: 'a week' },
    };
    expect(faultsOf(typed)).toEqual([
      ['name', 'required'],
      ['dueDays', 'required'],
      ['startAt', 'not-an-instant'],
      ['deadlineAt', 'not-an-instant'],
      ['priority', 'too-big'],
      ['capSms', 'invalid-type'],
      ['capAny', 'too-small'],
      ['minutesPerCall', 'invalid-type'],
      ['serviceDays', 'segment-value'],
    ]);
    expect(faultsOf({ startAt: '2026-11-24T09:00', deadlineAt: '2026-11-24T08:00' })).toEqual([
      ['deadlineAt', 'not-after-start'],
    ]);
    expect(faultsOf({ audience: 'segment', segmentId: '99' })).toEqual([['segmentId', 'segment-shape']]);
  });

  it('says who is meant in each of its ways', () => {
    expect(campaignOf({ audience: 'everyone' }).segment).toEqual({ all: [] });
    expect(campaignOf({ audience: 'segment', segmentId: '7' }).segment).toEqual(GOLD);
    expect(campaignOf({ audience: 'filter', memberLevel: '金卡， 银卡', serviceDays: '7' }).segment).toEqual({
      all: [
        { field: 'lifecycle', op: 'in', value: ['existing'] },
        { field: 'memberLevel', op: 'in', value: ['金卡', '银卡'] },
        { field: 'lastServiceAt', op: 'withinDays', value: 7 },
      ],
    });
  });

  it.each([
    ['as it comes', {}],
    [
      'with everything filled in',
      {
        ...{ audience: 'filter', memberLevel: '金卡，银卡', province: '浙江', serviceDays: '30', survey: 'none' },
        ...{ trigger: 'last-service', earliestDays: '1', dueDays: '3', holidayWindows: '1', noSelfSurvey: '1' },
        ...{
          startAt: '2026-11-24T09:00',
          deadlineAt: '2027-11-24T18:00',
          capAny: '1',
          capCall: '2',
          closingWish: '祝好',
        },
        ...{ deadlineMode: 'working', assignment: 'even', rung3: '', kind: 'after-service' },
      },
    ],
    ['with a saved segment', { audience: 'segment', segmentId: '7' }],
  ])('fills itself in with the campaign that it made, %s', (_, typed) => {
    const campaign = campaignOf(typed);
    const filled = fillCampaignForm(campaign, fillAudience(campaign, CONTEXT.segments), CONTEXT.zone);
    expect(campaignOf(filled, { ...CONTEXT, kept: campaign })).toEqual(campaign);
  });

  it('keeps what it has no words for', () => {
    const segment: Segment = { none: [{ field: 'tags', op: 'contains', value: 'vip' }] };
    const caps = { call: { perDay: 1, per7d: 2 }, sms: { perDay: 3 } };
    const campaign = { ...campaignOf({}), segment, caps, seed: 9 };
    const filled = fillCampaignForm(campaign, fillAudience(campaign, CONTEXT.segments), CONTEXT.zone);
    expect([filled['audience'], filled['capCall']]).toEqual(['kept', '2']);
    const again = campaignOf({ ...filled, capCall: '4' }, { ...CONTEXT, kept: campaign });
    expect(again).toMatchObject({ segment, seed: 9, caps: { call: { perDay: 1, per7d: 4 }, sms: { perDay: 3 } } });
  });

  it('knows every field at which it puts a fault', () => {
    const { places } = readCampaignForm(EMPTY, CONTEXT);
    const fields: readonly string[] = CAMPAIGN_FIELDS;
    expect(places.map(([, field]) => field).filter((field) => !fields.includes(field))).toEqual([]);
    const stray: Fault = { field: 'elsewhere', code: 'x', message: 'x' };
    expect(atFields([stray], places)).toEqual([stray]);
  });
});
