import fc from 'fast-check';
import type { Organisation } from '../config/organisation.js';
import { DEFAULT_SURVEY } from '../surveys/default-survey.js';
import type { MessageContext } from './message-context.js';
import { plainTextOf } from './plain-text.js';
import { renderEmail, renderSms } from './render-template.js';
import type { TemplateText } from './template-text.js';
import { buildVariables, KNOWN_VARIABLES } from './template-variables.js';

const organisation: Organisation = {
  name: '三学苑',
  center: '南昌服务中心',
  department: '客服部',
  servicePhone: '400-123-4567',
  timeZone: 'Asia/Shanghai',
  country: 'CN',
  locale: 'zh-CN',
};

export function contextWith(overrides: Partial<MessageContext> = {}): MessageContext {
  return {
    channel: 'sms',
    language: 'zh-CN',
    customer: { name: '张三', gender: 'male', language: 'zh-CN' },
    campaign: { kind: 'routine', purpose: 'service' },
    agent: { agentNo: '010', name: '李娜' },
    organisation,
    survey: DEFAULT_SURVEY,
    surveyLink: 'https://r.example.com/s/T',
    unsubscribeLink: 'https://r.example.com/u/T',
    replies: true,
    links: true,
    ...overrides,
  };
}

const sms = (body: string): TemplateText => ({
  channel: 'sms',
  purpose: 'service',
  subject: null,
  body,
  textBody: null,
});
const text = (body: string, overrides: Partial<MessageContext> = {}) => {
  const rendered = renderSms(sms(body), buildVariables(contextWith(overrides)));
  return rendered.ok ? rendered.value : rendered.reason;
};
const named = (name: string, gender: 'male' | 'female' | 'unknown' = 'unknown') => ({
  customer: { name, gender, language: null },
});

describe('the variables of a message', () => {
  it('addresses by what the archive knows and guesses nothing (E5)', () => {
    expect(text('{{salutation}}', named('张三', 'male'))).toBe('尊敬的张三先生');
    expect(text('{{salutation}}', named('李四', 'female'))).toBe('尊敬的李四女士');
    expect(text('{{salutation}}', named('王五'))).toBe('王五您好');
    expect(text('{{salutation}}', named(''))).toBe('您好');
    expect(text('{{salutation}}', { ...named('Ann Lee', 'female'), language: 'en' })).toBe('Dear Ann Lee');
  });

  it("speaks to the contact person without the member's title", () => {
    const customer = { name: '张小明', contactName: '张妈妈', gender: 'male' as const, language: null };
    expect(text('{{salutation}}|{{member_name}}', { customer })).toBe('张妈妈您好|张小明');
  });

  it('announces company, centre, department and agent number, the leading zero kept (E3)', () => {
    expect(text('{{announcement}}')).toBe('这里是三学苑南昌服务中心客服部，我的工号是010');
    expect(text('{{announcement}}', { agent: null })).toMatchObject({ code: 'missing-variable' });
  });

  it("writes the date of service in the organisation's zone", () => {
    const customer = {
      name: '张三',
      gender: 'male' as const,
      language: null,
      lastServiceAt: new Date('2026-11-20T17:00:00Z'),
    };
    expect(text('{{service_date}}', { customer })).toBe('2026年11月21日');
    expect(text('{{service_date}}', { customer, language: 'en' })).toBe('21 November 2026');
  });

  it('offers a way to refuse that works on this channel', () => {
    expect(text('{{opt_out_note}}')).toBe('拒收请回复R');
    expect(text('{{opt_out_note}}', { language: 'en' })).toBe('Reply STOP to opt out.');
    expect(text('{{opt_out_note}}', { replies: false })).toBe('退订请点击 https://r.example.com/u/T');
    expect(text('{{opt_out_note}}', { replies: false, links: false })).toBe('拒收请致电400-123-4567');
    const silent = { ...organisation, servicePhone: '' };
    expect(text('{{opt_out_note}}', { replies: false, links: false, organisation: silent })).toMatchObject({
      code: 'missing-variable',
    });
  });

  it('always has a service contact (K5)', () => {
    expect(text('{{contact_line}}')).toContain('400-123-4567');
    expect(text('{{contact_line}}', { organisation: { ...organisation, servicePhone: '' } })).toContain('问卷页面');
    const silent = { organisation: { ...organisation, servicePhone: '' }, survey: null };
    expect(text('{{contact_line}}', silent)).not.toContain('问卷');
  });

  it('leads each score to the form where it is confirmed', () => {
    expect(text('{{rating_link_4}}')).toBe('https://r.example.com/s/T?r=4');
  });

  it('names in its question the agent who served, never the one who asks', () => {
    const customer = { name: '张三', gender: 'male' as const, language: null };
    expect(text('{{question}}', { channel: 'email', customer })).not.toContain('工号');
    expect(text('{{question}}', { channel: 'email', customer: { ...customer, servedByAgentNo: '007' } })).toContain(
      '工号 007',
    );
  });

  it('wishes what fits the occasion', () => {
    expect(text('{{closing_wish}}', { campaign: { kind: 'holiday', purpose: 'service' } })).toBe('祝您节日快乐');
    expect(
      text('{{closing_wish}}', { campaign: { kind: 'routine', purpose: 'service', closingWish: '祝您开车愉快' } }),
    ).toBe('祝您开车愉快');
  });

  it('makes exactly the variables that templates may name', () => {
    expect(Object.keys(buildVariables(contextWith())).sort()).toEqual([...KNOWN_VARIABLES].sort());
  });
});

describe('a rendered SMS', () => {
  it('is the text as it is, never escaped for HTML', () => {
    expect(text('{{name}}', named("O'Brien & Söhne <a=b>"))).toBe("O'Brien & Söhne <a=b>");
  });

  it('never leaves a blank for a missing fact: it says which', () => {
    for (const missing of ['', '   ']) {
      expect(
        text('{{name}} {{department}}', { ...named(missing), organisation: { ...organisation, department: '' } }),
      ).toEqual({
        code: 'missing-variable',
        params: { variables: ['name', 'department'] },
      });
    }
    expect(text('{{survey_link}}', { survey: null })).toMatchObject({ code: 'missing-variable' });
  });

  it('lets nobody forge a signature or a second line', () => {
    expect(text('【{{org_name}}】{{name}}', named('【银行】张\r\n三\u202e'))).toBe('【三学苑】银行张 三');
  });

  it('never compiles what a customer is called', () => {
    expect(text('{{name}}', named('{{agent_no}}{{#each x}}'))).toBe('{{agent_no}}{{#each x}}');
  });

  it('carries any name through unchanged but for control characters and brackets', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        const rendered = text('<{{name}}>', named(name));
        if (name.trim() === '') return typeof rendered !== 'string';
        return typeof rendered !== 'string' || !/[【】\n\r]/.test(rendered);
      }),
    );
  });
});

describe('a rendered e-mail', () => {
  const template: TemplateText = {
    channel: 'email',
    purpose: 'service',
    subject: '{{name}}, how did we do?',
    body: '<p>{{name}}</p><a href="{{survey_link}}">go</a>',
    textBody: '{{name}} {{survey_link}}',
  };
  const render = (name: string) => {
    const rendered = renderEmail(template, buildVariables(contextWith({ channel: 'email', ...named(name) })));
    if (!rendered.ok) throw new Error(rendered.reason.code);
    return rendered.value;
  };

  it('escapes data in HTML, and only there', () => {
    const { subject, text: plain, html } = render('<script>alert(1)</script> & "Co"');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Co&quot;');
    expect(html).not.toContain('<script>');
    expect(plain).toContain('<script>alert(1)</script> & "Co"');
    expect(subject).toBe('<script>alert(1)</script> & "Co", how did we do?');
  });

  it('keeps the subject on one line', () => {
    expect(render('a\r\nBcc: evil@example.com').subject).toBe('a Bcc: evil@example.com, how did we do?');
  });
});

describe('the plain text of an HTML part', () => {
  it('keeps words, lines, links and variables', () => {
    const html =
      '<head><title>x</title></head><body><p>Dear &amp; {{name}},</p><p>go <a href="{{survey_link}}">here</a><br>now</p></body>';
    expect(plainTextOf(html)).toBe('Dear & {{name}},\n\ngo here {{survey_link}}\nnow');
  });
});
