import { openTestDatabase } from '../../test/support/test-database.js';
import type { Organisation } from '../config/organisation.js';
import { SettingsService } from '../config/settings.service.js';
import { parseSettings } from '../config/settings.js';
import { InputError, NotFoundError } from '../kernel/faults.js';
import { isComposed } from './compose-message.js';
import { MessageComposer } from './message-composer.service.js';
import { TemplateService, type TemplateDraft } from './template.service.js';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let templates: TemplateService;
let composer: MessageComposer;
const overrides = { load: (): Promise<Partial<Organisation>> => Promise.resolve({ locale: 'en', name: 'Acme' }) };

const draft: TemplateDraft = {
  id: 'thanks',
  channel: 'email',
  language: 'en',
  purpose: 'service',
  subject: 'Thank you, {{name}}',
  body: '<p>Dear {{name}}</p><a href="{{unsubscribe_link}}">out</a>',
};

beforeAll(async () => {
  test = await openTestDatabase();
  const settings = new SettingsService({ ...parseSettings({}), secretKey: 'secret '.repeat(6) }, overrides);
  templates = new TemplateService(test.database, settings);
  composer = new MessageComposer(templates, settings);
});
afterAll(() => test.close());

describe('templates in the database', () => {
  it('installs the packaged ones once', async () => {
    await templates.installPackaged();
    await templates.installPackaged();
    const listed = await templates.list();
    expect(listed).toHaveLength(10);
    expect(listed.every(({ version, createdBy }) => version === 1 && createdBy === 'packaged')).toBe(true);
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
    const { template } = await templates.save(draft, 'user:alice');
    expect(template).toMatchObject({ version: 1, textBody: expect.stringContaining('{{unsubscribe_link}}') });
    expect((await templates.save(draft, 'user:alice')).template.version).toBe(1);
    expect((await templates.save({ ...draft, subject: 'Thanks' }, 'user:alice')).template.version).toBe(2);
    expect((await templates.load('thanks', 'email', 'en'))?.subject).toBe('Thanks');
    expect((await templates.get('thanks', 'email', 'en', 1)).subject).toBe('Thank you, {{name}}');
    await expect(templates.get('thanks', 'email', 'en', 9)).rejects.toThrow(NotFoundError);
  });

  it('keeps what a person made of a packaged template', async () => {
    await templates.save({ ...draft, id: 'visit-survey' }, 'user:alice');
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
