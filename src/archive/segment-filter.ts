import type { Fault } from '../kernel/faults.js';
import { InputError } from '../kernel/faults.js';
import { OPS_OF_TYPE, SEGMENT_FIELD_NAMES, SEGMENT_OPS, segmentField } from './segment-fields.js';
import type { SegmentOp } from './segment-fields.js';
import { segmentValue } from './segment-value.js';
import type { SegmentValue } from './segment-value.js';

export interface SegmentCondition {
  readonly field: string;
  readonly op: SegmentOp;
  readonly value: SegmentValue;
}
export type SegmentNode = SegmentCondition | Segment;

/** A filter over customers, kept as data. `{all: []}` is everyone, `{any: []}` nobody. */
export type Segment =
  | { readonly all: readonly SegmentNode[] }
  | { readonly any: readonly SegmentNode[] }
  | { readonly none: readonly SegmentNode[] };

export const EVERYONE: Segment = { all: [] };

const GROUPS = ['all', 'any', 'none'] as const;
const MAX_DEPTH = 10;
const MAX_NODES = 500;

/** Reads a segment or throws InputError with every fault; `path` stands before the field of each fault. */
export function parseSegment(input: unknown, path = ''): Segment {
  const { segment, faults } = checkSegment(input, path);
  if (!segment) throw new InputError(faults);
  return segment;
}

/** Reads a segment; gives null and all faults where it has any, for callers that collect more of them. */
export function checkSegment(input: unknown, path = ''): { segment: Segment | null; faults: Fault[] } {
  const reader = new SegmentReader();
  const segment = reader.group(input, path, 1);
  return { segment: reader.faults.length === 0 ? segment : null, faults: reader.faults };
}

class SegmentReader {
  readonly faults: Fault[] = [];
  private nodes = 0;

  group(input: unknown, path: string, depth: number): Segment | null {
    if (!isRecord(input)) return this.fault(path, 'segment-shape', 'A segment is {"all" | "any" | "none": […]}');
    if (depth > MAX_DEPTH) return this.fault(path, 'segment-depth', `Segments nest at most ${MAX_DEPTH} deep`);
    const keys = Object.keys(input);
    for (const key of keys.filter((key) => !isGroupKey(key))) {
      this.fault(join(path, key), 'unknown-key', `"${key}" is not known here; a segment has "all", "any" or "none"`);
    }
    const [kind, second] = keys.filter(isGroupKey);
    if (!kind || second) return this.fault(path, 'segment-shape', 'Exactly one of "all", "any" and "none" is needed');
    const list = input[kind];
    if (!Array.isArray(list)) return this.fault(join(path, kind), 'segment-list', `"${kind}" takes a list`);
    const members = list.map((member: unknown, at) => this.node(member, `${join(path, kind)}[${at}]`, depth));
    return groupOf(
      kind,
      members.filter((member) => member !== null),
    );
  }

  private node(input: unknown, path: string, depth: number): SegmentNode | null {
    this.nodes += 1;
    if (this.nodes > MAX_NODES) {
      return this.nodes === MAX_NODES + 1
        ? this.fault(path, 'segment-size', `A segment has at most ${MAX_NODES} conditions`)
        : null;
    }
    const asGroup = isRecord(input) && Object.keys(input).some(isGroupKey);
    return asGroup ? this.group(input, path, depth + 1) : this.condition(input, path);
  }

  private condition(input: unknown, path: string): SegmentCondition | null {
    if (!isRecord(input)) {
      return this.fault(path, 'condition-shape', 'A condition is {"field", "op", "value"}');
    }
    for (const key of Object.keys(input).filter((key) => !['field', 'op', 'value'].includes(key))) {
      this.fault(join(path, key), 'unknown-key', `"${key}" is not known; a condition has "field", "op" and "value"`);
    }
    const name = typeof input['field'] === 'string' ? input['field'] : '';
    const field = segmentField(name);
    const op = SEGMENT_OPS.find((known) => known === input['op']);
    if (!field) this.unknownField(join(path, 'field'), input['field']);
    if (!op) this.fault(join(path, 'op'), 'unknown-op', `"op" is one of ${SEGMENT_OPS.join(', ')}`);
    if (!field || !op) return null;
    if (!OPS_OF_TYPE[field.type].includes(op)) {
      const legal = OPS_OF_TYPE[field.type].join(', ');
      return this.fault(join(path, 'op'), 'op-of-type', `"${op}" does not fit ${name}; possible are ${legal}`);
    }
    const read = segmentValue(field, op, input['value']);
    if ('wants' in read) return this.fault(join(path, 'value'), 'segment-value', `${name} ${op} takes ${read.wants}`);
    return { field: name, op, value: read.value };
  }

  private unknownField(path: string, given: unknown): void {
    const named = typeof given === 'string' ? `"${given}" is not a field` : '"field" is missing';
    this.fault(path, 'unknown-field', `${named}; fields are ${SEGMENT_FIELD_NAMES.join(', ')}`);
  }

  private fault(field: string, code: string, message: string): null {
    this.faults.push({ field, code, message });
    return null;
  }
}

function groupOf(kind: (typeof GROUPS)[number], members: SegmentNode[]): Segment {
  if (kind === 'all') return { all: members };
  return kind === 'any' ? { any: members } : { none: members };
}

function isGroupKey(key: string): key is (typeof GROUPS)[number] {
  return (GROUPS as readonly string[]).includes(key);
}

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
