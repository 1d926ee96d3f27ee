import { segmentField } from '../archive/segment-fields.js';
import type { Segment, SegmentCondition, SegmentNode } from '../archive/segment-filter.js';
import type { SegmentValue } from '../archive/segment-value.js';
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
  if (members.length === 0) return say('any' in group ? 'console.segments.nobody' : 'console.segments.everyone');
  const list = members.map((node) => nodeSentence(node, say));
  if ('none' in group) return say('console.segments.none-of', { list: list.join(say('console.segments.or')) });
  const text = list.join(say('all' in group ? 'console.segments.and' : 'console.segments.or'));
  return isNested && list.length > 1 ? say('console.segments.together', { list: text }) : text;
}

function nodeSentence(node: SegmentNode, say: Say): string {
  return 'field' in node ? conditionSentence(node, say) : groupSentence(node, say, true);
}

function conditionSentence({ field, op, value }: SegmentCondition, say: Say): string {
  const name = field.startsWith('attributes.') ? field.slice('attributes.'.length) : say(fieldKey(field));
  if (op === 'exists') {
    return say(value === false ? 'console.segments.is-empty' : 'console.segments.is-filled', { field: name });
  }
  if (op === 'withinDays') return daysSentence(name, field, value, say);
  const words = (Array.isArray(value) ? value : [value]).map((one) => wordOf(field, one, say));
  const joined = words.join(say(op === 'between' ? 'console.segments.to' : 'console.segments.comma'));
  return say('console.segments.condition', { field: name, op: say(`archive.op.${op}`), value: joined });
}

function daysSentence(name: string, field: string, value: SegmentValue, say: Say): string {
  if (Array.isArray(value)) {
    const [from = 0, to = 0] = value as readonly number[];
    return say('console.segments.days-between', { field: name, from, to });
  }
  const isBack = segmentField(field)?.looks === 'back';
  return say(isBack ? 'console.segments.last-days' : 'console.segments.next-days', { field: name, n: Number(value) });
}

function wordOf(field: string, value: string | number | boolean, say: Say): string {
  if (typeof value === 'boolean') return say(value ? 'console.segments.yes' : 'console.segments.no');
  if (typeof value === 'number') return String(value);
  const key = valueKey(field, value);
  return say('console.segments.quoted', { text: key === null ? value : say(key) });
}
