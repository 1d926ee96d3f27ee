import type { ImportDraft } from '../../archive/import-draft.repository.js';
import type { ImportPreview } from '../../archive/import-preview.js';
import { checkPage, isReadable } from './check-page.js';

const NOW = new Date('2026-11-23T01:00:00Z');
const draft = (options = {}): ImportDraft => ({
  ...{ id: 3, file: 'list.csv', path: '/x', options, rehearsalId: null, importId: null },
  ...{ createdBy: 'user:x', createdAt: NOW },
});
const rows = [
  { line: 1, cells: ['编号', '手机', '称呼'] },
  { line: 2, cells: ['C1', '13800138000', '三哥'] },
];
const preview = (over: Partial<ImportPreview> = {}): ImportPreview => ({
  ...{ kind: 'csv', encoding: 'gb18030', decidedBy: 'fallback', isWhole: true, delimiter: ',', sheets: [], sheet: '' },
  ...{ headerLine: 1, headerCandidates: [{ line: 1, cells: ['编号', '手机', '称呼'], knownHeaders: 2 }], mapping: {} },
  alternatives: ['gb18030', 'big5', 'utf-8'].map((encoding) => ({ encoding, fits: encoding !== 'utf-8', rows })),
  columns: [
    { header: '编号', target: { kind: 'field', field: 'customer_no' } },
    { header: '手机', target: { kind: 'field', field: 'phone' } },
    { header: '称呼', target: { kind: 'attribute', name: 'nickname' } },
  ],
  ...{ rows: rows.slice(1), faults: [], refusal: null, warnings: [] },
  ...over,
});
const parts = { faults: [], rehearsal: null, findings: null, now: NOW };

describe('the second step of an import', () => {
  it('shows what each header becomes, with examples whose numbers are masked', () => {
    expect(checkPage(draft(), preview(), parts).headers).toEqual([
      { at: 0, header: '编号', target: 'customer_no', attribute: '', samples: ['C1'] },
      { at: 1, header: '手机', target: 'phone', attribute: '', samples: ['138****8000'] },
      { at: 2, header: '称呼', target: 'attr', attribute: 'nickname', samples: ['三哥'] },
    ]);
  });

  it('puts encodings beside each other only where they are in doubt', () => {
    const sure = checkPage(draft(), preview(), parts);
    expect([sure.encodings, sure.otherEncodings].map((list) => list.map(({ label }) => label))).toEqual([
      ['gb18030'],
      ['big5', 'utf-8'],
    ]);
    const warning = { line: 2, field: 'encoding', value: 'gb18030, big5', code: 'encoding-undecidable', message: '' };
    const doubtful = checkPage(draft(), preview({ warnings: [warning] }), parts);
    expect(doubtful.encodings.map(({ label }) => label)).toEqual(['gb18030', 'big5']);
    expect(doubtful.isEncodingDoubtful).toBe(true);
    expect(doubtful.encodings[0]?.rows[1]?.cells[1]).toBe('138****8000');
  });

  it('leaves a found encoding to the whole file, and keeps one that was named', () => {
    expect(checkPage(draft(), preview(), parts).encodings[0]?.value).toBe('auto');
    expect(checkPage(draft({ encoding: 'gb18030' }), preview(), parts).encodings[0]?.value).toBe('gb18030');
  });

  it('says what keeps the file out, also where nothing of it can be shown', () => {
    const fault = { field: 'customer_no', code: 'missing-column', message: '' };
    expect(checkPage(draft(), preview({ faults: [fault] }), parts).troubles).toEqual({
      faults: [{ key: 'import.fault.missing-column', field: 'archive.field.customerNo' }],
      reason: null,
    });
    const damaged = { field: 'file', code: 'damaged-file', message: '' };
    const page = checkPage(draft(), null, { ...parts, faults: [damaged] });
    expect([page.troubles?.faults[0]?.key, page.headers, page.mayStart]).toEqual([
      ...['import.fault.damaged-file', [], false],
    ]);
    expect([isReadable(null), isReadable(preview()), isReadable(preview({ faults: [fault] }))]).toEqual([
      ...[false, true, false],
    ]);
  });
});
