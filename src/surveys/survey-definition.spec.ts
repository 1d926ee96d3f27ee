import { InputError } from '../kernel/faults.js';
import { DEFAULT_SURVEY } from './default-survey.js';
import { estimateLength } from './estimate-length.js';
import { leadQuestion, smsQuestion, smsQuestionText, type SmsQuestion } from './sms-question.js';
import { parseSurveyDefinition, questionText, type Question } from './survey-definition.js';

const both = (text: string) => ({ en: text, 'zh-CN': text });
const rating = {
  id: 'overall',
  kind: 'rating',
  text: both('Overall?'),
  labels: ['1', '2', '3', '4', '5'].map(both),
};
const open = { id: 'words', kind: 'text', text: both('Anything else?') };

function faultsOf(document: unknown): string[] {
  try {
    parseSurveyDefinition(document);
  } catch (error) {
    if (error instanceof InputError) return error.faults.map(({ field, code }) => `${field}: ${code}`);
    throw error;
  }
  return [];
}

describe('a survey definition', () => {
  it('takes a rating and an open question', () => {
    expect(faultsOf({ title: both('Short'), questions: [rating, open] })).toEqual([]);
  });

  it('needs a rating and an open question (D2)', () => {
    const yesNo = { id: 'again', kind: 'yesno', text: both('Again?') };
    expect(faultsOf({ title: both('Short'), questions: [yesNo] })).toEqual([
      'questions: no-rating',
      'questions: no-open-question',
    ]);
  });

  it('names every fault at once', () => {
    const branched = { ...open, id: 'overall', showIf: { any: [{ question: 'nowhere', atMost: 3 }] } };
    expect(faultsOf({ title: both('Short'), questions: [rating, branched] })).toEqual([
      'questions.1.id: duplicate-id',
      'questions.1.showIf.any.0.question: unknown-question',
    ]);
  });

  it('refuses a branch on a question that comes later', () => {
    const early = { ...open, showIf: { any: [{ question: 'overall', atMost: 3 }] } };
    expect(faultsOf({ title: both('Short'), questions: [early, rating] })).toEqual([
      'questions.0.showIf.any.0.question: unknown-question',
    ]);
  });

  it('refuses unknown keys and a text that lacks a language', () => {
    expect(faultsOf({ title: { en: 'Short' }, questions: [rating, open], colour: 'red' }).length).toBe(2);
  });
});

describe('the packaged survey', () => {
  it('asks product and service satisfaction apart (F2), reason, NPS, effort, suggestion and renewal', () => {
    expect(DEFAULT_SURVEY.questions.map(({ score }) => score)).toEqual([
      'product',
      'service',
      'reasons',
      'nps',
      'ces',
      'comment',
      'interest',
    ]);
  });

  it('says the direction of every scale in the question itself', () => {
    for (const question of DEFAULT_SURVEY.questions) {
      if (question.kind !== 'rating' && question.kind !== 'nps' && question.kind !== 'ces') continue;
      expect(question.text.en).toMatch(/is the best/);
      expect(question.text['zh-CN']).toMatch(/为非常/);
    }
  });

  it('keeps inside the length of a call (T5)', () => {
    expect(estimateLength(DEFAULT_SURVEY)).toEqual({ questions: 5, seconds: 165, longestSeconds: 205, warnings: [] });
  });

  it('names the agent only where the number is known, its leading zero kept', () => {
    const service = DEFAULT_SURVEY.questions[1] as Question;
    expect(questionText(service, 'zh-CN', '010')).toContain('工号 010');
    expect(questionText(service, 'zh-CN', null)).not.toContain('工号');
  });

  it('asks by SMS for the service alone', () => {
    expect(leadQuestion(DEFAULT_SURVEY)?.id).toBe('service');
    const asked = smsQuestion(DEFAULT_SURVEY) as SmsQuestion;
    expect(smsQuestionText(asked, 'zh-CN')).toBe('请为本次服务评分1-5,5为非常满意。');
    expect(smsQuestionText(asked, 'en')).toContain('1-5');
  });
});

describe('the length of a survey', () => {
  it('warns above five questions and above three minutes', () => {
    const many = Array.from({ length: 6 }, (_, i) => ({ ...open, id: `words-${i}` }));
    const estimate = estimateLength(parseSurveyDefinition({ title: both('Long'), questions: [rating, ...many] }));
    expect(estimate.warnings.map(({ code }) => code)).toEqual(['survey-too-many-questions', 'survey-too-long']);
  });
});
