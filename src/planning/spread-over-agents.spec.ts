import fc from 'fast-check';
import { interleave } from './spread-over-agents.js';

describe('interleave', () => {
  it('lets agents alternate', () => {
    const row = interleave(
      [
        { agent: 7, amount: 2 },
        { agent: 8, amount: 4 },
      ],
      6,
    );
    expect([...row]).toEqual([8, 7, 8, 8, 7, 8]);
  });

  it('gives each agent exactly its share, evenly over the row', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }), (amounts) => {
        const length = amounts.reduce((a, b) => a + b, 0);
        const row = [
          ...interleave(
            amounts.map((amount, agent) => ({ agent, amount })),
            length,
          ),
        ];
        amounts.forEach((amount, agent) => {
          expect(row.filter((who) => who === agent)).toHaveLength(amount);
          const firstHalf = row.slice(0, Math.ceil(length / 2)).filter((who) => who === agent).length;
          expect(Math.abs(firstHalf - amount / 2)).toBeLessThanOrEqual(amounts.length + 1);
        });
      }),
    );
  });
});
