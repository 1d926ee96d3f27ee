import fc from 'fast-check';
import { EventHeap } from './event-heap.js';

const event = fc.record({
  at: fc.integer({ min: 0, max: 20 }).map((minute) => 1_795_482_000_000 + minute),
  kind: fc.integer({ min: 0, max: 6 }),
  subject: fc.integer({ min: 0, max: 30 }),
  token: fc.integer({ min: 0, max: 9 }),
});
type Event = { readonly at: number; readonly kind: number; readonly subject: number; readonly token: number };

const before = (one: Event, other: Event) =>
  one.at - other.at || one.kind - other.kind || one.subject - other.subject || one.token - other.token;

describe('the events of a rehearsal', () => {
  it('come by time, then by kind, then by subject, whatever is pushed between two of them', () => {
    // Mutant that this finds: a sink that looks at all children but the last.
    fc.assert(
      fc.property(fc.array(fc.option(event, { freq: 3 }), { maxLength: 200, size: 'max' }), (script) => {
        const heap = new EventHeap();
        const model: Event[] = [];
        const popped = () => {
          expect([heap.nextAt, heap.nextKind]).toEqual([model[0]?.at ?? Infinity, model[0]?.kind ?? Infinity]);
          const isThere = heap.pop();
          const expected = model.shift();
          expect(isThere).toBe(expected !== undefined);
          if (expected)
            expect([heap.at, heap.kind, heap.subject]).toEqual([expected.at, expected.kind, expected.subject]);
        };
        for (const one of script) {
          if (one === null) popped();
          else {
            heap.push(one.at, one.kind, one.subject, one.token);
            model.push(one);
            model.sort(before);
          }
        }
        while (model.length > 0) popped();
        expect(heap.size).toBe(0);
      }),
      { numRuns: 200, seed: 20261128 },
    );
  });

  it('keep what belongs to them when the memory grows', () => {
    const heap = new EventHeap();
    for (let i = 0; i < 5_000; i++) heap.push((i * 7_919) % 5_000, 1, i, i % 100);
    for (let at = 0; at < 5_000; at++) {
      heap.pop();
      expect([heap.at, (heap.subject * 7_919) % 5_000, heap.token]).toEqual([at, at, heap.subject % 100]);
    }
  });
});
