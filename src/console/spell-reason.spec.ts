import { reason } from '../kernel/reason.js';
import { readStringsFiles } from '../messages/strings.service.js';
import { mergeStrings } from '../messages/merge-strings.js';
import { spellReason, withinSentence } from './spell-reason.js';

const zh = {
  catalogue: mergeStrings(readStringsFiles('zh-CN')).catalogue,
  locale: 'zh-CN',
  zone: 'Asia/Shanghai',
} as const;
const en = { catalogue: mergeStrings(readStringsFiles('en')).catalogue, locale: 'en', zone: 'Asia/Shanghai' } as const;
const now = new Date('2026-11-24T00:00:00Z');

describe('a reason as people read it', () => {
  it('names several channels of one value apart', () => {
    expect(spellReason(reason('do-not-contact', { channel: 'email, sms' }), zh)).toContain('邮件、短信');
    expect(spellReason(reason('do-not-contact', { channel: 'email, sms' }), en)).toContain('e-mail, SMS');
  });

  it('names channels in the language of the page', () => {
    const missing = reason('no-contact-point', { channel: 'call' });
    expect(spellReason(missing, zh)).toBe('没有可用于电话的联系方式');
    expect(spellReason(missing, en)).toBe('Has nothing to be reached by on channel call');
  });

  it('says the reason behind a reason instead of its code', () => {
    const wrapped = reason('no-usable-contact-point', { channel: 'call', why: 'no-contact-point' });
    expect(spellReason(wrapped, zh)).toBe('没有可用于电话的联系方式');
  });

  it('stays with the outer reason where the one behind it needs values that are not there', () => {
    const params = { at: '2026-11-24T04:30:00.000Z', next: '2026-11-24T06:00:00.000Z', why: 'rest-hours' };
    expect(spellReason(reason('appointment-in-rest-hours', params), { ...zh, now })).toBe(
      '11月24日周二 12:30 属于免打扰时段，最早可约 11月24日周二 14:00。',
    );
  });

  it('keeps what a person wrote as a reason', () => {
    const given = reason('handed-over-because', { agentNo: '010', why: 'on leave' });
    expect(spellReason(given, en)).toBe('Handed over to agent 010: on leave');
  });

  it('shows instants in the organisation’s zone, and lists in the manner of the language', () => {
    const speech = { ...zh, catalogue: { 'reason.x': '{{until}} {{zones}}' } };
    const params = { until: '2026-11-24T01:00:00.000Z', zones: ['Asia/Shanghai', 'Asia/Urumqi'] };
    const words = '11月24日周二 09:00 Asia/Shanghai、Asia/Urumqi';
    expect(spellReason(reason('x', params), { ...speech, now })).toBe(words);
    expect(spellReason(reason('x', params), speech)).toBe(`2026年${words}`);
  });

  it('writes a name small within a sentence, unless it is always large', () => {
    expect(['Call', 'E-mail', 'SMS', '短信'].map(withinSentence)).toEqual(['call', 'e-mail', 'SMS', '短信']);
  });
});
