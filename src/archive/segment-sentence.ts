import { segmentField } from './segment-fields.js';
import type { Segment, SegmentCondition, SegmentNode } from './segment-filter.js';
import type { SegmentValue } from './segment-value.js';
import { translate, type Catalogue } from '../kernel/catalogue.js';
import type { ReasonValue } from '../kernel/reason.js';
import { fieldKey, valueKey } from './segment-words.js';

type Say = (key: string, params?: Readonly<Record<string, ReasonValue>>) => string;

/** A segment in a sentence of the reader's language. */
export function segmentSentence(segment: Segment, catalogue: Catalogue): string {
  const say: Say = (key, params) => translate(catalogue, key, params);
  return groupSentence(segment, say, false);
}

function groupSentence(group: Segment, say: Say, isNested: boolean): string {
  const members = 'all' in group ? group.all : 'any' in group ? group.any : group.none;
  if (members.length === 0) return say('any' in group ? 'archive.segment.nobody' : 'archive.segment.everyone');
  const list = members.map((node) => nodeSentence(node, say));
  if ('none' in group) return say('archive.segment.none-of', { list: list.join(say('archive.segment.or')) });
  const text = list.join(say('all' in group ? 'archive.segment.and' : 'archive.segment.or'));
  return isNested && list.length > 1 ? say('archive.segment.together', { list: text }) : text;
}

function nodeSentence(node: SegmentNode, say: Say): string {
  return 'field' in node ? conditionSentence(node, say) : groupSentence(node, say, true);
}

function conditionSentence({ field, op, value }: SegmentCondition, say: Say): string {
  const name = field.startsWith('attributes.') ? field.slice('attributes.'.length) : say(fieldKey(field));
  if (op === 'exists') {
    return say(value === false ? 'archive.segment.is-empty' : 'archive.segment.is-filled', { field: name });
  }
  if (op === 'withinDays') return daysSentence(name, field, value, say);
  const words = (Array.isArray(value) ? value : [value]).map((one) => wordOf(field, one, say));
  const joined = words.join(say(op === 'between' ? 'archive.segment.to' : 'archive.segment.comma'));
  return say('archive.segment.condition', { field: name, op: say(`archive.op.${op}`), value: joined });
}

function daysSentence(name: string, field: string, value: SegmentValue, say: Say): string {
  if (Array.isArray(value)) {
    const [from = 0, to = 0] = value as readonly number[];
    return say('archive.segment.days-between', { field: name, from, to });
  }
  const isBack = segmentField(field)?.looks === 'back';
  return say(isBack ? 'archive.segment.last-days' : 'archive.segment.next-days', { field: name, n: Number(value) });
}

function wordOf(field: string, value: string | number | boolean, say: Say): string {
  if (typeof value === 'boolean') return say(value ? 'archive.segment.yes' : 'archive.segment.no');
  if (typeof value === 'number') return String(value);
  const key = valueKey(field, value);
  return say('archive.segment.quoted', { text: key === null ? value : say(key) });
}
