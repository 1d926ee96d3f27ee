import { DEFAULT_SURVEY } from '../surveys/default-survey.js';
import { parseSurveyDefinition } from '../surveys/survey-definition.js';
import { contradictions, missingFields, type RecordContext, recordFlags } from './record-completeness.js';
import { DISPOSITIONS, type VisitRecordForm } from './visit-record-form.js';

const context: RecordContext = { channel: 'call', survey: DEFAULT_SURVEY, surveyFacts: new Set(), hasOpenIssue: false };
const answers = { product: 5, service: 4, nps: 9, ces: 6, suggestion: '很好' };
const complete: VisitRecordForm = {
  lineResult: 'answered',
  disposition: 'completed',
  talkSeconds: 120,
  identityVerified: true,
  convenient: true,
  answers,
};
const missing = (form: VisitRecordForm, of: Partial<RecordContext> = {}) => missingFields(form, { ...context, ...of });
const codes = (form: VisitRecordForm, of: Partial<RecordContext> = {}) =>
  contradictions(form, { ...context, ...of }).map(({ field, code }) => `${field} ${code}`);

const without = (form: VisitRecordForm, ...names: (keyof VisitRecordForm)[]): VisitRecordForm =>
  Object.fromEntries(Object.entries(form).filter(([name]) => !names.includes(name as keyof VisitRecordForm)));

describe('a complete record (G2)', () => {
  it('names what is missing of an empty one', () => {
    expect(missing({})).toEqual(['lineResult', 'disposition']);
    expect(missing({}, { channel: 'onsite' })).toEqual(['disposition']);
  });

  it('needs nothing more when everything was answered', () => {
    expect(missing(complete)).toEqual([]);
    expect(contradictions(complete, context)).toEqual([]);
  });

  it('needs every visible question answered or declined', () => {
    expect(missing({ ...complete, answers: { product: 5 } })).toEqual(
      ['service', 'nps', 'ces', 'suggestion'].map((id) => `answers.${id}`),
    );
    const declined = ['nps', 'ces', 'suggestion'];
    expect(missing({ ...complete, answers: { product: 5, service: 5 }, declined })).toEqual([]);
  });

  it('needs the reason of whoever was not satisfied, or that it was asked (E4)', () => {
    const low = { ...complete, answers: { ...answers, service: 3 } };
    expect(missing(low)).toEqual(['answers.reasons']);
    expect(missing({ ...low, declined: ['reasons'] })).toEqual([]);
    expect(missing({ ...low, answers: { ...low.answers, reasons: ['price'] } })).toEqual([]);
  });

  it('asks for the reason itself where the survey does not', () => {
    const survey = parseSurveyDefinition({
      ...DEFAULT_SURVEY,
      questions: DEFAULT_SURVEY.questions.filter(({ id }) => id !== 'reasons'),
    });
    const low = { ...complete, answers: { ...answers, product: 1 } };
    expect(missing(low, { survey })).toEqual(['dissatisfiedReason']);
    expect(missing({ ...low, dissatisfiedReason: '太贵' }, { survey })).toEqual([]);
  });

  it('needs the identity, or why it was not asked, and whether it was convenient (E1, T6)', () => {
    const silent = without(complete, 'identityVerified', 'convenient');
    expect(missing(silent)).toEqual(['identityVerified', 'convenient']);
    expect(missing({ ...complete, identityVerified: false })).toEqual(['identitySkipReason']);
    expect(missing({ ...complete, identityVerified: false, identitySkipReason: '本人声音熟悉' })).toEqual([]);
  });

  it('needs an appointment for an inconvenient moment, or that none was agreed', () => {
    const form: VisitRecordForm = { lineResult: 'answered', disposition: 'inconvenient', talkSeconds: 20 };
    expect(missing(form)).toEqual(['appointmentAt']);
    expect(missing({ ...form, declined: ['appointmentAt'] })).toEqual([]);
  });

  it('needs one real answer of a partial one', () => {
    const partial: VisitRecordForm = { ...complete, disposition: 'partial', answers: {}, declined: ['nps'] };
    expect(missing(partial)).toEqual(['answers']);
    expect(missing({ ...partial, answers: { product: 4 } })).toEqual([]);
  });

  it('needs the words of a complaint or a new need that came up', () => {
    const path = ['greet', 'complaint', 'new-need', 'hung-up'] as const;
    expect(missing({ lineResult: 'answered', disposition: 'hung_up', talkSeconds: 9, path: [...path] })).toEqual([
      'complaint',
      'newNeed',
    ]);
  });

  it('needs the customer to confirm a visit on site (I6)', () => {
    const onsite = without(complete, 'lineResult', 'talkSeconds', 'convenient');
    expect(missing(onsite, { channel: 'onsite' })).toEqual(['confirmation']);
    expect(missing(onsite, { channel: 'wechat' })).toEqual([]);
  });

  it.each(DISPOSITIONS.filter((one) => one !== 'completed' && one !== 'partial'))(
    'asks no survey after %s',
    (disposition) => {
      expect(missing({ disposition }).filter((name) => name.startsWith('answers'))).toEqual([]);
    },
  );
});

describe('a record that contradicts itself', () => {
  it('did not reach a person on a dead line, nor nobody on an answered one', () => {
    expect(codes({ ...complete, lineResult: 'no_answer' })).toEqual(['disposition contradiction']);
    expect(codes({ lineResult: 'answered', disposition: 'not_reached' })).toEqual(['disposition contradiction']);
    expect(codes({ disposition: 'not_reached' }, { channel: 'onsite' })).toEqual(['disposition contradiction']);
  });

  it('does not survey at an inconvenient moment (T6)', () => {
    expect(codes({ ...complete, convenient: false })).toEqual(['convenient contradiction']);
  });

  it('names answers that cannot be, and steps out of order', () => {
    expect(codes({ ...complete, answers: { ...answers, product: 6, colour: 1 } })).toEqual([
      'answers.colour unknown-question',
      'answers.product out-of-range',
    ]);
    expect(codes({ ...complete, path: ['greet', 'survey'] })).toEqual(['path.1 illegal-step']);
  });

  it('does not end before it begins', () => {
    const form = { startedAt: new Date('2026-11-23T02:00:00Z'), endedAt: new Date('2026-11-23T01:59:00Z') };
    expect(codes(form)).toEqual(['endedAt before-start']);
  });
});

describe('the flags of a record', () => {
  it.each([
    [180, []],
    [181, ['over-target']],
    [300, ['over-target']],
    [301, ['over-target', 'over-limit']],
  ])('say after %d seconds %j (T5)', (talkSeconds, flags) => {
    expect(recordFlags({ talkSeconds })).toEqual(flags);
  });

  it('count the time on hold, and mark partial, special and unverified ones', () => {
    expect(recordFlags({ talkSeconds: 100, holdSeconds: 100 })).toEqual(['over-target']);
    const form = { disposition: 'partial', special: true, identityVerified: false, identitySkipReason: 'x' } as const;
    expect(recordFlags(form)).toEqual(['partial', 'identity-skipped', 'special']);
  });
});
