import { findLeast } from './feasibility.js';

describe('findLeast', () => {
  it.each([
    { least: 1, most: 256, needed: 1, expected: 1 },
    { least: 1, most: 256, needed: 37, expected: 37 },
    { least: 30, most: 256, needed: 37, expected: 37 },
    { least: 37, most: 256, needed: 37, expected: 37 },
    { least: 1, most: 256, needed: 256, expected: 256 },
    { least: 1, most: 256, needed: 257, expected: null },
    { least: 300, most: 256, needed: 300, expected: null },
  ])('finds $needed from $least up to $most', ({ least, most, needed, expected }) => {
    expect(findLeast((count) => count >= needed, least, most)).toBe(expected);
  });
});
