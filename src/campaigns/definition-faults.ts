import type { z } from 'zod';
import type { Fault } from '../kernel/faults.js';

/** What zod found, in this product's words: one fault for each place, an unknown key named. */
export function faultsOf(error: z.ZodError, field: string, given: unknown): Fault[] {
  return error.issues.flatMap((issue) => faultsOfIssue(issue, field, given));
}

/** One fault for each key that is not among `known`. */
export function unknownKeys(given: object, known: readonly string[], path = ''): Fault[] {
  return Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => unknownKey(path === '' ? key : `${path}.${key}`, key));
}

function faultsOfIssue(issue: z.core.$ZodIssue, field: string, given: unknown): Fault[] {
  const place = issue.path.reduce<string>(
    (path, part) => (typeof part === 'number' ? `${path}[${part}]` : `${path}.${String(part)}`),
    field,
  );
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(`${place}.${key}`, key));
  if (issue.code === 'invalid_union') return faultsOfUnion(issue, place, given);
  if (issue.code === 'invalid_type' && valueAt(given, issue.path) === undefined) {
    return [{ field: place, code: 'required', message: 'This is needed' }];
  }
  if (issue.code === 'invalid_format' && issue.format === 'datetime') {
    return [{ field: place, code: 'not-an-instant', message: 'Write an instant such as 2026-11-24T01:00:00Z' }];
  }
  return [{ field: place, code: issue.code.replaceAll('_', '-'), message: issue.message }];
}

/** Of the ways a value could have been written, the one that was meant: an object for an object, a word for a word. */
function faultsOfUnion(issue: z.core.$ZodIssueInvalidUnion, place: string, given: unknown): Fault[] {
  const value = valueAt(given, issue.path);
  const meant = typeof value === 'object' && value !== null ? issue.errors.at(-1) : issue.errors[0];
  return (meant ?? []).flatMap((inner) => faultsOfIssue(inner, place, value));
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    given,
  );
}

function unknownKey(field: string, key: string): Fault {
  return { field, code: 'unknown-key', message: `"${key}" is not known here` };
}
