import fc from 'fast-check';
import type { PlanAgent, TimeProfile } from './plan-input.js';
import type { BoardInput, FreeVisit } from './rebalance-board.js';
import { planMoves } from './rebalance-moves.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An agent with shifts of these hours, from the beginning of the plan. */
function anAgent(id: number, hours: [number, number][], more: Partial<PlanAgent> = {}): PlanAgent {
  const who = { id, agentNo: `0${id}`, name: `A${id}`, skills: [], languages: [], regions: [], weight: 1, held: 0 };
  const shifts = Float64Array.from(hours.flatMap(([from, to]) => [from * HOUR, to * HOUR]));
  return { ...who, shifts, heldAt: [], callsPerDay: null, ...more };
}

const windows = (...hours: [number, number][]): TimeProfile => ({
  channel: 'call',
  windows: Float64Array.from(hours.flatMap(([from, to]) => [from * HOUR, to * HOUR])),
  provisionalFrom: Infinity,
});

function aBoard(agents: PlanAgent[], visits: FreeVisit[], more: Partial<BoardInput> = {}): BoardInput {
  return {
    visits,
    agents,
    agentSets: [Int32Array.from(agents.keys())],
    profiles: [windows([0, 24])],
    from: 0,
    minutesPerCall: 60,
    dayOf: (at) => Math.floor(at / DAY),
    weights: Float64Array.from(agents, () => 1),
    ...more,
  };
}

const aCall = (id: number, holder: number, hour: number, due = 24): FreeVisit => ({
  ...{ id, holder, set: 0 },
  call: { at: hour * HOUR, profile: 0, due: due * HOUR },
});

describe('planning moves', () => {
  it('gives a departed agent’s call an hour in the shifts of another and in the customer’s windows', () => {
    const board = aBoard([anAgent(1, [[0, 6]])], [aCall(1, -1, 2), aCall(2, 0, 3)], { profiles: [windows([3, 5])] });
    const { moved, retimed, unplaced } = planMoves(board);
    expect(moved).toEqual([{ visit: 0, to: 0, at: 4 * HOUR, isDisplaced: true }]);
    expect([retimed, unplaced]).toEqual([[], []]);
  });

  it('gives a call another hour where its agent is away then', () => {
    const { moved, retimed } = planMoves(aBoard([anAgent(1, [[4, 6]])], [aCall(1, 0, 2)]));
    expect([moved, retimed]).toEqual([[], [{ visit: 0, to: 0, at: 4 * HOUR, isDisplaced: true }]]);
  });

  it('leaves a call whose time has come with its agent, and one that lies beside the grid', () => {
    const agent = anAgent(1, [[-2, 6]]);
    const visits = [aCall(1, 0, -1), aCall(2, 0, 3.5)];
    const board = aBoard([agent, anAgent(2, [[0, 6]])], visits);
    expect(planMoves(board)).toMatchObject({ moved: [], retimed: [], unplaced: [] });
  });

  it('says whom nobody has time for', () => {
    expect(planMoves(aBoard([anAgent(1, [[0, 1]])], [aCall(1, -1, 0), aCall(2, -1, 0)])).unplaced).toEqual([1]);
  });

  it('heeds the most calls of a day', () => {
    const agent = anAgent(
      1,
      [
        [0, 6],
        [24, 30],
      ],
      { callsPerDay: 1 },
    );
    const { moved } = planMoves(
      aBoard([agent], [aCall(1, -1, 0, 48), aCall(2, -1, 0, 48)], { profiles: [windows([0, 48])] }),
    );
    expect(moved.map(({ at }) => at)).toEqual([0, 24 * HOUR]);
  });

  it('puts no two calls of an agent into one hour, none outside shifts and windows, and loses nobody', () => {
    const hour = fc.nat({ max: 7 });
    const visit = fc.record({ holder: fc.integer({ min: -1, max: 2 }), at: hour, due: fc.integer({ min: 1, max: 8 }) });
    const shape = fc.record({
      starts: fc.array(hour, { minLength: 3, maxLength: 3 }),
      visits: fc.array(visit, { maxLength: 14 }),
    });
    fc.assert(
      fc.property(shape, ({ starts, visits }) => {
        const agents = starts.map((start, i) => anAgent(i, [[start, 8]]));
        const board = aBoard(
          agents,
          visits.map(({ holder, at, due }, i) => aCall(i, holder, at, due)),
        );
        const { moved, retimed, unplaced } = planMoves(board);
        const changed = [...moved, ...retimed];
        const untouched = board.visits.flatMap(({ holder, call }, index) =>
          unplaced.includes(index) || changed.some((one) => one.visit === index) ? [] : [`${holder} ${call!.at}`],
        );
        const placed = changed.map(({ to, at }) => `${to} ${at}`);
        expect(new Set(placed).size).toBe(placed.length);
        for (const spot of placed) expect(untouched).not.toContain(spot);
        for (const { visit: index, to, at } of changed) {
          expect(at! / HOUR).toBeGreaterThanOrEqual(starts[to]!);
          expect(at!).toBeLessThan(visits[index]!.due * HOUR);
        }
        expect(untouched.length + changed.length + unplaced.length).toBe(visits.length);
      }),
      { numRuns: 300 },
    );
  });
});
