import fc from 'fast-check';
import { seatCalls, type MovingCall } from './seat-calls.js';

const CELL = 10;
const dayOf = (at: number) => Math.floor(at / 1_000);
const agent = (shifts: number[], heldAt: number[] = [], callsPerDay: number | null = null) => ({
  shifts: Float64Array.from(shifts),
  heldAt,
  callsPerDay,
});
const call = (id: number, facts: Partial<MovingCall> = {}): MovingCall => ({
  id,
  agentId: 1,
  was: -1,
  cellMs: CELL,
  before: 10_000,
  nextAllowed: (at) => at,
  from: 0,
  ...facts,
});
const seated = (calls: MovingCall[], agents: Parameters<typeof seatCalls>[1]) => [...seatCalls(calls, agents, dayOf)];

describe('seatCalls', () => {
  it('puts calls into free cells of the shift, what is due earlier first', () => {
    const agents = new Map([[1, agent([100, 140, 200, 230], [110])]]);
    const calls = [call(1), call(2, { before: 300 }), call(3), call(4)];
    expect(seated(calls, agents)).toEqual([
      [2, 100],
      [1, 120],
      [3, 130],
      [4, 200],
    ]);
  });

  it('asks the rules at each cell, and leaves out whom no cell suits in time', () => {
    const agents = new Map([[1, agent([100, 140])]]);
    const isLate = (at: number) => (at < 125 ? 125 : at);
    const calls = [call(1, { nextAllowed: isLate }), call(2, { before: 100 }), call(3, { nextAllowed: () => null })];
    expect(seated(calls, agents)).toEqual([[1, 130]]);
  });

  it('takes no more on a day than it may, and gives back the cell that a moved call leaves', () => {
    const agents = new Map([[1, agent([0, 100, 1_000, 1_100], [0, 10], 2)]]);
    expect(seated([call(1, { was: 10 }), call(2)], agents)).toEqual([
      [1, 10],
      [2, 1_000],
    ]);
  });

  it('never puts two calls at one time, none outside a shift, none late', () => {
    // Mutants that this finds: `take` left out after a find; the end of a shift not asked; `before` not asked.
    const calls = fc.array(fc.record({ from: fc.nat(300), before: fc.integer({ min: 1, max: 400 }) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(calls, fc.uniqueArray(fc.nat(40), { maxLength: 8 }), (given, held) => {
        const heldAt = held.map((cell) => cell * CELL);
        const agents = new Map([[1, agent([5, 98, 150, 333], heldAt)]]);
        const moving = given.map((facts, id) => call(id, facts));
        const found = seated(moving, agents);
        const starts = [...found.map(([, at]) => at), ...heldAt].sort((a, b) => a - b);
        for (const [id, at] of found) {
          expect([5, 150].some((start, i) => at >= start && at + CELL <= [98, 333][i]!)).toBe(true);
          expect(at >= given[id]!.from && at < given[id]!.before).toBe(true);
          expect(starts.filter((other) => Math.abs(other - at) < CELL)).toEqual([at]);
        }
      }),
      { seed: 20261128 },
    );
  });
});
