import { OPS_OF_TYPE, SEGMENT_FIELD_NAMES, segmentField } from '../../archive/segment-fields.js';
import type { SegmentField, SegmentOp } from '../../archive/segment-fields.js';
import { fieldKey } from '../../archive/segment-words.js';
import type { DraftCondition, DraftNode, SegmentDraft } from './segment-draft.js';

/** How the value of a condition is asked for. */
export type InputKind = 'choice' | 'choices' | 'date' | 'days' | 'lines' | 'number' | 'text' | 'yes-no';

/** The fields of the builder by name; `attribute` is any custom one. */
export const FIELD_OPTIONS = [...SEGMENT_FIELD_NAMES.filter((name) => !name.includes('<')), 'attribute'].map(
  (name) => ({
    value: name,
    labelKey: fieldKey(name),
  }),
);

/** The field that a condition names, or null while it names none. */
export function fieldOf(condition: Pick<DraftCondition, 'field' | 'attribute'>): SegmentField | null {
  return segmentField(nameOf(condition));
}

/** The name of a condition's field, as filters spell it. */
export function nameOf({ field, attribute }: Pick<DraftCondition, 'field' | 'attribute'>): string {
  return field === 'attribute' ? `attributes.${attribute}` : field;
}

/** The operators of a field; a custom one has them all. */
export function opsOf(condition: DraftCondition): readonly SegmentOp[] {
  if (condition.field === 'attribute') return OPS_OF_TYPE.attribute;
  const field = fieldOf(condition);
  return field === null ? [] : OPS_OF_TYPE[field.type];
}

/** The operator that counts: the one chosen, or the field's first where that does not fit. */
export function opOf(condition: DraftCondition): SegmentOp | null {
  const ops = opsOf(condition);
  return ops.find((op) => op === condition.op) ?? ops[0] ?? null;
}

/** How the value of a condition is asked for; two of them where `isStretch`. */
export function inputOf(condition: DraftCondition): { readonly kind: InputKind; readonly isStretch: boolean } {
  const type = fieldOf(condition)?.type ?? 'text';
  const op = opOf(condition);
  if (op === 'exists') return { kind: 'yes-no', isStretch: false };
  if (op === 'withinDays') return { kind: 'days', isStretch: true };
  if (op === 'in' || op === 'notIn') return { kind: type === 'enum' ? 'choices' : 'lines', isStretch: false };
  const isStretch = op === 'between';
  if (op === 'contains') return { kind: 'text', isStretch };
  if (type === 'enum') return { kind: 'choice', isStretch };
  if (type === 'boolean') return { kind: 'yes-no', isStretch };
  const hasTime = condition.values.some((value) => value.length > 10);
  if (['date', 'birthday', 'instant'].includes(type) && !hasTime) return { kind: 'date', isStretch };
  return { kind: type === 'number' ? 'number' : 'text', isStretch };
}

/** A filter made of a draft, and the path of each node in it, for the faults. */
export interface DraftFilter {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly paths: ReadonlyMap<DraftNode, string>;
}

/**
 * The filter that a draft stands for, not checked yet. Lines without a field are left out; with `onlyFinished` also those
 * without a value, so that the count moves while one writes.
 */
export function filterOf(draft: SegmentDraft, onlyFinished: boolean): DraftFilter {
  const paths = new Map<DraftNode, string>();
  const members: unknown[] = [];
  for (const node of draft.nodes) {
    const path = `${draft.match}[${members.length}]`;
    if (node.kind === 'group') {
      const { filter, paths: inner } = filterOf(node, onlyFinished);
      if (node.nodes.length > 0 && (filter[node.match] as readonly unknown[]).length === 0) continue;
      for (const [one, at] of inner) paths.set(one, `${path}.${at}`);
      members.push(filter);
    } else if (node.kind === 'kept') members.push(parseJson(node.json));
    else if (isCounted(node, onlyFinished)) members.push(toCondition(node));
    else continue;
    paths.set(node, path);
  }
  return { filter: { [draft.match]: members }, paths };
}

/** Whether a condition lacks what it needs to be asked. */
export function isUnfinished(condition: DraftCondition): boolean {
  const { kind } = inputOf(condition);
  if (fieldOf(condition) === null) return true;
  return kind !== 'yes-no' && condition.values.every((value) => value === '') && condition.to === '';
}

function isCounted(condition: DraftCondition, onlyFinished: boolean): boolean {
  return condition.field !== '' && !(onlyFinished && isUnfinished(condition));
}

function toCondition(condition: DraftCondition): Record<string, unknown> {
  return { field: nameOf(condition), op: opOf(condition), value: valueOf(condition) };
}

function valueOf(condition: DraftCondition): unknown {
  const type = fieldOf(condition)?.type ?? 'text';
  const { kind, isStretch } = inputOf(condition);
  const [first = ''] = condition.values;
  const one = (text: string) => typed(text, kind === 'text' && type === 'attribute' ? 'attribute' : kind);
  if (kind === 'choices') return condition.values.filter((value) => value !== '');
  if (kind === 'lines')
    return splitLines(condition.values).map((text) => typed(text, type === 'number' ? 'number' : 'text'));
  if (kind === 'days') return condition.to === '' ? typed(first, 'number') : [first, condition.to].map(one);
  return isStretch ? [one(first), one(condition.to)] : one(first);
}

/** The entries of a list, however they were separated. */
export function splitLines(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(/[\n,;，；、]/))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function typed(text: string, kind: InputKind | 'attribute'): string | number | boolean {
  if (kind === 'yes-no') return text !== 'no';
  if (kind === 'number' || kind === 'days') return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  if (kind !== 'attribute') return text;
  // A number that begins with 0 is a code, not an amount.
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return Number(text);
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}
