import { GatheredReads } from './gathered-reads.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('reads that are gathered', () => {
  /** Each read waits until it is answered by hand: `number` is the key, so that an answer shows whose it is. */
  const open = () => {
    const asked: { keys: readonly number[]; answer: () => void; fail: (error: Error) => void }[] = [];
    const reads = new GatheredReads<number, string>(
      (keys) =>
        new Promise((resolve, reject) =>
          asked.push({
            keys,
            answer: () => resolve(keys.map((key) => (key < 0 ? undefined : `no. ${key}`))),
            fail: reject,
          }),
        ),
    );
    return { asked, reads };
  };

  it('answer all who ask in one turn at once, each with its own', async () => {
    const { asked, reads } = open();
    const found = Promise.all([reads.find(1), reads.find(2), reads.find(-3)]);
    await turn();
    expect(asked.map(({ keys }) => keys)).toEqual([[1, 2, -3]]);
    asked[0]!.answer();
    expect(await found).toEqual(['no. 1', 'no. 2', undefined]);
  });

  it('ask once for a key that several want', async () => {
    const { asked, reads } = open();
    const found = Promise.all([reads.find(1), reads.find(1)]);
    await turn();
    expect(asked[0]!.keys).toEqual([1]);
    asked[0]!.answer();
    expect(await found).toEqual(['no. 1', 'no. 1']);
  });

  it('never answer from a read that had begun before the question', async () => {
    const { asked, reads } = open();
    const early = reads.find(1);
    await turn();
    const late = reads.find(1);
    await turn();
    expect(asked.map(({ keys }) => keys)).toEqual([[1], [1]]);
    asked[0]!.answer();
    await early;
    let isAnswered = false;
    void late.then(() => (isAnswered = true));
    await turn();
    expect(isAnswered).toBe(false);
    asked[1]!.answer();
    expect(await late).toBe('no. 1');
  });

  it('are two at a time; who comes meanwhile is gathered for the next one', async () => {
    const { asked, reads } = open();
    for (const key of [1, 2]) {
      void reads.find(key);
      await turn();
    }
    const found = [reads.find(3), reads.find(4)];
    await turn();
    expect(asked.map(({ keys }) => keys)).toEqual([[1], [2]]);
    asked[0]!.answer();
    await turn();
    await turn();
    expect(asked.at(-1)?.keys).toEqual([3, 4]);
    asked.at(-1)!.answer();
    expect(await Promise.all(found)).toEqual(['no. 3', 'no. 4']);
  });

  it('take no more than twenty-five keys together', async () => {
    const { asked, reads } = open();
    const found = Promise.all(Array.from({ length: 30 }, (_, key) => reads.find(key)));
    await turn();
    await turn();
    expect(asked.map(({ keys }) => keys.length)).toEqual([25, 5]);
    for (const { answer } of asked) answer();
    expect((await found).at(-1)).toBe('no. 29');
  });

  it('tell an error to those whom it concerns, and go on', async () => {
    const { asked, reads } = open();
    const found = Promise.allSettled([reads.find(1), reads.find(2)]);
    await turn();
    const next = reads.find(1);
    asked[0]!.fail(new Error('gone'));
    expect((await found).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await turn();
    asked.at(-1)!.answer();
    expect(await next).toBe('no. 1');
  });

  it('tell keys apart by their names', async () => {
    const seen: (readonly { id: number; note: string }[])[] = [];
    const reads = new GatheredReads<{ id: number; note: string }, number>(
      (keys) => {
        seen.push(keys);
        return Promise.resolve(keys.map(({ id }) => id));
      },
      ({ id }) => String(id),
    );
    expect(await Promise.all([reads.find({ id: 1, note: 'a' }), reads.find({ id: 1, note: 'b' })])).toEqual([1, 1]);
    expect(seen).toHaveLength(1);
  });
});
