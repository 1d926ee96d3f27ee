import type { Reason, ReasonValue } from './reason.js';

/** The texts of one language by key. */
export type Catalogue = Readonly<Record<string, string>>;

/** The text of `key` with `{{name}}` replaced by its parameter; the key itself where the text is missing. */
export function translate(
  catalogue: Catalogue,
  key: string,
  params: Readonly<Record<string, ReasonValue>> = {},
): string {
  const text = catalogue[key] ?? key;
  if (!text.includes('{{')) return text;
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => formatValue(params[name]));
}

/** A reason in words. */
export function renderReason(catalogue: Catalogue, reason: Reason): string {
  return translate(catalogue, `reason.${reason.code}`, reason.params);
}

function formatValue(value: ReasonValue | undefined): string {
  if (value === undefined) return '—';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
