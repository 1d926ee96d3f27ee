import { parseSegment } from '../../archive/segment-filter.js';
import { applyStep, draftOf, EMPTY_CONDITION, readDraft } from './segment-draft.js';
import { filterOf } from './segment-terms.js';

const SEGMENT = parseSegment({
  all: [
    { field: 'lifecycle', op: 'in', value: ['existing', 'lapsed'] },
    { field: 'lastServiceAt', op: 'withinDays', value: [-30, 0] },
    { field: 'birthday', op: 'withinDays', value: 7 },
    { field: 'visitIntervalDays', op: 'between', value: [10, 90] },
    { field: 'hasMobile', op: 'eq', value: true },
    { field: 'company', op: 'exists', value: false },
    { field: 'attributes.grade', op: 'eq', value: '三年级' },
    { field: 'attributes.code', op: 'eq', value: '007' },
    { field: 'attributes.visits', op: 'gte', value: 12 },
    {
      any: [
        { field: 'city', op: 'eq', value: '南昌' },
        { field: 'tags', op: 'in', value: ['VIP'] },
      ],
    },
    { none: [{ any: [{ field: 'name', op: 'contains', value: '测试' }] }] },
  ],
});

describe('a segment on the way to its builder and back', () => {
  it('stays the same, deeper nesting included', () => {
    expect(filterOf(draftOf(SEGMENT), false).filter).toEqual(SEGMENT);
    expect(
      draftOf(SEGMENT)
        .nodes.map(({ kind }) => kind)
        .slice(-2),
    ).toEqual(['group', 'kept']);
  });

  it('stays the same through a posted form', () => {
    const draft = draftOf({ any: [{ field: 'gender', op: 'in', value: ['male', 'female'] }] });
    const posted = { match: 'any', nodes: { 0: { field: 'gender', op: 'in', value: ['male', 'female'] } } };
    expect(readDraft(posted)).toEqual(draft);
    const nested = { match: 'all', nodes: [{ match: 'none', nodes: [{ field: 'city', op: 'eq', value: ' 南昌 ' }] }] };
    expect(filterOf(readDraft(nested), false).filter).toEqual({
      all: [{ none: [{ field: 'city', op: 'eq', value: '南昌' }] }],
    });
  });
});

describe('the steps of the builder', () => {
  const empty = { match: 'all' as const, nodes: [] };

  it('add and take away conditions and groups', () => {
    const grown = ['add', 'add-group', 'add.1'].reduce(applyStep, empty as ReturnType<typeof readDraft>);
    expect(grown.nodes).toEqual([
      EMPTY_CONDITION,
      { kind: 'group', match: 'any', nodes: [EMPTY_CONDITION, EMPTY_CONDITION] },
    ]);
    const smaller = ['remove.1.0', 'remove.0'].reduce(applyStep, grown);
    expect(smaller.nodes).toEqual([{ kind: 'group', match: 'any', nodes: [EMPTY_CONDITION] }]);
  });

  it('leave a draft as it is when they mean nothing', () => {
    for (const step of ['', 'save', 'remove.9', 'add.0']) expect(applyStep(empty, step)).toEqual(empty);
  });
});

describe('a draft that is not finished', () => {
  const draft = readDraft({
    match: 'all',
    nodes: [{ field: '' }, { field: 'city', op: 'eq', value: '' }, { field: 'gender', op: 'contains', value: 'male' }],
  });

  it('is counted by what is finished, and saved only as a whole', () => {
    expect(filterOf(draft, true).filter).toEqual({ all: [{ field: 'gender', op: 'eq', value: 'male' }] });
    expect(filterOf(draft, false).filter).toMatchObject({ all: [{ field: 'city' }, { field: 'gender' }] });
  });
});
