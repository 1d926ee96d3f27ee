import fc from 'fast-check';
import type { CallCells } from './call-cells.js';
import { fitCalls } from './rebalance-slots.js';

/** Cells at 0, 1, 2 …, each of a kind and on a day; `dayRoom`: how many calls a day takes. */
function cellsOf(kind: number[], day: number[], dayRoom: [number, number][] = []): CallCells {
  const at = Float64Array.from(kind.keys());
  return { at, kind: Int32Array.from(kind), day: Int32Array.from(day), dayRoom: new Map(dayRoom) };
}

const wish = (kinds: number[], cell = -1) => ({ kinds: Int32Array.from(kinds), cell });

/** The most calls that can have a cell, by trying everything. */
function mostSeated(cells: CallCells, wishes: readonly { kinds: Int32Array }[]): number {
  const [taken, onDay] = [new Set<number>(), new Map<number, number>()];
  const most = (call: number): number => {
    if (call === wishes.length) return 0;
    let best = most(call + 1);
    for (const cell of cells.at.keys()) {
      const day = cells.day[cell]!;
      const count = onDay.get(day) ?? 0;
      const isOpen = wishes[call]!.kinds.includes(cells.kind[cell]!) && !taken.has(cell);
      if (!isOpen || count >= (cells.dayRoom.get(day) ?? Infinity)) continue;
      taken.add(cell);
      onDay.set(day, count + 1);
      best = Math.max(best, 1 + most(call + 1));
      taken.delete(cell);
      onDay.set(day, count);
    }
    return best;
  };
  return most(0);
}

describe('fitting calls into an agent’s cells', () => {
  it('leaves who stands and gives the earliest cell to who comes', () => {
    expect([...fitCalls(cellsOf([0, 0, 0], [1, 1, 1]), [wish([0], 1), wish([0])])]).toEqual([1, 0]);
  });

  it('lets one make way where there is no other room', () => {
    expect([...fitCalls(cellsOf([0, 1], [1, 1]), [wish([0, 1], 0), wish([0])])]).toEqual([1, 0]);
  });

  it('lets one go to another day where the day is full', () => {
    const cells = cellsOf([0, 0, 1], [1, 1, 2], [[1, 1]]);
    expect([...fitCalls(cells, [wish([0, 1], 0), wish([0])])]).toEqual([2, 0]);
  });

  it('frees a full day for one who has no other, though another cell of it is empty', () => {
    const cells = cellsOf([0, 1, 0], [1, 1, 2], [[1, 1]]);
    expect([...fitCalls(cells, [wish([0], 0), wish([1])])]).toEqual([2, 1]);
  });

  it('says so where there is none', () => {
    expect([...fitCalls(cellsOf([0], [1]), [wish([0], 0), wish([0])])]).toEqual([0, -1]);
  });

  // Mutants, each tried: a full day that nobody leaves (the example above finds it); a day with room for none taken as free.
  it('seats as many as can be, within kinds and days, no two in one cell', () => {
    const kinds = fc.uniqueArray(fc.nat({ max: 2 }), { minLength: 1 });
    const cell = fc.record({ kind: fc.nat({ max: 2 }), day: fc.nat({ max: 1 }) });
    const board = fc.record({
      cells: fc.array(cell, { maxLength: 5, size: 'max' }),
      wishes: fc.array(kinds, { maxLength: 5, size: 'max' }),
      room: fc.nat({ max: 3 }),
    });
    fc.assert(
      fc.property(board, ({ cells, wishes, room }) => {
        const days = cells.map(({ day }) => day);
        const table = cellsOf(
          cells.map(({ kind }) => kind),
          days,
          [[0, room]],
        );
        const asked = wishes.map((one) => wish(one));
        const seats = [...fitCalls(table, asked)];
        const taken = seats.filter((seat) => seat >= 0);
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.filter((seat) => days[seat] === 0).length).toBeLessThanOrEqual(room);
        seats.forEach((seat, i) => seat >= 0 && expect(wishes[i]).toContain(cells[seat]!.kind));
        expect(taken.length).toBe(mostSeated(table, asked));
      }),
      { numRuns: 300 },
    );
  });
});
