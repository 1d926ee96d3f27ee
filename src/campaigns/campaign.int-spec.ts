import { openCampaignServices } from '../../test/support/campaign-services.js';
import type { CampaignServices } from '../../test/support/campaign-services.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { InputError, NotFoundError } from '../kernel/faults.js';
import { templateSubject } from '../messages/template-state.js';

const clock = new FixedClock('2026-11-23T01:00:00Z');
let t: TestDatabase;
let services: CampaignServices;

beforeAll(async () => {
  t = await openTestDatabase();
  services = await openCampaignServices(t.database, clock);
});
afterAll(() => t.close());

async function placesOf(json: unknown): Promise<string[]> {
  try {
    await services.campaigns.create(json, 'test');
  } catch (error) {
    if (error instanceof InputError) return error.faults.map(({ field, code }) => `${field}: ${code}`);
    throw error;
  }
  return [];
}

describe('creating a campaign', () => {
  it('stores a draft with its defaults, bound to the survey as it is now', async () => {
    const { warnings, ...created } = await services.campaigns.create({ name: '国庆回访', survey: 'default' }, 'test');
    expect(warnings).toEqual([]);
    expect(await services.campaigns.get(created.id)).toEqual(created);
    expect(created).toMatchObject({
      name: '国庆回访',
      state: 'draft',
      surveyId: 'default',
      surveyVersion: 1,
      policyId: 'CN-default',
      ladder: [
        { channel: 'sms', waitHours: 24 },
        { channel: 'email', waitHours: 24 },
        { channel: 'call', waitHours: 24 },
      ],
      caps: 'policy',
      options: { deadlineMode: 'calendar', minutesPerCall: 5 },
      startAt: new Date('2026-11-23T01:00:00Z'),
      version: 1,
      createdBy: 'test',
    });
  });

  it('stays with its survey version when the survey changes', async () => {
    const { id } = await services.campaigns.create({ name: 'bound' }, 'test');
    const { definition } = await services.surveys.current('default');
    await services.surveys.save('default', { ...definition, title: { en: 'New', 'zh-CN': '新' } }, 'test');
    expect((await services.campaigns.get(id)).surveyVersion).toBe(1);
    expect((await services.campaigns.create({ name: 'later' }, 'test')).surveyVersion).toBe(2);
  });

  it('warns of a survey that is too long to be asked by phone, and only where there is a call', async () => {
    const question = (id: number) => ({
      id: `q${id}`,
      kind: 'text',
      text: { en: `Why ${id}?`, 'zh-CN': `为何${id}？` },
    });
    const { title, intro, thanks, questions } = (await services.surveys.current('default')).definition;
    const long = { title, intro, thanks, questions: [...questions.slice(0, 1), ...[1, 2, 3, 4, 5].map(question)] };
    const saved = await services.surveys.save('long', long, 'test');
    expect(saved.warnings.map(({ code }) => code)).toEqual(['survey-too-many-questions', 'survey-too-long']);
    const warningsOf = async (definition: object) =>
      (await services.campaigns.create({ name: 'x', survey: 'long', ...definition }, 'test')).warnings;
    expect(await warningsOf({ ladder: ['sms', 'call'] })).toEqual(saved.warnings);
    expect(await warningsOf({ ladder: ['sms', 'email'] })).toEqual([]);
    expect(await warningsOf({ ladder: ['call'], survey: null })).toEqual([]);
  });

  it('names everything that is not there, at once', async () => {
    const json = { name: 'x', policy: 'XX', survey: 'none', templates: { sms: 'gone', call: 'missing' } };
    expect(await placesOf(json)).toEqual([
      'policy: unknown-policy',
      'survey: unknown-survey',
      'templates.sms: unknown-template',
      'templates.call: unknown-template',
    ]);
  });

  it('takes no marketing text into a service campaign', async () => {
    const body = '【三学苑】{{salutation}},续卡八折,{{opt_out_note}}';
    const draft = { id: 'renew', channel: 'sms', language: 'zh-CN', purpose: 'marketing', body } as const;
    await services.templates.save(draft, 'test');
    const json = { name: 'x', survey: null, ladder: ['sms'], templates: { sms: 'renew' } };
    expect(await placesOf(json)).toEqual(['templates.sms: marketing-template']);
    expect(await placesOf({ ...json, purpose: 'marketing' })).toEqual([]);
  });

  it('takes no text that no second person has agreed to', async () => {
    const body = '【三学苑】{{salutation}},您好。';
    const draft = { id: 'unseen', channel: 'sms', language: 'zh-CN', purpose: 'service', body } as const;
    const { template } = await services.templates.save(draft, 'user:alice');
    const json = { name: 'x', survey: null, ladder: ['sms'], templates: { sms: 'unseen' } };
    expect(await placesOf(json)).toEqual(['templates.sms: template-not-approved']);
    const wish = await services.approvals.find(t.database, 'template', templateSubject(template));
    await services.approvals.decide(wish?.id ?? 0, 'user:bob', 'approved', null);
    expect(await placesOf(json)).toEqual([]);
  });

  it('leaves an entry in the audit trail', async () => {
    const { id } = await services.campaigns.create({ name: 'audited' }, 'user:alice');
    const entries = await t.database.query('SELECT actor, action FROM audit_events WHERE subject = $1', [
      `campaign:${id}`,
    ]);
    expect(entries).toEqual([{ actor: 'user:alice', action: 'campaign.create' }]);
  });
});

describe('finding campaigns', () => {
  it('says which one is not there', async () => {
    await expect(services.campaigns.get(999_999)).rejects.toThrow(NotFoundError);
  });

  it('pages them, newest first', async () => {
    const first = await services.campaigns.list(null, 2);
    const second = await services.campaigns.list(first.next, 2);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe(4);
    expect((await services.campaigns.list(null, 100)).next).toBeNull();
  });
});

describe('the rules of a campaign', () => {
  it('are those of its policy, with its own caps in their place', async () => {
    const caps = { sms: { perDay: 2 } };
    const campaign = await services.campaigns.create({ name: 'x', caps }, 'test');
    const rules = await services.rules.rulesOf(campaign, clock.now());
    expect(rules).toMatchObject({
      consent: 'unless-denied',
      quarantineDays: { anySurvey: 30, sameSurvey: 90, nps: 180 },
      refusalCoolOffDays: 180,
      asksNps: true,
    });
    expect(rules.caps.sms).toEqual({ perDay: 2, per30d: 2 });
    expect(rules.canReach('sms', 'CN')).toBeNull();
  });

  it('bind after-service visits by the caps of a day alone', async () => {
    const campaign = await services.campaigns.create({ name: 'x', kind: 'after-service' }, 'test');
    expect((await services.rules.rulesOf(campaign, clock.now())).caps.email).toEqual({});
  });

  it('say that Twilio can take no reply from China', async () => {
    const real = await openCampaignServices(t.database, clock, {
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_FROM: '+14155550100',
    });
    const campaign = await real.campaigns.create({ name: 'x' }, 'test');
    const { canReach } = await real.rules.rulesOf(campaign, clock.now());
    expect(canReach('sms', 'CN')).toMatchObject({ code: 'provider-no-replies' });
    expect(canReach('sms', 'US')).toBeNull();
    expect(canReach('call', 'CN')).toBeNull();
  });
});
