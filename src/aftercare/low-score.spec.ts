import type { ScoredAnswer } from './low-score.js';
import { lowScore } from './low-score.js';
import { recordNeedsFollowUp } from './record-follow-up.js';

const happy: ScoredAnswer = { productScore: 5, serviceScore: 4, nps: 9, comment: '很好', reasonCodes: [], flags: [] };
const code = (given: Partial<ScoredAnswer>) => lowScore({ ...happy, ...given })?.code ?? null;

describe('an answer that needs a follow-up (I2)', () => {
  it.each([
    ['5 and 4', {}, null],
    ['a 3', { serviceScore: 3 }, null],
    ['a 2 for the service', { serviceScore: 2 }, 'low-score'],
    ['a 1 for the product', { productScore: 1 }, 'low-score'],
    ['6 of 10 with a comment', { nps: 6 }, 'detractor'],
    ['6 of 10 without a word', { nps: 6, comment: null }, null],
    ['6 of 10 with blanks', { nps: 6, comment: '  ' }, null],
    ['7 of 10 with a comment', { nps: 7 }, null],
    ['nothing but a wish to complain', { productScore: null, serviceScore: null, nps: null, comment: null, flags: ['complaint-requested'] }, 'complaint-requested'], // prettier-ignore
    ['a skipped score, which is never a zero', { productScore: null, serviceScore: null, nps: null }, null],
  ])('%s', (_what, given, expected) => {
    expect(code(given)).toBe(expected);
  });

  it('says what was given, and why', () => {
    expect(lowScore({ ...happy, productScore: null, serviceScore: 1, reasonCodes: ['price'] })).toEqual({
      code: 'low-score',
      params: { service: 1, nps: 9, reasons: ['price'] },
    });
  });
});

describe('a record that needs a follow-up', () => {
  it.each([
    [{ disposition: 'completed' }, false, null],
    [{ complaint: '坏了两次', special: true }, true, 'complaint-by-agent'],
    [{ disposition: 'difficult', note: '一直在骂' }, true, 'escalated-by-agent'],
    [{ special: true }, false, 'special-by-agent'],
    [{ newNeed: '想退卡' }, false, 'open-need'],
    [{ newNeed: '想退卡', newNeedOutcome: 'solved' }, false, null],
    [{ solutionOutcome: 'rejected' }, false, 'solution-rejected'],
    [{ followUp: '周五回电' }, false, 'follow-up-by-agent'],
  ] as const)('%j', (form, escalated, expected) => {
    expect(recordNeedsFollowUp({ form, escalated })?.code ?? null).toBe(expected);
  });
});
