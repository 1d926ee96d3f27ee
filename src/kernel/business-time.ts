/**
 * SQL for the present business instant: the server's clock plus the offset in milliseconds at parameter `$n`.
 * The offset and not an instant is passed, because an instant goes stale while a statement waits for a lock.
 */
export function businessNowSql(paramNumber: number): string {
  return `(clock_timestamp() + $${paramNumber}::float8 * interval '1 millisecond')`;
}
