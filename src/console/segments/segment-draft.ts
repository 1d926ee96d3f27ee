import type { Segment, SegmentCondition, SegmentNode } from '../../archive/segment-filter.js';

export type Match = 'all' | 'any' | 'none';
export const MATCHES: readonly Match[] = ['all', 'any', 'none'];

/** A condition as somebody is writing it: every value is text, and may be unfinished. */
export interface DraftCondition {
  readonly kind: 'condition';
  /** A field's name, or `attribute` for a custom one. */
  readonly field: string;
  readonly attribute: string;
  readonly op: string;
  /** Several where several were chosen. */
  readonly values: readonly string[];
  /** The end of a stretch. */
  readonly to: string;
}

export interface DraftGroup {
  readonly kind: 'group';
  readonly match: Match;
  readonly nodes: readonly DraftCondition[];
}

/** Conditions nested deeper than the builder shows: kept as they are. */
export interface DraftKept {
  readonly kind: 'kept';
  readonly json: string;
}

export type DraftNode = DraftCondition | DraftGroup | DraftKept;

/** A segment as somebody is writing it. */
export interface SegmentDraft {
  readonly match: Match;
  readonly nodes: readonly DraftNode[];
}

const ATTRIBUTE = 'attributes.';
export const EMPTY_CONDITION: DraftCondition = {
  ...{ kind: 'condition', field: '', attribute: '', op: '', values: [''], to: '' },
};

/** A kept segment, to be written on. */
export function draftOf(segment: Segment): SegmentDraft {
  const { match, members } = open(segment);
  return { match, nodes: members.map(toNode) };
}

/** What the builder's form holds. */
export function readDraft(body: Readonly<Record<string, unknown>>): SegmentDraft {
  return { match: readMatch(body['match']), nodes: listOf(body['nodes']).map(readNode) };
}

/** Adds or takes away as a button says: `add`, `add-group`, `add.2`, `remove.2`, `remove.2.0`. */
export function applyStep(draft: SegmentDraft, step: string): SegmentDraft {
  const [verb = '', first, second] = step.split('.');
  const at = Number(first);
  if (verb === 'add' && first === undefined) return { ...draft, nodes: [...draft.nodes, EMPTY_CONDITION] };
  if (verb === 'add-group') {
    const match = draft.match === 'any' ? 'all' : 'any';
    return { ...draft, nodes: [...draft.nodes, { kind: 'group', match, nodes: [EMPTY_CONDITION] }] };
  }
  if (verb === 'add') return within(draft, at, (nodes) => [...nodes, EMPTY_CONDITION]);
  if (verb !== 'remove') return draft;
  if (second !== undefined) return within(draft, at, (nodes) => nodes.filter((_, place) => place !== Number(second)));
  return { ...draft, nodes: draft.nodes.filter((_, place) => place !== at) };
}

function within(
  draft: SegmentDraft,
  at: number,
  change: (nodes: readonly DraftCondition[]) => readonly DraftCondition[],
): SegmentDraft {
  const nodes = draft.nodes.map((node, place) =>
    place === at && node.kind === 'group' ? { ...node, nodes: change(node.nodes) } : node,
  );
  return { ...draft, nodes };
}

function open(segment: Segment): { match: Match; members: readonly SegmentNode[] } {
  if ('all' in segment) return { match: 'all', members: segment.all };
  return 'any' in segment ? { match: 'any', members: segment.any } : { match: 'none', members: segment.none };
}

function toNode(node: SegmentNode): DraftNode {
  if ('field' in node) return toCondition(node);
  const { match, members } = open(node);
  const conditions = members.flatMap((member) => ('field' in member ? [toCondition(member)] : []));
  if (conditions.length < members.length) return { kind: 'kept', json: JSON.stringify(node) };
  return { kind: 'group', match, nodes: conditions };
}

function toCondition({ field, op, value }: SegmentCondition): DraftCondition {
  const isAttribute = field.startsWith(ATTRIBUTE);
  const isStretch = Array.isArray(value) && (op === 'between' || op === 'withinDays');
  const texts = (Array.isArray(value) ? value : [value]).map(textOf);
  return {
    kind: 'condition',
    field: isAttribute ? 'attribute' : field,
    attribute: isAttribute ? field.slice(ATTRIBUTE.length) : '',
    op,
    values: isStretch ? texts.slice(0, 1) : texts,
    to: isStretch ? (texts[1] ?? '') : '',
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

function readNode(raw: unknown): DraftNode {
  const node = (typeof raw === 'object' && raw !== null ? raw : {}) as Readonly<Record<string, unknown>>;
  if (typeof node['kept'] === 'string') return { kind: 'kept', json: node['kept'] };
  if (node['match'] === undefined) return readCondition(node);
  const nodes = listOf(node['nodes']).map((one) => readCondition((one ?? {}) as Readonly<Record<string, unknown>>));
  return { kind: 'group', match: readMatch(node['match']), nodes };
}

function readCondition(node: Readonly<Record<string, unknown>>): DraftCondition {
  const text = (name: string) => (typeof node[name] === 'string' ? node[name].trim() : '');
  const values = listOf(node['value'] ?? '').filter((one) => typeof one === 'string');
  return {
    ...{ kind: 'condition', field: text('field'), attribute: text('attribute'), op: text('op'), to: text('to') },
    values: values.length === 0 ? [''] : values.map((one) => one.trim()),
  };
}

function readMatch(value: unknown): Match {
  return MATCHES.find((match) => match === value) ?? 'all';
}

/** Lists of a form come as lists, or by number where they are long or have gaps. */
function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : [value];
}
