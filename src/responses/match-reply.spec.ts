import fc from 'fast-check';
import { matchReply, type AskedQuestion } from './match-reply.js';

const at = new Date('2026-11-24T03:00:00Z');
const asked = (overrides: Partial<AskedQuestion> & { visitId: number }): AskedQuestion => ({
  attemptId: overrides.visitId * 10,
  customerId: 1,
  campaignId: 1,
  askedAt: new Date('2026-11-23T03:00:00Z'),
  visitState: 'open',
  campaignState: 'running',
  answered: false,
  ...overrides,
});
const result = (questions: readonly AskedQuestion[]) => {
  const match = matchReply(questions, at);
  return match.kind === 'queue' ? `queue ${match.reason.code}` : `${match.kind} ${match.question.visitId}`;
};

describe('the question that a reply answers', () => {
  it('is the newest open one of the customer at that number', () => {
    const older = asked({ visitId: 1, askedAt: new Date('2026-11-20T03:00:00Z') });
    expect(result([older, asked({ visitId: 2 })])).toBe('open 2');
    expect(result([asked({ visitId: 2 }), older])).toBe('open 2');
  });

  it('passes over what was answered already', () => {
    const older = asked({ visitId: 1, askedAt: new Date('2026-11-20T03:00:00Z') });
    expect(result([older, asked({ visitId: 2, answered: true })])).toBe('open 1');
  });

  it('is the answered one, when nothing else is open: a word more', () => {
    expect(result([asked({ visitId: 2, answered: true, visitState: 'completed' })])).toBe('answered 2');
  });

  it('is still open when the visit expired, or was given up too early', () => {
    expect(result([asked({ visitId: 1, visitState: 'expired', campaignState: 'completed' })])).toBe('open 1');
    expect(result([asked({ visitId: 1, visitState: 'unreachable' })])).toBe('open 1');
  });

  it('is for a person to say when customers share the number', () => {
    const both = [asked({ visitId: 1 }), asked({ visitId: 2, customerId: 2 })];
    const match = matchReply(both, at);
    expect(match).toMatchObject({ kind: 'queue', reason: { code: 'several-customers', params: { customers: 2 } } });
    expect(match.kind === 'queue' && match.candidates.map(({ visitId }) => visitId).sort()).toEqual([1, 2]);
  });

  it('is clear when only one of the customers at the number has an open question', () => {
    expect(result([asked({ visitId: 1, answered: true }), asked({ visitId: 2, customerId: 2 })])).toBe('open 2');
    const old = asked({ visitId: 3, customerId: 2, askedAt: new Date('2026-10-01T00:00:00Z') });
    expect(result([asked({ visitId: 1 }), old])).toBe('open 1');
  });

  it.each([
    ['nothing was asked', [], 'queue unknown-sender'],
    ['it came too late', [asked({ visitId: 1, askedAt: new Date('2026-11-09T03:00:00Z') })], 'queue late-reply'],
    ['the customer had refused', [asked({ visitId: 1, visitState: 'refused' })], 'queue visit-over'],
    ['the campaign is archived', [asked({ visitId: 1, campaignState: 'archived' })], 'queue campaign-archived'],
  ])('is for a person to say when %s', (_, questions, expected) => {
    expect(result(questions)).toBe(expected);
  });

  it('still counts at the last moment of its window', () => {
    expect(result([asked({ visitId: 1, askedAt: new Date('2026-11-10T03:00:00Z') })])).toBe('open 1');
  });

  it('does not depend on the order of the rows, and never crosses customers', () => {
    const question = fc.record({
      visitId: fc.integer({ min: 1, max: 9 }),
      customerId: fc.integer({ min: 1, max: 2 }),
      answered: fc.boolean(),
      askedAt: fc.integer({ min: 0, max: 20 }).map((days) => new Date(at.getTime() - days * 86_400_000)),
    });
    fc.assert(
      fc.property(fc.uniqueArray(question, { maxLength: 6, selector: ({ visitId }) => visitId }), (rows) => {
        const questions = rows.map((row) => asked(row));
        return result(questions) === result([...questions].reverse());
      }),
    );
  });
});
