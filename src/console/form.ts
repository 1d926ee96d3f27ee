import type { Fault } from '../kernel/faults.js';

/** A form as its page shows it again: what was typed, and what is wrong beside its field. */
export interface FormState {
  /** By field name; a list where several were chosen. */
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly faults: Readonly<Record<string, readonly Fault[]>>;
  /** Faults of no field that the form has: shown above it, so that none is lost. */
  readonly general: readonly Fault[];
  readonly hasFaults: boolean;
}

/** The state of a form with these `fields`, from what was typed (or stands in the row) and what was found wrong. */
export function formState(
  fields: readonly string[],
  typed: Readonly<Record<string, unknown>>,
  faults: readonly Fault[] = [],
): FormState {
  const values = Object.fromEntries(fields.map((field) => [field, toText(typed[field])]));
  const byField: Record<string, Fault[]> = {};
  const general: Fault[] = [];
  for (const fault of faults) {
    const field = fields.find((one) => one === fault.field || fault.field.startsWith(`${one}.`));
    if (field === undefined) general.push(fault);
    else (byField[field] ??= []).push(fault);
  }
  return { values, faults: byField, general, hasFaults: faults.length > 0 };
}

/** The fields of a posted form that hold something, trimmed; an empty field counts as not given. */
export function filledFields(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body)
      .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const)
      .filter(([name, value]) => name !== '_csrf' && value !== ''),
  );
}

function toText(value: unknown): string | readonly string[] {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
