import { KeptAnswers } from './kept-answers.js';

describe('answers that are kept', () => {
  let now = 0;
  let asked = 0;
  let kept: KeptAnswers<number>;
  const taking = (ms: number) => () => {
    now += ms;
    return Promise.resolve((asked += 1));
  };

  beforeEach(() => {
    now = 1_000;
    asked = 0;
    kept = new KeptAnswers(() => now);
  });

  it('are kept for twenty times what they took, counted from the question', async () => {
    expect(await kept.get('days', taking(100))).toBe(1);
    now = 1_000 + 1_999;
    expect(await kept.get('days', taking(100))).toBe(1);
    now = 1_000 + 2_000;
    expect(await kept.get('days', taking(100))).toBe(2);
  });

  it('are never older than a minute, however dear they were', async () => {
    await kept.get('days', taking(30_000));
    now = 1_000 + 59_999;
    expect(await kept.get('days', taking(1))).toBe(1);
    now = 1_000 + 60_000;
    expect(await kept.get('days', taking(1))).toBe(2);
  });

  it('are read anew each time where they cost nothing', async () => {
    await kept.get('days', taking(0));
    expect(await kept.get('days', taking(0))).toBe(2);
  });

  it('are found once for all who ask at the same time', async () => {
    let answer: (value: number) => void = () => undefined;
    const first = kept.get('days', () => new Promise((resolve) => (answer = resolve)));
    const second = kept.get('days', taking(1));
    answer(7);
    expect(await Promise.all([first, second])).toEqual([7, 7]);
  });

  it('belong to their question', async () => {
    await kept.get('days of 1', taking(100));
    expect(await kept.get('days of 2', taking(100))).toBe(2);
  });

  it('are forgotten when there are too many, the oldest first', async () => {
    await kept.get('first', taking(100));
    for (let i = 0; i < 200; i += 1) await kept.get(`other ${i}`, () => Promise.resolve(0));
    now = 1_500;
    expect(await kept.get('first', taking(100))).toBe(2);
  });

  it('do not keep an error', async () => {
    const failing = () => {
      now += 100;
      return Promise.reject(new Error('gone'));
    };
    await expect(kept.get('days', failing)).rejects.toThrow('gone');
    expect(await kept.get('days', taking(100))).toBe(1);
  });
});
