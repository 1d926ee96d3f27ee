import { segmentField, SEGMENT_FIELD_NAMES } from '../../archive/segment-fields.js';
import { mergeStrings } from '../../messages/merge-strings.js';
import { readStringsFiles } from '../../messages/strings.service.js';
import { draftOf, readDraft } from './segment-draft.js';
import { builderView } from './segment-page.js';
import { segmentSentence } from '../../archive/segment-sentence.js';
import { FIELD_OPTIONS, inputOf } from './segment-terms.js';
import { valueKey } from '../../archive/segment-words.js';

const en = mergeStrings(readStringsFiles('en')).catalogue;
const zh = mergeStrings(readStringsFiles('zh-CN')).catalogue;

describe('the words of segments', () => {
  it.each([
    [{ all: [] }, 'Everyone', '所有客户'],
    [{ any: [] }, 'Nobody', '没有客户'],
    [
      {
        all: [
          { field: 'lifecycle', op: 'in', value: ['existing', 'lapsed'] },
          { field: 'hasMobile', op: 'eq', value: true },
        ],
      },
      'Lifecycle is one of “Existing”, “Lapsed” and Has a mobile number is yes',
      '客户状态属于“现有客户”、“流失客户”，且有手机号等于是',
    ],
    [
      {
        any: [
          { field: 'lastServiceAt', op: 'withinDays', value: 30 },
          { none: [{ field: 'company', op: 'exists', value: true }] },
        ],
      },
      'Last service within the last 30 days or none of this: Company is filled in',
      '最近服务时间在最近 30 天内，或以下均不成立：单位已填写',
    ],
    [
      { all: [{ field: 'consent.sms.service', op: 'eq', value: 'granted' }] },
      'Consent to SMS (service) is “Granted”',
      '短信同意（服务）等于“已同意”',
    ],
  ] as const)('say %j', (segment, english, chinese) => {
    expect([segmentSentence(segment, en), segmentSentence(segment, zh)]).toEqual([english, chinese]);
  });

  it('name every field and every value in both languages', () => {
    const values = SEGMENT_FIELD_NAMES.flatMap((name) =>
      (segmentField(name)?.values ?? []).map((value) => valueKey(name, value) ?? `${name} ${value}`),
    );
    const keys = [...FIELD_OPTIONS.map(({ labelKey }) => labelKey), ...values];
    expect(keys.filter((key) => en[key] === undefined || zh[key] === undefined)).toEqual([]);
  });
});

describe('the builder', () => {
  it.each([
    [
      { field: 'lifecycle', op: 'eq' },
      { kind: 'choice', isStretch: false },
    ],
    [
      { field: 'lifecycle', op: 'in' },
      { kind: 'choices', isStretch: false },
    ],
    [
      { field: 'city', op: 'in' },
      { kind: 'lines', isStretch: false },
    ],
    [
      { field: 'birthday', op: 'between' },
      { kind: 'date', isStretch: true },
    ],
    [
      { field: 'birthday', op: 'withinDays' },
      { kind: 'days', isStretch: true },
    ],
    [
      { field: 'visitIntervalDays', op: 'gt' },
      { kind: 'number', isStretch: false },
    ],
    [
      { field: 'deceased', op: 'eq' },
      { kind: 'yes-no', isStretch: false },
    ],
    [
      { field: 'company', op: 'exists' },
      { kind: 'yes-no', isStretch: false },
    ],
    [
      { field: 'attribute', attribute: 'x', op: 'contains' },
      { kind: 'text', isStretch: false },
    ],
  ])('asks for the value of %j by its type', (condition, input) => {
    const [node] = readDraft({ nodes: [condition] }).nodes;
    expect(node?.kind === 'condition' && inputOf(node)).toEqual(input);
  });

  it('shows a fault beside its condition, nested ones too', () => {
    const nodes = [
      { field: '' },
      { field: 'visitIntervalDays', op: 'gt', value: 'many' },
      {
        match: 'any',
        nodes: [
          { field: 'city', op: 'eq', value: 'x' },
          { field: 'birthday', op: 'eq', value: 'soon' },
        ],
      },
    ];
    const view = builderView(readDraft({ match: 'all', nodes }), en);
    expect(view).toMatchObject({
      ...{ segment: null, sentence: null, faults: [] },
      lines: [
        { faults: [] },
        { faults: [{ field: 'value', code: 'segment-value' }] },
        { lines: [{ faults: [] }, { faults: [{ field: 'value', code: 'segment-value' }] }] },
      ],
    });
  });

  it('keeps deeper nesting as text, and says what the whole stands for', () => {
    const deep = { none: [{ any: [{ field: 'city', op: 'eq', value: 'x' }] }] } as const;
    const view = builderView(draftOf({ all: [deep] }), en);
    expect(view.lines).toMatchObject([{ isKept: true, sentence: 'none of this: City is “x”' }]);
    expect(view.segment).toEqual({ all: [deep] });
    const broken = builderView(readDraft({ nodes: [{ kept: 'nonsense' }] }), en);
    expect(broken.segment).toBeNull();
    expect(broken.faults).toHaveLength(1);
  });
});
