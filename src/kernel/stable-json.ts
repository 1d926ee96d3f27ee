import { createHash } from 'node:crypto';

/** JSON with sorted keys, so that equal values give equal text. Dates are instants in ISO-8601. */
export function stableJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** A copy with sorted keys: JSON.stringify with a function that sorts takes several times as long over long texts. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return sorted((value as { toJSON(): unknown }).toJSON());
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value).sort()) copy[key] = sorted((value as Record<string, unknown>)[key]);
  return copy;
}

/** SHA-256 of the canonical JSON, in hexadecimal. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(stableJson(value)).digest('hex');
}
