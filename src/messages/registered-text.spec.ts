import { fillRegistered, parametersOf, toRegisteredText, withoutSignature } from './registered-text.js';

const BODY =
  '【{{org_name}}】{{salutation}},感谢您使用{{service_phrase}},{{question}}回复数字即可,{{contact_note}}{{opt_out_note}}';
const FIXED = {
  org_name: '三学苑',
  question: '请为本次服务评分1-5,5为非常满意。',
  contact_note: '',
  opt_out_note: '拒收请回复R',
};

describe('a text to be handed in', () => {
  it('has numbers where the customer’s own facts stand, and everything else written out', () => {
    const { registered, faults } = toRegisteredText(BODY, FIXED);
    expect(faults).toEqual([]);
    expect(registered).toEqual({
      text: '{1},感谢您使用{2},请为本次服务评分1-5,5为非常满意。回复数字即可,拒收请回复R',
      params: ['salutation', 'service_phrase'],
    });
  });

  it('numbers a variable anew each time it stands there', () => {
    const { registered } = toRegisteredText('{{name}}您好,{{ name }}的卡到期。', {});
    expect(registered).toEqual({ text: '{1}您好,{2}的卡到期。', params: ['name', 'name'] });
  });

  it.each([
    ['请打开 {{survey_link}}', 'registered-link'],
    ['请致电 {{service_phone}}', 'registered-missing'],
    ['{{name}}{{product}}', 'registered-empty'],
    ['第 {1} 位客户', 'registered-braces'],
    ['{{~name~}}您好', 'registered-braces'],
  ])('is refused as %s', (body, code) => {
    expect(toRegisteredText(body, {}).faults.map((fault) => fault.code)).toEqual([code]);
  });

  it('loses our own signature, and no other brackets', () => {
    expect(withoutSignature('【三学苑】 您好')).toBe('您好');
    expect(withoutSignature('您好【三学苑】')).toBe('您好【三学苑】');
  });
});

describe('the parameters of a registered text', () => {
  const registered = {
    text: '{1},您的{2}',
    params: ['salutation', 'product'],
    providerTemplateId: '1110',
    longestParam: 8,
    signature: '三学苑',
  };

  it('come in their order, cleaned as our own text is', () => {
    const filled = parametersOf(registered, { product: '会员【课】', salutation: '尊敬的\n张' });
    expect(filled).toEqual({ values: ['尊敬的 张', '会员课'] });
    expect('values' in filled && fillRegistered(registered.text, filled.values)).toBe('尊敬的 张,您的会员课');
  });

  it('hold the message where one is missing or too long', () => {
    expect(parametersOf(registered, { salutation: '您好', product: null })).toEqual({
      reason: { code: 'missing-variable', params: { variables: ['product'] } },
    });
    expect(parametersOf(registered, { salutation: '您好', product: '一二三四五六七八九' })).toEqual({
      reason: { code: 'parameter-too-long', params: { variables: ['product'], limit: 8 } },
    });
  });

  it('put back no parameter that stands in a value', () => {
    expect(fillRegistered('{1}和{2}', ['{2}', '乙'])).toBe('{2}和乙');
  });
});
