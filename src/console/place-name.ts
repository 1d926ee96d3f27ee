/** A place from its parts, widest first: a part that says the same as the one before stands once (上海市 上海市). */
export function placeName(parts: readonly (string | null)[]): string {
  return [...new Set(parts)].filter((part) => part !== null && part !== '').join(' ');
}
