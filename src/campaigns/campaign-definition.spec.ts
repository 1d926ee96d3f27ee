import { InputError } from '../kernel/faults.js';
import type { Fault } from '../kernel/faults.js';
import { parseCampaignDefinition } from './campaign-definition.js';

const NOW = new Date('2026-11-23T01:00:00Z');

function faultsOf(json: unknown): readonly Fault[] {
  try {
    parseCampaignDefinition(json, NOW);
  } catch (error) {
    if (error instanceof InputError) return error.faults;
    throw error;
  }
  return [];
}

const places = (json: unknown): string[] => faultsOf(json).map(({ field, code }) => `${field}: ${code}`);

describe('a campaign definition', () => {
  it('fills in what is left out', () => {
    expect(parseCampaignDefinition({ name: 'National Day revisit' }, NOW)).toEqual({
      name: 'National Day revisit',
      kind: 'routine',
      standing: null,
      assignment: 'owner',
      purpose: 'service',
      segment: { all: [{ field: 'lifecycle', op: 'in', value: ['existing'] }] },
      ladder: [
        { channel: 'sms', waitHours: 24 },
        { channel: 'email', waitHours: 24 },
        { channel: 'call', waitHours: 24 },
      ],
      policy: 'CN-default',
      survey: 'default',
      templates: { sms: 'visit-survey', email: 'visit-survey', call: 'visit-script' },
      startAt: NOW,
      deadlineAt: new Date('2026-11-26T01:00:00Z'),
      holidayWindows: false,
      priority: 5,
      caps: 'policy',
      seed: 1,
      options: { noSelfSurvey: false, deadlineMode: 'calendar', minutesPerCall: 5, closingWish: null },
    });
  });

  it('reads a rung written as its channel alone, and templates in part', () => {
    const campaign = parseCampaignDefinition(
      { name: 'x', ladder: [{ channel: 'email', waitHours: 6 }, 'call'], templates: { email: 'greeting' } },
      NOW,
    );
    expect(campaign.ladder).toEqual([
      { channel: 'email', waitHours: 6 },
      { channel: 'call', waitHours: 24 },
    ]);
    expect(campaign.templates).toEqual({ sms: 'visit-survey', email: 'greeting', call: 'visit-script' });
  });

  it('reads a standing campaign and lets it run for a year', () => {
    const campaign = parseCampaignDefinition(
      { name: 'x', kind: 'renewal', standing: { trigger: 'card-expiry', earliestDays: -30, dueDays: -7 } },
      NOW,
    );
    expect(campaign.standing).toEqual({ trigger: 'card-expiry', earliestDays: -30, dueDays: -7 });
    expect(campaign.deadlineAt).toEqual(new Date('2027-11-24T01:00:00Z'));
  });

  it('reads instants with an offset', () => {
    const campaign = parseCampaignDefinition({ name: 'x', startAt: '2026-11-24T09:00:00+08:00' }, NOW);
    expect(campaign.startAt).toEqual(new Date('2026-11-24T01:00:00Z'));
  });

  it('names every fault at once, with its place', () => {
    expect(
      places({
        kind: 'party',
        laddr: [],
        ladder: ['sms', { channel: 'fax' }, 'sms'],
        templates: { sms: '', wechat: 'x' },
        segment: { all: [{ field: 'shoeSize', op: 'eq', value: 1 }] },
        startAt: 'tomorrow',
        standing: { trigger: 'birthday', dueDays: 1.5, often: true },
        caps: { call: { perDay: -1, perYear: 2 } },
        options: { minutesPerCall: 0 },
      }).sort(),
    ).toEqual(
      [
        'laddr: unknown-key',
        'name: required',
        'kind: invalid-value',
        'standing.dueDays: invalid-type',
        'standing.often: unknown-key',
        'ladder[1].channel: invalid-value',
        'templates.sms: too-small',
        'templates.wechat: unknown-key',
        'startAt: not-an-instant',
        'caps.call.perDay: too-small',
        'caps.call.perYear: unknown-key',
        'options.minutesPerCall: too-small',
        'segment.all[0].field: unknown-field',
      ].sort(),
    );
  });

  it('names the deadline that is not after the start', () => {
    expect(places({ name: 'x', startAt: '2026-11-24T01:00:00Z', deadlineAt: '2026-11-24T01:00:00Z' })).toEqual([
      'deadlineAt: not-after-start',
    ]);
  });

  it('lets a one-off campaign last a year, and a standing one as long as it likes', () => {
    const long = { name: 'x', startAt: '2026-11-24T01:00:00Z', deadlineAt: '2028-11-24T01:00:00Z' };
    expect(places(long)).toEqual(['deadlineAt: too-far']);
    expect(places({ ...long, standing: { trigger: 'birthday', dueDays: 1 } })).toEqual([]);
  });

  it('names a channel that stands on the ladder twice', () => {
    expect(places({ name: 'x', ladder: ['sms', 'email', 'sms'] })).toEqual(['ladder[2]: channel-twice']);
  });

  it('names a standing rule that is due before it begins', () => {
    expect(places({ name: 'x', standing: { trigger: 'assigned', earliestDays: 5, dueDays: 2 } })).toEqual([
      'standing.dueDays: before-earliest',
    ]);
  });

  it('takes nothing but an object', () => {
    expect(places([])).toEqual([': not-an-object']);
    expect(places(null)).toEqual([': not-an-object']);
  });
});
