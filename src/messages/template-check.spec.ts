import { checkTemplate, templateNeeds } from './template-check.js';
import type { TemplateText } from './template-text.js';

const sms = (body: string, purpose: 'service' | 'marketing' = 'service'): TemplateText => ({
  channel: 'sms',
  purpose,
  subject: null,
  body,
  textBody: null,
});
const email = (body: string, textBody = '{{unsubscribe_link}}', subject = 'Hello'): TemplateText => ({
  channel: 'email',
  purpose: 'service',
  subject,
  body,
  textBody,
});
const codes = (template: TemplateText) => checkTemplate(template).faults.map(({ field, code }) => `${field} ${code}`);
const OUT = '<a href="{{unsubscribe_link}}">out</a>';

describe('a template that is saved', () => {
  it('takes simple known variables', () => {
    const checked = checkTemplate(sms('【{{org_name}}】{{salutation}},{{ question }}{{opt_out_note}}'));
    expect(checked.faults).toEqual([]);
    expect([...checked.variables]).toEqual(['org_name', 'salutation', 'question', 'opt_out_note']);
  });

  it.each([
    '{{#each name}}x{{/each}}',
    '{{#if name}}x{{/if}}',
    '{{> header}}',
    '{{lookup name "x"}}',
    '{{name.length}}',
    '{{../name}}',
    '{{@root}}',
    '{{this}}',
    '{{this.name}}',
    '{{{name}}}',
    '{{&name}}',
    '{{name "x"}}',
    '{{name a=1}}',
    '{{"name"}}',
    '{{5}}',
    '{{constructor.constructor}}',
    '{{#*inline "x"}}{{/inline}}',
    '{{!-- a comment --}}',
  ])('refuses %s', (text) => {
    expect(codes(sms(`Hello ${text}`))).toEqual(['body not-allowed']);
  });

  it.each(['constructor', '__proto__', 'toString', 'nmae'])('does not know the variable %s', (name) => {
    expect(codes(sms(`Hello {{${name}}}`))).toEqual(['body unknown-variable']);
  });

  it('names the line and the variable, and every fault at once', () => {
    const { faults } = checkTemplate(sms('one {{nmae}}\ntwo\nthree {{#if name}}{{/if}} {{agnet}}'));
    expect(faults.map(({ message }) => message)).toEqual([
      'line 1: {{nmae}} is not known',
      'line 3: only simple variables such as {{name}} are allowed',
      'line 3: {{agnet}} is not known',
    ]);
  });

  it.each(['{{name', '{{#if name}}', '{{name}} {{/each}}', '{{ }}'])('says that %s cannot be read', (text) => {
    expect(codes(sms(`first line\n${text}`))).toEqual(['body syntax']);
  });

  it('warns of wording, but takes it (D6)', () => {
    const checked = checkTemplate(sms('这个不行'));
    expect(checked.faults).toEqual([]);
    expect(checked.warnings).toEqual([{ code: 'wording-banned', params: { phrase: '不行' } }]);
  });
});

describe('an SMS template', () => {
  it('has one signature, at the beginning', () => {
    expect(codes(sms('【{{org_name}}】{{name}}'))).toEqual([]);
    expect(codes(sms('{{name}}【{{org_name}}】'))).toEqual(['body second-signature']);
    expect(codes(sms('【a】【b】'))).toEqual(['body second-signature']);
  });

  it('says how to refuse when it is marketing', () => {
    expect(codes(sms('Renew now', 'marketing'))).toEqual(['body missing-variable']);
    expect(codes(sms('Renew now {{opt_out_note}}', 'marketing'))).toEqual([]);
  });

  it('is not empty', () => {
    expect(codes(sms('  '))).toEqual(['body empty']);
  });

  it('knows what it needs of a provider', () => {
    const needs = (text: string) => templateNeeds(checkTemplate(sms(text)).variables);
    expect(needs('{{question}}')).toEqual({ twoWay: true, urls: false });
    expect(needs('{{survey_link}}')).toEqual({ twoWay: false, urls: true });
    expect(needs('{{salutation}}{{opt_out_note}}')).toEqual({ twoWay: false, urls: false });
  });
});

describe('an e-mail template', () => {
  it('needs a subject, and the way out in both of its parts', () => {
    expect(codes(email('<p>Hi</p>', 'Hi', ' '))).toEqual([
      'subject missing-subject',
      'body missing-variable',
      'textBody missing-variable',
    ]);
  });

  it.each(['<script>x</script>', '<p onclick="x">', '<a href="javascript:x">', '<iframe src="x">', '<form>'])(
    'refuses %s',
    (html) => {
      expect(codes(email(html + OUT))).toEqual(['body unsafe-html']);
    },
  );

  it.each(['<a href={{survey_link}}>', '<p {{name}}>', '<a href="{{name}}">', '<p title="{{salutation}}">'])(
    'refuses a variable in the place of %s',
    (html) => {
      expect(codes(email(html + OUT))).toEqual(['body unsafe-place']);
    },
  );

  it('takes links in quoted attributes and names in text', () => {
    expect(codes(email(`<p style="color:red">{{name}} <a href="{{survey_link}}">go</a></p>${OUT}`))).toEqual([]);
  });
});

describe('a call script', () => {
  it('needs its parts in order and the announcement of company and agent number (E1, E3)', () => {
    const script: TemplateText = {
      channel: 'call',
      purpose: 'service',
      subject: null,
      body: '## greet\nHi',
      textBody: null,
    };
    const found = codes(script);
    expect(found.filter((code) => code === 'body missing-section')).toHaveLength(6);
    expect(found).toContain('body missing-variable');
  });
});
