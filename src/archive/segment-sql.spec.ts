import fc from 'fast-check';
import { OPS_OF_TYPE, SEGMENT_FIELD_NAMES, segmentField } from './segment-fields.js';
import type { SegmentOp } from './segment-fields.js';
import { parseSegment } from './segment-filter.js';
import { compileSegment } from './segment-sql.js';

const time = { now: new Date('2026-11-23T01:00:00Z'), zone: 'Asia/Shanghai' };
const compile = (field: string, op: string, value?: unknown, before = 0) =>
  compileSegment(parseSegment({ all: [{ field, op, value }] }), time, before);

describe('the SQL of a segment', () => {
  it('puts values only into parameters, numbered after those of the statement', () => {
    expect(compile('memberLevel', 'eq', '金卡', 3)).toEqual({ sql: '(c.member_level = $4::text)', params: ['金卡'] });
  });

  it('is everyone, nobody and everyone for empty all, any and none', () => {
    const sql = (input: unknown) => compileSegment(parseSegment(input), time).sql;
    expect(sql({ all: [] })).toBe('TRUE');
    expect(sql({ any: [] })).toBe('FALSE');
    expect(sql({ none: [] })).toBe('NOT coalesce(FALSE, FALSE)');
  });

  it('keeps customers without a value among those who do not have it', () => {
    expect(compile('memberLevel', 'ne', '金卡').sql).toContain('IS DISTINCT FROM');
    expect(compile('memberLevel', 'notIn', ['金卡']).sql).toContain('IS NULL OR');
  });

  it('reads a date as a whole day of the organisation', () => {
    expect(compile('lastServiceAt', 'lte', '2026-11-20')).toEqual({
      sql: '(c.last_service_at < $1::timestamptz)',
      params: ['2026-11-20T16:00:00.000Z'],
    });
    expect(compile('lastServiceAt', 'gt', '2026-11-20').params).toEqual(['2026-11-20T16:00:00.000Z']);
    expect(compile('lastServiceAt', 'lt', '2026-11-20').params).toEqual(['2026-11-19T16:00:00.000Z']);
  });

  it('reads an instant as it is', () => {
    expect(compile('lastServiceAt', 'lte', '2026-11-20T10:00:00+08:00')).toEqual({
      sql: '(c.last_service_at <= $1::timestamptz)',
      params: ['2026-11-20T02:00:00.000Z'],
    });
  });

  it('looks back for what happened and ahead for what is to come', () => {
    expect(compile('lastServiceAt', 'withinDays', 3).params).toEqual([
      '2026-11-19T16:00:00.000Z',
      '2026-11-23T16:00:00.000Z',
    ]);
    expect(compile('cardExpiresOn', 'withinDays', 30).params).toEqual(['2026-11-23', '2026-12-23']);
    expect(compile('cardExpiresOn', 'withinDays', [-7, 30]).params).toEqual(['2026-11-16', '2026-12-23']);
  });

  it('counts birthdays without their year', () => {
    expect(compile('birthday', 'withinDays', 2).params).toEqual([['11-23', '11-24', '11-25']]);
  });

  it('keeps a null out of the way of its negation', () => {
    const segment = parseSegment({ none: [{ field: 'memberLevel', op: 'eq', value: '金卡' }] });
    expect(compileSegment(segment, time).sql).toBe('NOT coalesce((c.member_level = $1::text), FALSE)');
  });

  it('never holds a word that a person wrote, whatever the field, the operator and the text', () => {
    const fields = [...SEGMENT_FIELD_NAMES.filter((name) => !name.includes('<')), 'attributes.'];
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(`' OR 1=1 --`, `"; DROP TABLE customers; --`, `$1`, `\\'`, `{"a"`, `$$`),
    );
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.nat(), value, value, (name, at, first, second) => {
        const texts = [first, second].map((word) => compileWith(name, at, word));
        // The text depends on the shape alone: two values give one and the same statement.
        expect(texts[0]).toBe(texts[1]);
      }),
      { numRuns: 500 },
    );
  });
});

/** SQL for one condition whose attribute name and value carry the word, where the field's type lets it in. */
function compileWith(name: string, at: number, word: string): string {
  const text = `x${word.replaceAll('\0', '')}`;
  const field = name === 'attributes.' ? `attributes.${text.slice(0, 50)}` : name;
  const type = segmentField(field)?.type ?? 'text';
  const ops = OPS_OF_TYPE[type];
  const op = ops[at % ops.length] ?? 'eq';
  const known = segmentField(field);
  return compile(field, op, valueFor(op, known?.values?.[0] ?? SAMPLES[type] ?? text)).sql;
}

const SAMPLES: Partial<Record<string, string | number | boolean>> = {
  date: '2026-11-23',
  birthday: '1990-02-28',
  instant: '2026-11-23',
  boolean: true,
  number: 5,
};

function valueFor(op: SegmentOp, one: string | number | boolean): unknown {
  if (op === 'exists') return true;
  if (op === 'withinDays') return [-1, 1];
  if (op === 'in' || op === 'notIn') return [one];
  if (op === 'between') return [one, one];
  return one;
}
