import type { Organisation } from '../config/organisation.js';
import { DEFAULT_SURVEY } from '../surveys/default-survey.js';
import { composeMessage, isComposed, type MessageFacts, variablesOf } from './compose-message.js';
import { readPackagedTemplates } from './packaged-templates.adapter.js';
import { type RegisteredTemplate, toRegisteredText } from './registered-text.js';
import type { TemplateVersion } from './template-text.js';

const organisation: Organisation = {
  name: '三学苑',
  center: '',
  department: '',
  servicePhone: '400-820-8820',
  timeZone: 'Asia/Shanghai',
  country: 'CN',
  locale: 'zh-CN',
};
const base = { publicUrl: 'https://r.example.com', secretKey: 'secret '.repeat(6), mailDomain: 'example.com' };
const facts: MessageFacts = {
  visitId: 7,
  attemptKey: 'v7-r0-t1-abc',
  to: '+8613800138000',
  country: 'CN',
  provider: 'tencent',
  customer: { name: '张', gender: 'male', language: 'zh-CN' },
  campaign: { kind: 'routine', purpose: 'service' },
  agent: null,
  organisation,
  survey: DEFAULT_SURVEY,
};
let template: TemplateVersion;
let registered: RegisteredTemplate;

beforeAll(async () => {
  const packaged = await readPackagedTemplates();
  const found = packaged.find(
    ({ id, channel, language }) => `${id} ${channel} ${language}` === 'visit-survey sms zh-CN',
  );
  if (found === undefined) throw new Error('the packaged text is missing');
  template = { ...found, version: 1 };
  const { registered: text, faults } = toRegisteredText(template.body, variablesOf(template, facts, base));
  expect(faults).toEqual([]);
  registered = { ...text, providerTemplateId: '1110', longestParam: 12, signature: '三学苑网校' };
});

describe('a message by a registered template', () => {
  it('is the provider’s own copy with its parameters, and counts the signature once', () => {
    const message = composeMessage(template, facts, base, registered);
    if (!isComposed(message)) throw new Error(message.reason.code);
    expect(message.registered).toEqual({
      providerTemplateId: '1110',
      params: ['尊敬的张先生'],
      signature: '三学苑网校',
    });
    expect(message.text).toMatch(/^【三学苑网校】尊敬的张先生,感谢您使用三学苑服务,.*拒收请回复R$/);
    expect(message.text.match(/【/g)).toHaveLength(1);
    expect(message.segments).toBe(message.text.length <= 70 ? 1 : Math.ceil(message.text.length / 67));
  });

  it('is held where the organisation’s facts have changed since it was handed in', () => {
    const moved = { ...facts, organisation: { ...organisation, servicePhone: '400-000-0000' } };
    expect(composeMessage(template, moved, base, registered)).toMatchObject({
      reason: { code: 'template-text-differs', params: { template: 'visit-survey', providerTemplate: '1110' } },
    });
  });

  it('is held where it is too long with its signature', () => {
    const long = { ...registered, signature: '三'.repeat(500) };
    expect(composeMessage(template, facts, base, long)).toMatchObject({ reason: { code: 'message-too-long' } });
  });

  it('is looked at without a registration, and cannot carry a link', () => {
    expect(composeMessage(template, facts, base)).toMatchObject({
      text: expect.stringContaining('【三学苑】') as string,
    });
    const link = { ...template, body: '请打开 {{survey_link}}' };
    expect(composeMessage(link, facts, base)).toMatchObject({ reason: { code: 'provider-no-links' } });
  });
});
