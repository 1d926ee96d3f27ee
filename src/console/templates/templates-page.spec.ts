import type { Approval } from '../../access/approval.service.js';
import type { Composition } from '../../messages/compose-message.js';
import type { StoredTemplate } from '../../messages/template.repository.js';
import { MAIL_POLICY, withOwnFrames } from './mail-frame.js';
import { readTyped, toDraft, toTyped } from './template-form.js';
import { listVariables, templatePath, toPreviewView, toTemplateGroups, toWishView } from './templates-page.js';

const stored = (overrides: Partial<StoredTemplate> = {}): StoredTemplate => ({
  id: 'visit-survey',
  channel: 'sms',
  language: 'en',
  version: 1,
  purpose: 'service',
  subject: null,
  body: 'Hello',
  textBody: null,
  createdBy: 'packaged',
  createdAt: new Date('2026-11-01T00:00:00Z'),
  state: 'approved',
  decidedBy: null,
  decidedAt: null,
  note: null,
  ...overrides,
});
const composed = (channel: 'sms' | 'email' | 'call', text: string): Composition => ({
  channel,
  to: '+86138****8000',
  text,
  ...(channel === 'email' ? { subject: 'Thanks', html: '<p>x</p>' } : {}),
  bodyHash: '',
  templateVersion: { id: 'x', channel, language: 'en', version: 0 },
});

describe('the list of templates', () => {
  it('puts the texts of an id together, each with the campaigns that send it', () => {
    const listed = [
      { ...stored(), approvedVersion: 1 },
      { ...stored({ channel: 'email' }), approvedVersion: null },
      { ...stored({ id: 'greeting' }), approvedVersion: 1 },
    ];
    const users = [{ campaignId: 7, name: 'Autumn', channel: 'sms', template: 'visit-survey' } as const];
    const groups = toTemplateGroups(listed, users);
    expect(groups.map(({ id, texts }) => [id, texts.map((text) => text.users.length)])).toEqual([
      ['visit-survey', [1, 0]],
      ['greeting', [0]],
    ]);
    expect(templatePath({ id: 'a b', channel: 'sms', language: 'zh-CN' })).toBe('/templates/a%20b/sms/zh-CN');
  });
});

describe('a preview', () => {
  it('counts an SMS as it travels, and calls more than two messages long', () => {
    const short = toPreviewView('sms', composed('sms', 'Hello'), 'US');
    expect(short.segments).toEqual({ encoding: 'GSM-7', units: 5, segments: 1, isLong: false });
    const chinese = toPreviewView('sms', composed('sms', '您'.repeat(135)), 'CN');
    expect(chinese.segments).toEqual({ encoding: 'UCS-2', units: 135, segments: 3, isLong: true });
    expect(toPreviewView('sms', composed('sms', '您'.repeat(134)), 'CN').segments?.isLong).toBe(false);
  });

  it('shows a script by its parts, a mail with its subject, and why a message would be held', () => {
    const call = toPreviewView('call', composed('call', '## greet\nHello\n## survey\nHow was it?'), null);
    expect(call.sections.map(({ nameKey, text }) => `${nameKey} ${text}`)).toEqual([
      'console.templates.section.greet Hello',
      'console.templates.section.survey How was it?',
    ]);
    expect(toPreviewView('email', composed('email', 'x'), null)).toMatchObject({ subject: 'Thanks', segments: null });
    const why = { code: 'missing-variable', params: {} };
    expect(toPreviewView('sms', { reason: why }, 'CN')).toMatchObject({ reason: why, text: null });
  });

  it('lets a shown mail do nothing, and only our own frames into the page', () => {
    expect(MAIL_POLICY).toMatch(/default-src 'none'.*sandbox$/);
    expect(MAIL_POLICY).not.toMatch(/allow-|script-src/);
    expect(withOwnFrames("default-src 'none'")).toBe("default-src 'none';frame-src 'self'");
  });
});

describe("the editor's form", () => {
  it('takes the line ends of browsers as those of texts, and makes no text part of nothing', () => {
    const typed = readTyped({
      id: ' thanks ',
      channel: 'email',
      language: 'en',
      body: 'a\r\nb',
      textBody: ' ',
      _csrf: 'x',
    });
    expect(typed).not.toHaveProperty('_csrf');
    expect(toDraft(typed)).toMatchObject({
      id: 'thanks',
      channel: 'email',
      body: 'a\nb',
      textBody: null,
      purpose: 'service',
    });
  });

  it('shows a stored version as it was typed', () => {
    const version = stored({ channel: 'email', subject: 'S', textBody: 'T' });
    expect(toDraft(toTyped(version))).toMatchObject({ subject: 'S', body: 'Hello', textBody: 'T' });
  });

  it('lists every variable with what it means, the used ones marked', () => {
    const variables = listVariables(new Set(['name']));
    expect(variables.filter(({ isUsed }) => isUsed)).toEqual([
      { name: 'name', labelKey: 'variable.name', isUsed: true },
    ]);
    expect(variables.length).toBeGreaterThan(20);
  });
});

describe('a wish for a second person', () => {
  const wish = (askedBy: string, version: number): Approval => ({
    id: 1,
    kind: 'template',
    subject: `template:visit-survey/sms/en/${version}`,
    details: {},
    askedBy,
    askedAt: new Date('2026-11-28T00:00:00Z'),
    decision: null,
    decidedBy: null,
    decidedAt: null,
    note: null,
  });
  const waiting = stored({ version: 3, body: 'Hello\nyou', state: 'waiting', purpose: 'marketing' });
  const versions = [waiting, stored({ version: 2, body: 'No', state: 'refused' }), stored()];

  it('stands beside the version that is sent, not beside a refused one', () => {
    const view = toWishView(wish('user:alice', 3), versions, 'user:bob');
    expect(view).toMatchObject({ sentVersion: 1, purposeBefore: 'service', isOwn: false });
    expect(view?.parts).toEqual([
      {
        labelKey: 'console.templates.field.body',
        lines: [
          { kind: 'same', text: 'Hello' },
          { kind: 'added', text: 'you' },
        ],
      },
    ]);
  });

  it("is one's own for who asked, and whole where nothing is sent yet", () => {
    const view = toWishView(wish('user:alice', 3), [waiting], 'user:alice');
    expect(view).toMatchObject({ isOwn: true, sentVersion: null, purposeBefore: null });
    expect(view?.parts[0]?.lines.every(({ kind }) => kind === 'added')).toBe(true);
  });

  it('is not shown here when it is about something else', () => {
    expect(toWishView({ ...wish('user:a', 3), subject: 'campaign:12' }, versions, 'user:b')).toBeNull();
    expect(toWishView(wish('user:a', 9), versions, 'user:b')).toBeNull();
  });
});
