import fc from 'fast-check';
import { DEFAULT_SURVEY } from './default-survey.js';
import { parseReply } from './parse-reply.js';
import { OPT_IN_WORDS, OPT_OUT_WORDS } from './reply-words.js';
import { smsQuestion, type SmsQuestion } from './sms-question.js';

const question = smsQuestion(DEFAULT_SURVEY) as SmsQuestion;
const parse = (text: string) => parseReply(text, question);

describe('a reply by SMS to a question from 1 to 5', () => {
  it.each([
    ['５', 5],
    ['5分', 5],
    ['五', 5],
    ['5。', 5],
    ['5', 5],
    [' 4 ', 4],
    ['3星', 3],
    ['两分', 2],
    ['(1)', 1],
    ['非常满意!', 5],
    ['满意', 4],
    ['一般', 3],
    ['不满意', 2],
    ['非常不满意', 1],
    ['Very satisfied.', 5],
    ['neutral', 3],
    ['5 stars', 5],
    ['\u200b5\ufeff', 5],
  ])('reads %j as %i', (text, score) => {
    expect(parse(text)).toEqual({ kind: 'answer', score });
  });

  it.each([
    ['5 服务很好', 5, '服务很好'],
    ['2，等了很久', 2, '等了很久'],
    ['5分，谢谢小王', 5, '谢谢小王'],
    ['4: Friendly, but slow.', 4, 'Friendly, but slow.'],
    ['5 周到', 5, '周到'],
  ])('reads %j as %i with a comment', (text, score, comment) => {
    expect(parse(text)).toEqual({ kind: 'answer', score, comment });
  });

  it.each(['0', '6', '10', '九', '0 太差'])('says that %j is out of range', (text) => {
    expect(parse(text).kind).toBe('out-of-range');
  });

  it.each([
    '1-5',
    '4.5',
    '👍',
    '',
    '。',
    '3 天了没人理我',
    '5分钟都没有等',
    '5 minutes late',
    '-1',
    '5服务',
    '13800138000',
    '5/5',
  ])('does not guess a score from %j', (text) => {
    expect(parse(text)).toEqual({ kind: 'free-text' });
  });

  it.each([
    'Ｒ。',
    'STOP',
    ' stop ',
    'Stop.',
    'td',
    't',
    'N',
    '退订',
    '【拒收】',
    '退',
    '取消',
    'opt-out',
    'Opt out!',
    'ARRET',
    'stop all',
  ])('takes %j as an opt-out', (text) => {
    expect(parse(text)).toEqual({ kind: 'opt-out' });
  });

  it.each([...OPT_OUT_WORDS])('takes the whole word %s as an opt-out, asked or not', (word) => {
    expect(parse(`${word.toLowerCase()} `)).toEqual({ kind: 'opt-out' });
    expect(parseReply(word, null)).toEqual({ kind: 'opt-out' });
  });

  it.each([...OPT_IN_WORDS])('takes %s as coming back', (word) => {
    expect(parse(word)).toEqual({ kind: 'opt-in' });
  });

  it.each(['HELP', 'info', '帮助'])('takes %s as a call for help', (word) => {
    expect(parse(word)).toEqual({ kind: 'help' });
  });

  it.each([
    'STOP please',
    '别再发了',
    '请不要打给我',
    'please stop sending',
    '我要投诉',
    '5 我要投诉',
    "Don't text me",
    '不要再给我发短信',
  ])('leaves %j to a person', (text) => {
    expect(parse(text)).toEqual({ kind: 'review' });
  });

  it.each([
    '【自动回复】我正在开会，稍后联系您',
    'Auto-reply: I am away',
    'I am currently out of the office',
    "I'm driving, 5 minutes",
  ])('knows the machine in %j', (text) => {
    expect(parse(text)).toEqual({ kind: 'auto-reply' });
  });

  it('reads 0 to 10 for a recommendation', () => {
    const nps: SmsQuestion = { questionId: 'nps', kind: 'nps', min: 0, max: 10, labels: new Map() };
    expect(parseReply('10', nps)).toEqual({ kind: 'answer', score: 10 });
    expect(parseReply('0', nps)).toEqual({ kind: 'answer', score: 0 });
    expect(parseReply('十', nps)).toEqual({ kind: 'answer', score: 10 });
    expect(parseReply('11', nps)).toEqual({ kind: 'out-of-range', score: 11 });
  });

  it('reads no score where nothing was asked', () => {
    expect(parseReply('5', null)).toEqual({ kind: 'free-text' });
  });

  it('answers anything, and only ever with a score inside the scale', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const parsed = parse(text);
        return parsed.kind !== 'answer' || (parsed.score >= 1 && parsed.score <= 5);
      }),
    );
  });
});
