import { fillPieces, RateMinutes, type RatePiece } from './rate-minutes.js';

const MINUTE = 60_000;
const at = (...minutes: number[]): Float64Array => Float64Array.from(minutes, (minute) => minute * MINUTE);

function piece(overrides: Partial<RatePiece> = {}): RatePiece {
  return { start: 0, end: MINUTE, room: 10, held: 0, length: MINUTE, ...overrides };
}

describe('RateMinutes', () => {
  it('cuts stretches at every minute and lets each carry its rate', () => {
    const pieces = new RateMinutes({ perMinute: 6, held: [] }).cut(at(0, 1.5, 3, 4));
    expect(pieces.map(({ start, end, room }) => [start / MINUTE, end / MINUTE, room])).toEqual([
      [0, 1, 6],
      [1, 1.5, 3],
      [3, 4, 6],
    ]);
  });

  it('gives what others have planned the first moments of their minute', () => {
    const minutes = new RateMinutes({
      perMinute: 6,
      held: [
        { at: 10, count: 4 },
        { at: MINUTE, count: 9 },
      ],
    });
    expect(minutes.cut(at(0, 2)).map(({ start, room }) => [start / MINUTE, room])).toEqual([
      [4 / 6, 2],
      [2, 0],
    ]);
  });

  it('carries less than one message a minute, and messages of several units, in their turn', () => {
    const slow = new RateMinutes({ perMinute: 0.5, held: [] });
    expect(slow.cut(at(0, 4)).map(({ room }) => room)).toEqual([1, 0, 1, 0]);
    const long = new RateMinutes({ perMinute: 6, unitsPerMessage: 4, held: [] });
    expect(long.cut(at(0, 4)).map(({ room }) => room)).toEqual([2, 1, 2, 1]);
  });

  it('reckons what others have planned in messages like ours', () => {
    const minutes = new RateMinutes({ perMinute: 12, unitsPerMessage: 3, held: [{ at: 0, count: 6 }] });
    const [first, second] = minutes.cut(Float64Array.of(0, 120_000));
    expect([first!.held, first!.room]).toEqual([2, 2]);
    expect([second!.held, second!.room]).toEqual([0, 4]);
  });

  it('puts minutes that hold about the same into one kind, the full ones apart', () => {
    const held = [5, 5, 40, 41, 80, 90].map((count, minute) => ({ at: minute * MINUTE, count }));
    const levels = new RateMinutes({ perMinute: 80, held }).listLevels();
    expect(levels.map((edges) => [...edges].map((edge) => edge / MINUTE))).toEqual([
      [0, 2],
      [2, 4],
      [4, 6],
    ]);
  });
});

describe('fillPieces', () => {
  it('raises all to one level, what is held included, as far as each has room', () => {
    const pieces = [piece(), piece({ held: 3 }), piece({ held: 9 }), piece({ room: 1 })];
    expect([...fillPieces(pieces, 9)].map((fill) => Math.round(fill * 1e6) / 1e6)).toEqual([5.5, 2.5, 0, 1]);
  });

  it('gives half a minute half of it', () => {
    expect([...fillPieces([piece(), piece({ length: MINUTE / 2, room: 5 })], 6)]).toEqual([4, 2]);
  });
});
