import { LateSlots } from './late-slots.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const always = (at: number) => at;
/** Open from 9 to 17 each day. */
const office = (at: number) => {
  const day = Math.floor(at / (24 * HOUR)) * 24 * HOUR;
  const [opens, closes] = [day + 9 * HOUR, day + 17 * HOUR];
  return at < opens ? opens : at < closes ? at : opens + 24 * HOUR;
};

function place(slots: LateSlots, count: number, message: Partial<Parameters<LateSlots['place']>[0]> = {}) {
  return Array.from({ length: count }, () =>
    slots.place({ cost: 1, before: 1_000 * HOUR, nextAllowed: always, ...message }),
  );
}

describe('LateSlots', () => {
  it('spreads what piled up at half of the rate, one minute after another, in the order in which it comes', () => {
    const places = place(new LateSlots(10, 100 * HOUR), 12);
    const minutes = places.map((at) => Math.floor((at! - 100 * HOUR) / MINUTE));
    expect(minutes).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2]);
    expect(places).toEqual([...places].sort((a, b) => a! - b!));
    expect(new Set(places).size).toBe(12);
  });

  it('counts what each takes of the rate', () => {
    const minutes = place(new LateSlots(8, 0), 4, { cost: 2 }).map((at) => Math.floor(at! / MINUTE));
    expect(minutes).toEqual([0, 0, 1, 1]);
  });

  it('lets one that is larger than a minute have a minute of its own', () => {
    expect(place(new LateSlots(2, 0), 3, { cost: 5 }).map((at) => at! / MINUTE)).toEqual([0, 1, 2]);
  });

  it('goes on at the next opening when the hours are over', () => {
    const slots = new LateSlots(4, 17 * HOUR - 2 * MINUTE);
    const hours = place(slots, 6, { nextAllowed: office }).map((at) => Math.floor(at! / HOUR));
    expect(hours).toEqual([16, 16, 16, 16, 33, 33]);
  });

  it('leaves room before for those whose hours open earlier', () => {
    const slots = new LateSlots(4, 0);
    place(slots, 3, { nextAllowed: office });
    expect(place(slots, 1)).toEqual([0]);
  });

  it('has none where the limit comes first, and then takes no room', () => {
    const slots = new LateSlots(4, 0);
    expect(place(slots, 3, { before: MINUTE })).toEqual([0, 30_000, null]);
    expect(place(slots, 1, { before: MINUTE, nextAllowed: () => null })).toEqual([null]);
    expect(place(slots, 1)).toEqual([MINUTE]);
  });
});
