import { attributeSql } from './segment-attribute-sql.js';
import { birthdaysWithin, dayWindow, stretchOf } from './segment-days.js';
import type { SegmentTime } from './segment-days.js';
import { segmentField } from './segment-fields.js';
import type { SegmentField } from './segment-fields.js';
import type { Segment, SegmentCondition, SegmentNode } from './segment-filter.js';
import { SqlParameters } from './sql-parameters.js';
import type { SqlParameter } from './sql-parameters.js';

export interface SegmentSql {
  /** A boolean expression over alias `c` = customers. */
  readonly sql: string;
  readonly params: readonly SqlParameter[];
}

/**
 * Compiles a segment to parameterised SQL; `before` is how many parameters the statement has already.
 * Nothing that a person wrote becomes part of the text.
 */
export function compileSegment(segment: Segment, time: SegmentTime, before = 0): SegmentSql {
  const params = new SqlParameters(before);
  return { sql: groupSql(segment, time, params), params: params.values };
}

function groupSql(segment: Segment, time: SegmentTime, params: SqlParameters): string {
  if ('all' in segment) return joined(segment.all, ' AND ', 'TRUE', time, params);
  if ('any' in segment) return joined(segment.any, ' OR ', 'FALSE', time, params);
  // What is unknown does not hold, so its negation does: otherwise empty fields would vanish from both sides.
  return `NOT coalesce(${joined(segment.none, ' OR ', 'FALSE', time, params)}, FALSE)`;
}

function joined(
  nodes: readonly SegmentNode[],
  operator: string,
  empty: string,
  time: SegmentTime,
  params: SqlParameters,
): string {
  if (nodes.length === 0) return empty;
  const parts = nodes.map((node) =>
    'field' in node ? conditionSql(node, time, params) : groupSql(node, time, params),
  );
  return `(${parts.join(operator)})`;
}

function conditionSql(condition: SegmentCondition, time: SegmentTime, params: SqlParameters): string {
  const field = segmentField(condition.field);
  if (!field) return 'FALSE';
  switch (field.type) {
    case 'attribute':
      return attributeSql(field, condition, time, params);
    case 'instant':
      return instantSql(field, condition, time, params);
    case 'tags':
      return tagsSql(field, condition, params);
    case 'birthday':
      return condition.op === 'withinDays'
        ? birthdaySql(field, condition, time, params)
        : plainSql(field, condition, time, params);
    default:
      return plainSql(field, condition, time, params);
  }
}

const COMPARISONS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
const CASTS = { text: 'text', enum: 'text', date: 'date', birthday: 'date', boolean: 'boolean', number: 'numeric' };

function plainSql(field: SegmentField, { op, value }: SegmentCondition, time: SegmentTime, params: SqlParameters) {
  const cast = CASTS[field.type as keyof typeof CASTS];
  const one = (single: SqlParameter): string => `${params.add(single)}::${cast}`;
  switch (op) {
    case 'eq':
      return `${field.sql} = ${one(value)}`;
    case 'ne':
      return `${field.sql} IS DISTINCT FROM ${one(value)}`;
    case 'in':
      return `${field.sql} = ANY(${params.add(value)}::${cast}[])`;
    case 'notIn':
      return `(${field.sql} IS NULL OR ${field.sql} <> ALL(${params.add(value)}::${cast}[]))`;
    case 'between': {
      const [from, to] = pair(value);
      return `${field.sql} BETWEEN ${one(from)} AND ${one(to)}`;
    }
    case 'contains':
      return `strpos(lower(${field.sql}), lower(${one(value)})) > 0`;
    case 'exists':
      return existsSql(`nullif(${field.sql}::text, '')`, value);
    case 'withinDays': {
      const { first, last } = dayWindow(value, field.looks, time);
      return `${field.sql} BETWEEN ${one(first)} AND ${one(last)}`;
    }
    default:
      return `${field.sql} ${COMPARISONS[op]} ${one(value)}`;
  }
}

function tagsSql(field: SegmentField, { op, value }: SegmentCondition, params: SqlParameters): string {
  if (op === 'exists') return existsSql(`nullif(${field.sql}, '{}')`, value);
  if (op === 'contains') return `${field.sql} @> ARRAY[${params.add(value)}::text]`;
  const overlap = `${field.sql} && ${params.add(value)}::text[]`;
  return op === 'notIn' ? `NOT (${overlap})` : overlap;
}

function birthdaySql(field: SegmentField, { value }: SegmentCondition, time: SegmentTime, params: SqlParameters) {
  const { first, last } = dayWindow(value, field.looks, time);
  return `to_char(${field.sql}, 'MM-DD') = ANY(${params.add(birthdaysWithin(first, last))}::text[])`;
}

/** A date means its whole local day: `lte` includes all of it, `gt` begins after it. */
function instantSql(field: SegmentField, { op, value }: SegmentCondition, time: SegmentTime, params: SqlParameters) {
  if (op === 'exists') return existsSql(field.sql, value);
  const compare = (sign: string, at: string): string => `${field.sql} ${sign} ${params.add(at)}::timestamptz`;
  if (op === 'between' || op === 'withinDays') {
    const [first, last] = op === 'between' ? pair(value) : windowPair(value, field, time);
    return `(${compare('>=', stretchOf(String(first), time.zone).from)} AND ${until(String(last), time, compare)})`;
  }
  const { from, to, wholeDay } = stretchOf(String(value), time.zone);
  switch (op) {
    case 'lt':
    case 'gte':
      return compare(COMPARISONS[op], from);
    case 'gt':
      return compare(wholeDay ? '>=' : '>', to);
    case 'lte':
      return compare(wholeDay ? '<' : '<=', to);
    default: {
      const within = wholeDay ? `(${compare('>=', from)} AND ${compare('<', to)})` : compare('=', from);
      return op === 'ne' ? `NOT coalesce(${within}, FALSE)` : within;
    }
  }
}

function until(last: string, time: SegmentTime, compare: (sign: string, at: string) => string): string {
  const { to, wholeDay } = stretchOf(last, time.zone);
  return compare(wholeDay ? '<' : '<=', to);
}

function windowPair(value: SqlParameter, field: SegmentField, time: SegmentTime): [string, string] {
  const { first, last } = dayWindow(value, field.looks, time);
  return [first, last];
}

function existsSql(expression: string, value: SqlParameter): string {
  return `${expression} ${value === false ? 'IS NULL' : 'IS NOT NULL'}`;
}

function pair(value: SqlParameter): [SqlParameter, SqlParameter] {
  const [from, to] = Array.isArray(value) ? value : [];
  return [from ?? '', to ?? ''];
}
