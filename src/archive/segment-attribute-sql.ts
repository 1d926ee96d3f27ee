import { dayWindow } from './segment-days.js';
import type { SegmentTime } from './segment-days.js';
import type { SegmentField } from './segment-fields.js';
import type { SegmentCondition } from './segment-filter.js';
import type { SqlParameters } from './sql-parameters.js';
import type { SegmentScalar } from './segment-value.js';

const COMPARISONS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/**
 * A condition on a custom attribute, kept as JSON: numbers compare with numbers only, texts (dates among them,
 * written YYYY-MM-DD) in code point order; a value of another type does not hold and never fails the statement.
 */
export function attributeSql(
  field: SegmentField,
  { op, value }: SegmentCondition,
  time: SegmentTime,
  params: SqlParameters,
): string {
  const name = `${params.add(field.attribute ?? '')}::text`;
  const json = `(${field.sql} -> ${name})`;
  const text = `(${field.sql} ->> ${name})`;
  const list = Array.isArray(value) ? value : [value as SegmentScalar];
  switch (op) {
    case 'exists':
      return `nullif(${text}, '') ${value === false ? 'IS NULL' : 'IS NOT NULL'}`;
    case 'contains':
      return containsSql(json, text, `${params.add(value)}::text`);
    case 'withinDays': {
      const { first, last } = dayWindow(value, field.looks, time);
      const day = `CASE WHEN ${text} ~ '^\\d{4}-\\d{2}-\\d{2}' THEN left(${text}, 10) COLLATE "C" END`;
      return `(${day}) BETWEEN ${params.add(first)}::text AND ${params.add(last)}::text`;
    }
    case 'between':
      return `(${compareSql(json, text, '>=', list[0], params)} AND ${compareSql(json, text, '<=', list[1], params)})`;
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return compareSql(json, text, COMPARISONS[op], list[0], params);
    default: {
      const among = `${json} = ANY(${params.add(list.map((entry) => JSON.stringify(entry)))}::jsonb[])`;
      return op === 'ne' || op === 'notIn' ? `NOT coalesce(${among}, FALSE)` : among;
    }
  }
}

function containsSql(json: string, text: string, wanted: string): string {
  return (
    `CASE jsonb_typeof(${json}) WHEN 'array' THEN jsonb_exists(${json}, ${wanted}) ` +
    `ELSE strpos(lower(${text}), lower(${wanted})) > 0 END`
  );
}

function compareSql(
  json: string,
  text: string,
  sign: string,
  value: SegmentScalar | undefined,
  params: SqlParameters,
): string {
  if (typeof value === 'number') {
    const asNumber = `CASE WHEN jsonb_typeof(${json}) = 'number' THEN ${text}::numeric END`;
    return `(${asNumber}) ${sign} ${params.add(value)}::numeric`;
  }
  const asText = `CASE WHEN jsonb_typeof(${json}) = 'string' THEN ${text} COLLATE "C" END`;
  return `(${asText}) ${sign} ${params.add(String(value))}::text`;
}
