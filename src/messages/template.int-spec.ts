import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import { ApprovalService } from '../access/approval.service.js';
import { AuditService } from '../access/audit.service.js';
import type { Organisation } from '../config/organisation.js';
import { SettingsService } from '../config/settings.service.js';
import { parseSettings } from '../config/settings.js';
import { packageRoot } from '../database/package-root.adapter.js';
import { InputError, NotFoundError } from '../kernel/faults.js';
import { isComposed } from './compose-message.js';
import { MessageComposer } from './message-composer.service.js';
import { templateSubject } from './template-state.js';
import type { TemplateRef } from './template-text.js';
import { TemplateRegistrationRepository } from './template-registration.repository.js';
import { TemplateRegistrationService } from './template-registration.service.js';
import { TemplateRepository } from './template.repository.js';
import { TemplateService, type TemplateDraft } from './template.service.js';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let templates: TemplateService;
let composer: MessageComposer;
let approvals: ApprovalService;
const overrides = { load: (): Promise<Partial<Organisation>> => Promise.resolve({ locale: 'en', name: 'Acme' }) };

const draft: TemplateDraft = {
  id: 'thanks',
  channel: 'email',
  language: 'en',
  purpose: 'service',
  subject: 'Thank you, {{name}}',
  body: '<p>Dear {{name}}</p><a href="{{unsubscribe_link}}">out</a>',
};

/** A second person, bob, decides about a version. */
async function decide(ref: TemplateRef, decision: 'approved' | 'refused' = 'approved'): Promise<void> {
  const wish = await approvals.find(test.database, 'template', templateSubject(ref));
  await approvals.decide(wish?.id ?? 0, 'user:bob', decision, null);
}

beforeAll(async () => {
  test = await openTestDatabase();
  const settings = new SettingsService({ ...parseSettings({}), secretKey: 'secret '.repeat(6) }, overrides);
  const clock = new FixedClock('2026-11-28T01:00:00Z');
  const audit = new AuditService(test.database, clock);
  approvals = new ApprovalService(test.database, audit, clock);
  templates = new TemplateService(test.database, settings, new TemplateRepository(), approvals, audit, clock);
  const books = new TemplateRegistrationService(test.database, new TemplateRegistrationRepository(), settings, audit);
  composer = new MessageComposer(templates, settings, books);
});
afterAll(() => test.close());

describe('templates in the database', () => {
  it('installs the packaged ones once', async () => {
    await templates.installPackaged();
    await templates.installPackaged();
    const listed = await templates.list();
    expect(listed).toHaveLength(10);
    expect(
      listed.every(
        ({ version, createdBy, state }) => version === 1 && createdBy === 'packaged' && state === 'approved',
      ),
    ).toBe(true);
  });

  it("loads in the customer's language, its base, then the organisation's", async () => {
    const language = async (wanted: string | null) => (await templates.load('visit-survey', 'sms', wanted))?.language;
    expect(await language('yue')).toBe('zh-CN');
    expect(await language('en-GB')).toBe('en');
    expect(await language('fr')).toBe('en');
    expect(await language(null)).toBe('en');
    expect(await templates.load('nowhere', 'sms', 'en')).toBeNull();
  });

  it('makes a version of each change, and the text part of the HTML where none is written', async () => {
    const { template, state } = await templates.save(draft, 'user:alice');
    expect(state).toBe('waiting');
    await decide(template);
    expect(template).toMatchObject({ version: 1, textBody: expect.stringContaining('{{unsubscribe_link}}') });
    expect((await templates.save(draft, 'user:alice')).template.version).toBe(1);
    const second = await templates.save({ ...draft, subject: 'Thanks' }, 'user:alice');
    expect(second.template.version).toBe(2);
    await decide(second.template);
    expect((await templates.load('thanks', 'email', 'en'))?.subject).toBe('Thanks');
    expect((await templates.get('thanks', 'email', 'en', 1)).subject).toBe('Thank you, {{name}}');
    await expect(templates.get('thanks', 'email', 'en', 9)).rejects.toThrow(NotFoundError);
  });

  it('keeps what a person made of a packaged template', async () => {
    const { template } = await templates.save({ ...draft, id: 'visit-survey' }, 'user:alice');
    await decide(template);
    await templates.installPackaged();
    expect((await templates.load('visit-survey', 'email', 'en'))?.subject).toBe('Thank you, {{name}}');
  });

  it('stores nothing that has a fault', async () => {
    const broken = { ...draft, id: 'Broken Name', body: '{{nmae}}' };
    await expect(templates.save(broken, 'user:alice')).rejects.toThrow(InputError);
    expect((await templates.list()).some(({ id }) => id === 'Broken Name')).toBe(false);
  });

  it('previews with an invented customer, or with a real one', async () => {
    const sample = await composer.preview({ templateId: 'thanks', channel: 'email', language: 'en' });
    expect(isComposed(sample) && sample.html).toContain('Dear Zhang San');
    const customer = { name: 'Ann <Lee>', gender: 'female' as const, language: 'en' };
    const real = await composer.preview({
      templateId: 'thanks',
      channel: 'email',
      language: 'en',
      facts: { customer },
    });
    expect(isComposed(real) && real.html).toContain('Ann &lt;Lee&gt;');
    await expect(composer.preview({ templateId: 'no', channel: 'sms', language: 'en' })).rejects.toThrow(NotFoundError);
  });
});

describe('a second person for templates (D5)', () => {
  const sms: TemplateDraft = { id: 'short', channel: 'sms', language: 'en', purpose: 'service', body: 'One {{name}}' };
  const sent = async () => (await templates.load('short', 'sms', 'en'))?.body ?? null;
  const states = async () =>
    (await templates.versions('short', 'sms', 'en')).map(({ version, state }) => `${version} ${state}`);

  it('sends nothing of an account before somebody else has agreed', async () => {
    const { template } = await templates.save(sms, 'user:alice');
    expect([await sent(), await templates.lacksApproval('short', 'sms')]).toEqual([null, true]);
    await expect(decide(template)).resolves.toBeUndefined();
    expect([await sent(), await templates.lacksApproval('short', 'sms')]).toEqual(['One {{name}}', false]);
  });

  it('goes on with the approved version while a newer one waits, and after a refusal', async () => {
    const { template } = await templates.save({ ...sms, body: 'Two {{name}}' }, 'user:alice');
    expect(await sent()).toBe('One {{name}}');
    await decide(template, 'refused');
    expect(await sent()).toBe('One {{name}}');
    expect(await states()).toEqual(['2 refused', '1 approved']);
  });

  it('replaces what still waited by what is saved next', async () => {
    await templates.save({ ...sms, body: 'Three {{name}}' }, 'user:alice');
    const { template } = await templates.save({ ...sms, body: 'Four {{name}}' }, 'user:carol');
    expect(await states()).toEqual(['4 waiting', '3 replaced', '2 refused', '1 approved']);
    expect((await approvals.waiting()).map(({ subject }) => subject)).toEqual([templateSubject(template)]);
    const [listed] = (await templates.list()).filter(({ id }) => id === 'short');
    expect(listed).toMatchObject({ version: 4, state: 'waiting', approvedVersion: 1 });
  });

  it('takes the operator at the command line at his word, and writes it into the trail', async () => {
    const { template, state } = await templates.save({ ...sms, body: 'Five {{name}}' }, 'cli');
    expect([state, await sent()]).toEqual(['approved', 'Five {{name}}']);
    const trail = await test.database.query('SELECT actor, action, details FROM audit_events WHERE subject = $1', [
      templateSubject(template),
    ]);
    expect(trail).toEqual([{ actor: 'cli', action: 'template.save', details: { approved: true } }]);
    expect(await states()).toContain('4 replaced');
  });

  it('does not lack what is not there at all', async () => {
    expect(await templates.lacksApproval('nowhere', 'sms')).toBe(false);
  });

  it('counts what was in use before the upgrade as agreed to', async () => {
    await test.database.execute(
      `INSERT INTO templates (id, channel, language, version, purpose, body, created_by)
       VALUES ('before', 'sms', 'en', 1, 'service', 'Hello', 'user:alice')`,
    );
    expect(await templates.lacksApproval('before', 'sms')).toBe(true);
    const migration = join(packageRoot(), 'migrations', '20261128060000-approve-templates-in-use.up.sql');
    await test.database.execute(await readFile(migration, 'utf8'));
    expect((await templates.versions('before', 'sms', 'en'))[0]).toMatchObject({ state: 'approved', decidedBy: 'system:upgrade' }); // prettier-ignore
  });
});
