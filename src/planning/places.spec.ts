import { Places } from './places.js';

describe('places', () => {
  it('gives the same combination the same place, and every other one its own', () => {
    const places = new Places();
    const combinations = [0, 1].flatMap((a) =>
      [0, 1].flatMap((b) => [NaN, -1].flatMap((c) => [0, 2].map((d) => [a, b, c, d] as const))),
    );
    const found = combinations.map((one) => places.of(...one));
    expect(new Set(found).size).toBe(16);
    expect(combinations.map((one) => places.of(...one))).toEqual(found);
  });

  it('keeps what the caller knows of each place', () => {
    const places = new Places();
    const place = places.of(1, 2, 3, 4);
    expect(places.known[place]).toBeUndefined();
    places.known[place] = 7;
    expect(places.known[places.of(1, 2, 3, 4)]).toBe(7);
    expect(places.known[places.of(4, 3, 2, 1)]).toBeUndefined();
  });
});
