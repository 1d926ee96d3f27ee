import type { Column } from '../../archive/header-row.js';
import { FINDING_CODES } from '../../archive/import-findings.js';
import type { StoredFinding } from '../../archive/import.repository.js';
import { readStringsFiles } from '../../messages/strings.service.js';
import { mergeStrings } from '../../messages/merge-strings.js';
import { fieldName, maskEach, showFindings } from './finding-list.js';

const COLUMNS: readonly Column[] = [
  { header: '编号', target: { kind: 'field', field: 'customer_no' } },
  { header: '手机', target: { kind: 'field', field: 'phone' } },
  { header: '到期日', target: { kind: 'field', field: 'card_expires_on' } },
];
const finding = (over: Partial<StoredFinding>): StoredFinding => ({
  ...{
    id: 1,
    kind: 'reject',
    line: 6,
    field: 'card_expires_on',
    value: '2026-02-30',
    code: 'invalid-date',
    message: '',
  },
  cells: ['C5', '13800138000', '2026-02-30'],
  ...over,
});

describe('findings beside their lines', () => {
  it('mark the cell that is wrong and mask numbers that can be called', () => {
    expect(showFindings([finding({})], COLUMNS)).toMatchObject([
      {
        ...{ line: 6, textKey: 'finding.invalid-date', field: 'archive.field.cardExpiresOn', value: '2026-02-30' },
        cells: [
          { header: '编号', text: 'C5', isMarked: false },
          { header: '手机', text: '138****8000', isMarked: false },
          { header: '到期日', text: '2026-02-30', isMarked: true },
        ],
      },
    ]);
  });

  it('show a number that is no number as it stands, so that it can be mended', () => {
    const wrong = finding({ field: 'phone', value: '1.38E+10', code: 'digits-lost', cells: ['C5', '1.38E+10', ''] });
    expect(showFindings([wrong], COLUMNS)[0]).toMatchObject({
      value: '1.38E+10',
      cells: [{ text: 'C5' }, { text: '1.38E+10', isMarked: true }],
    });
    const several = { field: 'phone', value: '13800138000/13900139000', code: 'several-numbers', cells: null };
    expect(showFindings([finding(several)], COLUMNS)[0]?.value).toBe('138****8000/139****9000');
  });

  it('show the cells of a line that has more of them than headers, or none that was read', () => {
    const long = finding({ field: null, cells: ['C5', '', '', 'more'] });
    expect(showFindings([long], COLUMNS)[0]?.cells.map(({ header }) => header)).toEqual(['编号', '4']);
    expect(showFindings([finding({ cells: null })], null)[0]?.cells).toEqual([]);
  });

  it('name a field that has no name by itself', () => {
    expect([fieldName('attributes.年级'), fieldName(null), fieldName('phone2')]).toEqual([
      ...['年级', '', 'archive.field.phone2'],
    ]);
  });

  it('mask each address of a list', () => {
    expect(maskEach('13800138000, a@b.com')).toBe('138****8000, a***@b.com');
  });

  it('say for every code what to do, in both languages', () => {
    for (const locale of ['en', 'zh-CN'] as const) {
      const { catalogue } = mergeStrings(readStringsFiles(locale));
      const silent = FINDING_CODES.filter((code) => catalogue[`console.imports.advice.${code}`] === undefined);
      expect(silent).toEqual([]);
    }
  });
});
