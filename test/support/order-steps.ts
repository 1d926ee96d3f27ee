/** What may happen to an attempt, in the words of design.md section 6. */
export const ORDER_KINDS = [
  ...(['claim', 'decide', 'hand over', 'send', 'record'] as const),
  ...(['crash', 'receipt', 'reply', 'opt-out', 'pause', 're-plan'] as const),
] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** By which worker, or to whose attempt. */
export interface OrderStep {
  readonly kind: OrderKind;
  readonly who: 1 | 2;
}

/** The way of one message through one worker, in its only order. */
const WAY: readonly OrderKind[] = ORDER_KINDS.slice(0, 5);

const isOnWay = (kind: OrderKind) => WAY.includes(kind);
const way = (who: 1 | 2, from: number, to: number) => WAY.slice(from, to).map((kind) => ({ kind, who }));

/**
 * A sequence in which the second kind follows at once upon the first, at a place where both can do something: two steps of
 * two workers side by side, an event beside a worker's step, or two events at the given place of the way.
 */
export function sequenceFor(first: OrderKind, second: OrderKind, place: number): OrderStep[] {
  const [a, b] = [WAY.indexOf(first), WAY.indexOf(second)];
  if (isOnWay(first) && isOnWay(second)) {
    return [...way(2, 0, b), ...way(1, 0, a + 1), ...way(2, b, 5), ...way(1, a + 1, 5)];
  }
  const other = way(2, 0, place % 6);
  if (isOnWay(first)) return [...other, ...way(1, 0, a + 1), { kind: second, who: 1 }, ...way(1, a + 1, 5)];
  if (isOnWay(second)) return [...other, ...way(1, 0, b), { kind: first, who: 1 }, ...way(1, b, 5)];
  const events = [first, second].map((kind) => ({ kind, who: 1 }) as const);
  return [...other, ...way(1, 0, 2 + (place % 4)), ...events, ...way(1, 2 + (place % 4), 5)];
}

/** Every ordered pair of kinds, as 'first, second'. */
export function allPairs(): (readonly [OrderKind, OrderKind])[] {
  return ORDER_KINDS.flatMap((first) => ORDER_KINDS.map((second) => [first, second] as const));
}
