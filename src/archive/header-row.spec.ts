import { InputError, RefusedError } from '../kernel/faults.js';
import { fieldOfHeader } from './header-names.js';
import { chooseSheet, findLayout, type FilePeek } from './header-layout.js';
import { headerSignature, readColumns } from './header-row.js';

const SAMPLE = ['客户编号', '姓名', '性别', '联系电话', '邮箱', '会员等级', '到期日', '地区', '产品', '最近服务时间'];
const rows = (...lines: string[][]) => lines.map((cells, index) => ({ line: index + 1, cells }));
const layout = (lines: string[][], headerRow?: number) =>
  findLayout({ name: '', sample: rows(...lines), rowCount: null }, { headerRow, key: 'customer_no', mapping: {} });

describe('headers', () => {
  it.each([
    ['客户编号', 'customer_no'],
    ['Customer No', 'customer_no'],
    ['customer_no', 'customer_no'],
    ['联系电话（必填）', 'phone'],
    ['手机号码', 'phone'],
    ['E-mail', 'email'],
    ['\ufeff姓名', 'name'],
    ['到期日', 'card_expires_on'],
    ['地区', 'region'],
    ['最近服务时间', 'last_service_at'],
    ['负责客服', 'owner_agent_no'],
    ['consent_marketing', 'consent_marketing'],
    ['favourite colour', null],
    ['__proto__', null],
    ['constructor', null],
  ])('%p means %s', (header, field) => {
    expect(fieldOfHeader(header)).toBe(field);
  });

  it('makes custom attributes of unknown columns', () => {
    const { columns, faults } = readColumns([...SAMPLE, '积分', ''], {}, 'customer_no');
    expect(faults).toEqual([]);
    expect(columns.at(-1)).toEqual({ header: '积分', target: { kind: 'attribute', name: '积分' } });
  });

  it('follows a mapping', () => {
    const mapping = { 编码: 'customer_no', 备注: 'ignore', 等级: 'attr:grade' };
    const { columns, faults } = readColumns(['编码', '备注', '等级'], mapping, 'customer_no');
    expect(faults).toEqual([]);
    expect(columns.map((column) => column.target)).toEqual([
      { kind: 'field', field: 'customer_no' },
      { kind: 'ignore' },
      { kind: 'attribute', name: 'grade' },
    ]);
  });

  it.each([
    [['客户编号', '姓名', '姓名'], 'duplicate-header'],
    [['客户编号', '手机', '联系电话'], 'duplicate-header'],
    [['姓名', '电话'], 'missing-column'],
  ])('refuses %p: %s', (headers, code) => {
    expect(readColumns(headers, {}, 'customer_no').faults).toMatchObject([{ code }]);
  });

  it('names every fault of a mapping', () => {
    expect(readColumns(['客户编号'], { a: 'nonsense', b: 'attr:' }, 'customer_no').faults).toHaveLength(2);
  });

  it('knows a set of headers again in another order', () => {
    expect(headerSignature(['姓名', '客户编号'])).toEqual(headerSignature(['客户编号', '姓名 ', '']));
  });
});

describe('where the list stands', () => {
  it('takes the first row', () => {
    expect(layout([SAMPLE, ['C001', '张三']]).headerLine).toBe(1);
  });

  it('names the row when there are titles above it', () => {
    const lines = [['2026年客户名单'], ['制表:客服部', '姓名'], SAMPLE, ['C001']];
    expect(() => layout(lines)).toThrow(RefusedError);
    expect(() => layout(lines)).toThrow('--header-row 3');
    expect(layout(lines, 3).headerLine).toBe(3);
  });

  it('lists the columns when no row is a header', () => {
    expect(() =>
      layout([
        ['a', 'b'],
        ['1', '2'],
      ]),
    ).toThrow(InputError);
  });

  it('asks which of several filled sheets is meant', () => {
    const sample = rows(SAMPLE);
    const peek = {
      sheets: [
        { name: '一月', sample },
        { name: '空', sample: [] },
        { name: '二月', sample },
      ],
    } as unknown as FilePeek;
    expect(() => chooseSheet(peek, undefined)).toThrow('--sheet "一月" or --sheet "二月"');
    expect(chooseSheet(peek, '二月').name).toBe('二月');
    expect(() => chooseSheet(peek, '三月')).toThrow(InputError);
    expect(chooseSheet({ ...peek, sheets: peek.sheets.slice(0, 2) }, undefined).name).toBe('一月');
  });
});
