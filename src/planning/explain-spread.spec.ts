import { explainSpread } from './explain-spread.js';

describe('explainSpread', () => {
  const ones = [1, 1, 1];

  it.each([
    { held: [10, 0], assigned: [0, 5], weights: [1, 1], expected: ['spread-by-held', { spread: 5 }] },
    { held: [120, 100, 80], assigned: [0, 5, 25], weights: ones, expected: ['spread-by-held', { spread: 15 }] },
    {
      held: [0, 0, 0],
      assigned: [50, 30, 20],
      weights: ones,
      expected: ['spread-by-limits', { spread: 30, least: 1 }],
    },
    { held: [9, 0, 0], assigned: [0, 6, 0], weights: ones, expected: ['spread-by-limits', { spread: 9, least: 6 }] },
  ])('says of $held and $assigned more that one visit cannot be reached', ({ expected, ...question }) => {
    const found = explainSpread(question);
    expect([found?.code, found?.params]).toEqual(expected);
  });

  it.each([
    { held: [0, 0, 0], assigned: [34, 33, 33], weights: ones },
    { held: [120, 100, 80], assigned: [10, 30, 50], weights: ones },
    { held: [0, 0], assigned: [20, 10], weights: [2, 1] },
    { held: [], assigned: [], weights: [] },
  ])('is silent about $held and $assigned by $weights', (question) => {
    expect(explainSpread(question)).toBeNull();
  });
});
