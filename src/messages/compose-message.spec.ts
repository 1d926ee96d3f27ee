import type { Organisation } from '../config/organisation.js';
import { DEFAULT_SURVEY } from '../surveys/default-survey.js';
import { composeMessage, isComposed, type Composed, type LinkBase, type MessageFacts } from './compose-message.js';
import { readPackagedTemplates, type PackagedTemplate } from './packaged-templates.adapter.js';
import { splitScript, SCRIPT_SECTIONS } from './script-sections.js';
import { readOptOutToken, readSurveyToken } from './signed-link.js';
import { countSegments } from './sms-segments.js';
import { checkTemplate } from './template-check.js';

const organisation: Organisation = {
  name: '三学苑',
  center: '',
  department: '',
  servicePhone: '',
  timeZone: 'Asia/Shanghai',
  country: 'CN',
  locale: 'zh-CN',
};
const base: LinkBase = {
  publicUrl: 'https://r.example.com',
  secretKey: 'secret '.repeat(6),
  mailDomain: 'example.com',
};
const facts: MessageFacts = {
  visitId: 7,
  attemptKey: 'v7-r0-t1-abc',
  to: '+8613800138000',
  country: 'CN',
  provider: 'sandbox',
  customer: { name: '张', gender: 'male', language: 'zh-CN' },
  campaign: { kind: 'routine', purpose: 'service' },
  agent: { agentNo: '010', name: '李娜' },
  organisation,
  survey: DEFAULT_SURVEY,
};

let packaged: PackagedTemplate[];
beforeAll(async () => {
  packaged = await readPackagedTemplates();
});

function compose(
  channel: 'sms' | 'email' | 'call',
  language: string,
  overrides: Partial<MessageFacts> = {},
  id = channel === 'call' ? 'visit-script' : 'visit-survey',
) {
  const template = packaged.find((one) => one.id === id && one.channel === channel && one.language === language);
  if (template === undefined) throw new Error(`no ${channel} in ${language}`);
  return composeMessage({ ...template, version: 3 }, { ...facts, ...overrides }, base);
}
const mail: Partial<MessageFacts> = { to: 'zhangsan@example.com', country: null };

function composed(...args: Parameters<typeof compose>): Composed {
  const made = compose(...args);
  if (!isComposed(made)) throw new Error(made.reason.code);
  return made;
}

describe('the packaged templates', () => {
  it('are there for every channel in both languages, without a fault or a phrase to avoid', () => {
    expect(packaged.map(({ id, channel, language }) => `${id} ${channel} ${language}`)).toEqual([
      'greeting email en',
      'greeting email zh-CN',
      'greeting sms en',
      'greeting sms zh-CN',
      'visit-script call en',
      'visit-script call zh-CN',
      'visit-survey email en',
      'visit-survey email zh-CN',
      'visit-survey sms en',
      'visit-survey sms zh-CN',
    ]);
    for (const template of packaged) expect(checkTemplate(template)).toMatchObject({ faults: [], warnings: [] });
  });

  it("need nothing but the customer's name and the organisation's", () => {
    for (const language of ['en', 'zh-CN']) {
      expect(isComposed(compose('sms', language, { agent: null }))).toBe(true);
      expect(isComposed(compose('email', language, { ...mail, agent: null }))).toBe(true);
      expect(isComposed(compose('call', language))).toBe(true);
    }
  });

  it('greet without a survey, a link or a reply: what Twilio carries to China too', () => {
    const notice = {
      survey: null,
      campaign: { kind: 'birthday', purpose: 'service' },
      organisation: { ...organisation, servicePhone: '4001234567' },
    } as const;
    expect(composed('sms', 'zh-CN', { ...notice, provider: 'twilio' }, 'greeting').text).toBe(
      '【三学苑】尊敬的张先生,祝您生日快乐!感谢您一直以来的支持。客服电话4001234567,拒收请致电4001234567',
    );
    expect(composed('email', 'en', { ...mail, ...notice }, 'greeting').html).toContain('Happy birthday!');
  });

  it('ask by SMS in one segment, in the words of the handbook', () => {
    const made = composed('sms', 'zh-CN');
    expect(made.text).toBe(
      '【三学苑】尊敬的张先生,感谢您使用三学苑服务,请为本次服务评分1-5,5为非常满意。回复数字即可,拒收请回复R',
    );
    expect(countSegments(made.text, 'CN')).toEqual({ encoding: 'UCS-2', units: 55, segments: 1 });
    expect(made.segments).toBe(1);
    const customer = { ...facts.customer, name: 'Ann Lee' };
    const english = composed('sms', 'en', {
      country: 'US',
      customer,
      organisation: { ...organisation, name: 'Revisit' },
    });
    expect(countSegments(english.text, 'US')).toMatchObject({ encoding: 'GSM-7', segments: 1 });
  });

  it('say nothing of the customer before the identity is verified (E1), and have every part of a call', () => {
    for (const language of ['en', 'zh-CN']) {
      const sections = splitScript(
        composed('call', language, {
          customer: { name: '王小明', gender: 'male', language, lastServiceItem: '秘密服务' },
        }).text,
      );
      expect([...sections.keys()]).toEqual([...SCRIPT_SECTIONS]);
      for (const early of ['greet', 'identity', 'announce', 'convenient', 'wrong-party'] as const) {
        expect(sections.get(early)).not.toContain('秘密服务');
      }
      expect(sections.get('announce')).toContain('010');
    }
  });
});

describe('a composed e-mail', () => {
  it('carries one-click unsubscription (RFC 8058), its own key and the mark of a machine', () => {
    const { headers, to, templateVersion } = composed('email', 'zh-CN', mail);
    expect(headers).toMatchObject({
      'Message-ID': '<v7-r0-t1-abc@example.com>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    });
    const token = /^<https:\/\/r\.example\.com\/u\/(.+)>$/.exec(headers?.['List-Unsubscribe'] ?? '')?.[1] ?? '';
    expect(readOptOutToken(token, base.secretKey)).toEqual({ address: to, channel: 'email', visitId: 7 });
    expect(templateVersion).toEqual({ id: 'visit-survey', channel: 'email', language: 'zh-CN', version: 3 });
  });

  it('leads to its own survey page in both parts', () => {
    const { text, html } = composed('email', 'en', mail);
    for (const part of [text, html ?? '']) {
      const token = /\/s\/([\w-]+)/.exec(part)?.[1] ?? '';
      expect(readSurveyToken(token, base.secretKey)).toBe(7);
      expect(part).toMatch(/\/u\/[\w-]+/);
      for (const score of [1, 2, 3, 4, 5]) expect(part).toMatch(new RegExp(`\\?r(?:=|&#x3D;)${score}`));
    }
  });

  it.each(['a@x.com, b@x.com', 'g: evil@x.com;', 'a@x.com\r\nBcc: evil@x.com', 'a b@x.com', '<a@x.com>', 'ax.com'])(
    'is refused for %j',
    (to) => {
      expect(compose('email', 'en', { ...mail, to })).toEqual({ reason: { code: 'unsafe-address', params: {} } });
    },
  );

  it('has the same hash when it says the same, and another when it does not', () => {
    expect(composed('email', 'en', mail).bodyHash).toBe(composed('email', 'en', mail).bodyHash);
    const other = { ...mail, customer: { ...facts.customer, name: '李' } };
    expect(composed('email', 'en', other).bodyHash).not.toBe(composed('email', 'en', mail).bodyHash);
  });
});

describe('a message that must be held', () => {
  it('needs a reply where the provider brings none back', () => {
    expect(compose('sms', 'zh-CN', { provider: 'twilio' })).toMatchObject({ reason: { code: 'provider-no-replies' } });
    expect(compose('sms', 'zh-CN', { provider: 'sandbox:twilio' })).toMatchObject({
      reason: { code: 'provider-no-replies' },
    });
    expect(isComposed(compose('sms', 'en', { provider: 'twilio', country: 'US', to: '+12025550123' }))).toBe(true);
  });

  it('asks about a survey that the campaign does not have', () => {
    expect(compose('sms', 'zh-CN', { survey: null })).toMatchObject({ reason: { code: 'missing-variable' } });
  });

  it('calls without an agent number (E3)', () => {
    expect(compose('call', 'zh-CN', { agent: null })).toMatchObject({ reason: { code: 'missing-variable' } });
  });

  it('is longer than China takes', () => {
    const long = { organisation: { ...organisation, name: '长'.repeat(260) } };
    expect(compose('sms', 'zh-CN', long)).toMatchObject({ reason: { code: 'message-too-long' } });
  });
});
