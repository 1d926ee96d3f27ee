/** A stretch of milliseconds, `[start, end)`: instants, or times on one wall clock. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Sorted and disjoint; what overlaps or touches becomes one. Empty spans vanish. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const sorted = spans.filter((span) => span.start < span.end).sort((a, b) => a.start - b.start);
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last && span.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}

/** What lies in both; both must be sorted and disjoint. */
export function intersectSpans(left: readonly Span[], right: readonly Span[]): Span[] {
  const common: Span[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const a = left[i] as Span;
    const b = right[j] as Span;
    const start = Math.max(a.start, b.start);
    const end = Math.min(a.end, b.end);
    if (start < end) common.push({ start, end });
    if (a.end < b.end) i++;
    else j++;
  }
  return common;
}

/** What lies in all of them. */
export function intersectAll(lists: readonly (readonly Span[])[]): Span[] {
  const [first, ...rest] = lists;
  return rest.reduce<Span[]>((common, list) => intersectSpans(common, list), [...(first ?? [])]);
}

/** The span that holds this moment. Sorted and disjoint input. */
export function spanAt(spans: readonly Span[], moment: number): Span | null {
  return spans.find((span) => span.start <= moment && moment < span.end) ?? null;
}
