import { KeptParts } from './kept-parts.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 9, minute));

describe('a part of a page that is kept', () => {
  const counted = () => {
    const parts = new KeptParts<number>();
    let drawn = 0;
    const get = (name: string, source: string, now: Date, until = at(30)) =>
      parts.get(name, source, now, () => Promise.resolve({ value: (drawn += 1), until }));
    return get;
  };

  it('is drawn once for the same text', async () => {
    const get = counted();
    expect([await get('002', 'a', at(0)), await get('002', 'a', at(29))]).toEqual([1, 1]);
  });

  it('is drawn again when the text is another, and when it was the same before that', async () => {
    const get = counted();
    expect([await get('002', 'a', at(0)), await get('002', 'b', at(0)), await get('002', 'a', at(0))]).toEqual([
      1, 2, 3,
    ]);
  });

  it('is drawn again from the instant on at which it would look different, and before the one it was drawn at', async () => {
    const get = counted();
    await get('002', 'a', at(10));
    expect([await get('002', 'a', at(30), at(59)), await get('002', 'a', at(9))]).toEqual([2, 3]);
  });

  it('is of one person only', async () => {
    const get = counted();
    expect([await get('002', 'a', at(0)), await get('003', 'a', at(0)), await get('002', 'a', at(0))]).toEqual([
      1, 2, 1,
    ]);
  });

  it('gives way to newer ones when there are too many', async () => {
    const get = counted();
    for (let i = 0; i <= 500; i += 1) await get(`agent ${i}`, 'a', at(0));
    expect([await get('agent 500', 'a', at(0)), await get('agent 0', 'a', at(0))]).toEqual([501, 502]);
  });
});
