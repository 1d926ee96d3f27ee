import { KeptByBytes } from './kept-by-bytes.js';

describe('what is kept in memory', () => {
  it('is given up when it is too much, the least lately used first', () => {
    const kept = new KeptByBytes<string>(100);
    kept.keep('a', 'A', 40);
    kept.keep('b', 'B', 40);
    expect(kept.find('a')).toBe('A');
    kept.keep('c', 'C', 40);
    expect(['a', 'b', 'c'].map((key) => kept.find(key))).toEqual(['A', null, 'C']);
  });

  it('is replaced under its key, and counted once', () => {
    const kept = new KeptByBytes<string>(100);
    kept.keep('a', 'old', 60);
    kept.keep('a', 'new', 60);
    kept.keep('b', 'B', 40);
    expect(['a', 'b'].map((key) => kept.find(key))).toEqual(['new', 'B']);
  });

  it('is not kept where it alone is too much, and drives out nothing then', () => {
    const kept = new KeptByBytes<string>(100);
    kept.keep('a', 'A', 100);
    kept.keep('b', 'B', 101);
    expect(['a', 'b'].map((key) => kept.find(key))).toEqual(['A', null]);
  });
});
