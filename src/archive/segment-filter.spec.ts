import { InputError } from '../kernel/faults.js';
import { checkSegment, parseSegment } from './segment-filter.js';

const condition = (field: unknown, op: unknown, value?: unknown) => ({ all: [{ field, op, value }] });
const faultsOf = (input: unknown, path?: string) => checkSegment(input, path).faults;

describe('a segment', () => {
  it('keeps nested groups as they were written', () => {
    const segment = {
      all: [
        { field: 'lifecycle', op: 'in', value: ['existing'] },
        {
          any: [
            { field: 'memberLevel', op: 'eq', value: '金卡' },
            { none: [{ field: 'tags', op: 'contains', value: 'VIP' }] },
          ],
        },
      ],
    };
    expect(parseSegment(segment)).toEqual(segment);
  });

  it('takes an empty group of each kind', () => {
    expect([parseSegment({ all: [] }), parseSegment({ any: [] }), parseSegment({ none: [] })]).toHaveLength(3);
  });

  it('understands exists without a value as true', () => {
    expect(parseSegment({ all: [{ field: 'company', op: 'exists' }] })).toEqual(condition('company', 'exists', true));
  });

  it('brings texts to NFC, as the archive keeps them', () => {
    expect(parseSegment(condition('name', 'eq', 'Jose\u0301'))).toEqual(condition('name', 'eq', 'José'));
  });

  it('names every fault at once, each with its path', () => {
    const faults = faultsOf(
      {
        all: [
          { field: 'lifecyle', op: 'in', value: ['existing'] },
          { field: 'lifecycle', op: 'in', value: ['gone'] },
          { any: [{ field: 'birthday', op: 'like', value: 1 }, 7], extra: 1 },
          { field: 'hasMobile', op: 'contains', value: 'x', note: '' },
        ],
      },
      'segment',
    );
    expect(faults.map(({ field, code }) => [field, code])).toEqual([
      ['segment.all[0].field', 'unknown-field'],
      ['segment.all[1].value', 'segment-value'],
      ['segment.all[2].extra', 'unknown-key'],
      ['segment.all[2].any[0].op', 'unknown-op'],
      ['segment.all[2].any[1]', 'condition-shape'],
      ['segment.all[3].note', 'unknown-key'],
      ['segment.all[3].op', 'op-of-type'],
    ]);
  });

  it('lists the legal fields, in camelCase, where one is not known', () => {
    const [fault] = faultsOf(condition('member_level', 'eq', '金卡'));
    expect(fault?.message).toContain('"member_level" is not a field');
    expect(fault?.message).toContain('memberLevel');
    expect(fault?.message).toContain('attributes.<name>');
  });

  it('throws all its faults as one input error', () => {
    expect(() => parseSegment(condition('x', 'y', 1))).toThrow(InputError);
  });

  it.each([
    ['a list', []],
    ['nothing', null],
    ['two kinds', { all: [], any: [] }],
    ['no kind', {}],
    ['a bare condition', { field: 'name', op: 'eq', value: 'x' }],
    ['a group that is no list', { all: {} }],
  ])('refuses %s at its top', (_, input) => {
    expect(faultsOf(input).length).toBeGreaterThan(0);
  });

  it.each([
    ['cardExpiresOn', 'lt', '2026-02-30'],
    ['cardExpiresOn', 'lt', 20261231],
    ['lastServiceAt', 'gte', '2026-11-20 10:00'],
    ['lastServiceAt', 'withinDays', 1.5],
    ['lastServiceAt', 'withinDays', -3],
    ['birthday', 'withinDays', [3, 1]],
    ['memberLevel', 'eq', null],
    ['memberLevel', 'eq', 'a\0b'],
    ['memberLevel', 'eq', '\ud800'],
    ['memberLevel', 'in', '金卡'],
    ['visitIntervalDays', 'between', [1]],
    ['hasEmail', 'eq', 'true'],
    ['attributes.size', 'between', [1, 'x']],
    ['tags', 'contains', ''],
    ['name', 'exists', 'yes'],
  ])('refuses %s %s %j and says what it takes', (field, op, value) => {
    expect(faultsOf(condition(field, op, value))).toEqual([
      {
        field: 'all[0].value',
        code: 'segment-value',
        message: expect.stringContaining(`${field} ${op} takes`) as string,
      },
    ]);
  });

  it.each(['__proto__', 'constructor', 'attributes.', 'attributes', 'c.name', 'name; DROP TABLE customers', ''])(
    'does not know a field %j',
    (field) => {
      expect(faultsOf(condition(field, 'eq', 'x')).map(({ code }) => code)).toEqual(['unknown-field']);
    },
  );

  it('refuses nesting and length without end', () => {
    let deep: unknown = { all: [] };
    for (let level = 0; level < 2000; level += 1) deep = { all: [deep] };
    expect(faultsOf(deep).map(({ code }) => code)).toEqual(['segment-depth']);
    const long = { any: Array.from({ length: 600 }, () => ({ field: 'name', op: 'eq', value: 'x' })) };
    expect(faultsOf(long).map(({ code }) => code)).toEqual(['segment-size']);
  });
});
