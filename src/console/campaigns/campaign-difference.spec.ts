import { NO_DIFFERENCE, withinReach, type PlanDifference } from '../../planning/plan-difference.js';
import { toDifferenceView } from './campaign-difference.js';

const row = (customerId: number) => ({
  customerId,
  customerNo: `M${customerId}`,
  occasion: '',
  reason: { code: 'other-agent', params: { agentNo: '002' } },
});
const difference: PlanDifference = {
  ...NO_DIFFERENCE,
  removed: { count: 1, byReason: { 'opted-out': 1 }, first: [row(9)] },
  changed: { count: 30, byReason: { 'other-time': 10, 'other-agent': 20 }, first: [row(1), row(2)] },
};

describe('what differs from the preview, on a page', () => {
  it('is nothing where nobody differs', () => {
    expect(toDifferenceView(7, NO_DIFFERENCE, new Map())).toBeNull();
  });

  it('names those whom the reader may see, and counts the others', () => {
    const groups = toDifferenceView(7, difference, new Map([[1, '王芳']]));
    expect(groups?.map(({ kind, count, more }) => [kind, count, more])).toEqual([
      ['removed', 1, 1],
      ['changed', 30, 29],
    ]);
    expect(groups?.[1]?.first).toMatchObject([{ name: '王芳', customerNo: 'M1', href: '/campaigns/7/customer?no=M1' }]);
  });

  it('says why, the most frequent first: by the words of the comparison, or of the rule that keeps out', () => {
    const groups = toDifferenceView(7, difference, new Map());
    expect(groups?.map(({ reasons }) => reasons.map(({ labelKey }) => labelKey.split('.').at(-1)))).toEqual([
      ['opted-out'],
      ['other-agent', 'other-time'],
    ]);
  });

  it('is cut in an answer to those within reach; the counts stay', () => {
    const { changed, removed } = withinReach(difference, new Set([2]));
    expect([changed.count, changed.first.map(({ customerId }) => customerId)]).toEqual([30, [2]]);
    expect([removed.count, removed.first]).toEqual([1, []]);
  });
});
