import { checkSegment, type Segment } from '../../archive/segment-filter.js';
import type { Catalogue } from '../../kernel/catalogue.js';
import type { Fault } from '../../kernel/faults.js';
import type { DraftCondition, DraftGroup, DraftNode, SegmentDraft } from './segment-draft.js';
import { MATCHES } from './segment-draft.js';
import { segmentSentence } from '../../archive/segment-sentence.js';
import { FIELD_OPTIONS, fieldOf, filterOf, inputOf, opOf, opsOf, splitLines } from './segment-terms.js';
import { valueKey } from '../../archive/segment-words.js';

/** One condition as its line of the builder. */
export interface ConditionLine {
  /** The beginning of its inputs' names. */
  readonly name: string;
  readonly removeStep: string;
  readonly isCondition: true;
  readonly fields: readonly { value: string; labelKey: string; chosen: boolean }[];
  readonly isAttribute: boolean;
  readonly attribute: string;
  readonly ops: readonly { value: string; labelKey: string; chosen: boolean }[];
  readonly input: string;
  readonly isStretch: boolean;
  readonly value: string;
  readonly to: string;
  readonly choices: readonly { value: string; labelKey: string; chosen: boolean }[];
  readonly faults: readonly Fault[];
}

export interface GroupLine {
  readonly name: string;
  readonly isGroup: true;
  readonly matches: readonly { value: string; labelKey: string; chosen: boolean }[];
  readonly lines: readonly ConditionLine[];
  readonly addStep: string;
  readonly removeStep: string;
}

export interface KeptLine {
  readonly name: string;
  readonly isKept: true;
  readonly json: string;
  readonly sentence: string;
  readonly removeStep: string;
}

/** The builder with what it stands for. */
export interface BuilderView {
  readonly matches: GroupLine['matches'];
  readonly lines: readonly (ConditionLine | GroupLine | KeptLine)[];
  /** What is wrong and belongs to no line. */
  readonly faults: readonly Fault[];
  /** The filter of all finished lines; null where one of them is wrong. */
  readonly segment: Segment | null;
  readonly sentence: string | null;
}

/** Lays a draft out; `isWhole`: unfinished lines are faults too, as on saving. */
export function builderView(draft: SegmentDraft, catalogue: Catalogue, isWhole = false): BuilderView {
  const { filter, paths } = filterOf(draft, !isWhole);
  const { segment, faults } = checkSegment(filter);
  const claimed = new Set<Fault>();
  const faultsOf = (node: DraftNode) => {
    const path = paths.get(node);
    const own = faults.filter(({ field }) => path !== undefined && field.startsWith(`${path}.`));
    if (node.kind !== 'group') own.forEach((fault) => claimed.add(fault));
    return own.map((fault) => ({ ...fault, field: fault.field.slice((path ?? '').length + 1) }));
  };
  const lines = draft.nodes.map((node, at) => {
    const place = { name: `nodes[${at}]`, removeStep: `remove.${at}` };
    if (node.kind === 'condition') return conditionLine(node, place, faultsOf(node));
    if (node.kind === 'group') return groupLine(node, at, faultsOf);
    return { ...place, isKept: true as const, json: node.json, sentence: keptSentence(node.json, catalogue) };
  });
  return {
    matches: matchOptions(draft.match),
    lines,
    faults: faults.filter((fault) => !claimed.has(fault)),
    segment,
    sentence: segment === null ? null : segmentSentence(segment, catalogue),
  };
}

function groupLine(group: DraftGroup, at: number, faultsOf: (node: DraftNode) => Fault[]): GroupLine {
  return {
    name: `nodes[${at}]`,
    isGroup: true,
    matches: matchOptions(group.match),
    lines: group.nodes.map((node, place) =>
      conditionLine(
        node,
        { name: `nodes[${at}][nodes][${place}]`, removeStep: `remove.${at}.${place}` },
        faultsOf(node),
      ),
    ),
    addStep: `add.${at}`,
    removeStep: `remove.${at}`,
  };
}

function conditionLine(
  condition: DraftCondition,
  place: { readonly name: string; readonly removeStep: string },
  faults: readonly Fault[],
): ConditionLine {
  const { kind, isStretch } = inputOf(condition);
  const op = opOf(condition);
  return {
    ...place,
    isCondition: true,
    fields: FIELD_OPTIONS.map((option) => ({ ...option, chosen: option.value === condition.field })),
    isAttribute: condition.field === 'attribute',
    attribute: condition.attribute,
    ops: opsOf(condition).map((one) => ({ value: one, labelKey: `archive.op.${one}`, chosen: one === op })),
    input: condition.field === '' ? '' : kind,
    isStretch,
    value: kind === 'lines' ? splitLines(condition.values).join('\n') : (condition.values[0] ?? ''),
    to: condition.to,
    choices: choicesOf(condition, kind),
    faults,
  };
}

function choicesOf(condition: DraftCondition, kind: string): ConditionLine['choices'] {
  if (kind === 'yes-no') {
    const chosen = condition.values[0] === 'no' ? 'no' : 'yes';
    return ['yes', 'no'].map((value) => ({
      value,
      labelKey: `console.segments.${value}`,
      chosen: value === chosen,
    }));
  }
  return (fieldOf(condition)?.values ?? []).map((value) => ({
    value,
    labelKey: valueKey(condition.field, value) ?? value,
    chosen: condition.values.includes(value),
  }));
}

function matchOptions(match: string): GroupLine['matches'] {
  return MATCHES.map((value) => ({ value, labelKey: `console.segments.match.${value}`, chosen: value === match }));
}

function keptSentence(json: string, catalogue: Catalogue): string {
  try {
    const { segment } = checkSegment(JSON.parse(json) as unknown);
    return segment === null ? json : segmentSentence(segment, catalogue);
  } catch {
    return json;
  }
}
