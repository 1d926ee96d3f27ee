import type { ClaimScope } from '../messages/sms-routing.js';

/**
 * The condition that an attempt's number is one of a sender's: it begins with one of `$only`, or with none of `$not`. Both
 * are null where one sender serves everybody, and then cost nothing.
 */
export function inScopeSql(only: number, not: number): string {
  return `($${only}::text[] IS NULL OR attempts.address ^@ ANY ($${only}::text[]))
    AND ($${not}::text[] IS NULL OR NOT coalesce(attempts.address, '') ^@ ANY ($${not}::text[]))`;
}

/** The two parameters of the condition. */
export function scopeParams(scope: ClaimScope | null): [readonly string[] | null, readonly string[] | null] {
  if (scope === null) return [null, null];
  return [scope.only, scope.not.length === 0 ? null : scope.not];
}
