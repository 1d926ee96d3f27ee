import { readColumns } from './header-row.js';
import { splitRegion } from './normalise-region.js';
import type { RowContext } from './normalise-context.js';
import { isBlank, makeNumber, normaliseRow } from './normalise-row.js';
import { parseImportOptions, declaredConsents } from './import-options.js';
import { FINDING_CODES, findingText } from './import-findings.js';
import { readCountry, readDoNotContact, readLanguage, readTimes } from './normalise-values.js';

function normalise(cells: Record<string, string>, change: Partial<RowContext> = {}) {
  const { columns } = readColumns(Object.keys(cells), {}, change.key ?? 'customer_no');
  const base = {
    columns,
    key: 'customer_no',
    country: 'CN',
    zone: 'Asia/Shanghai',
    date1904: false,
    declared: [],
    allowShort: false,
  } as const;
  return normaliseRow({ line: 2, cells: Object.values(cells) }, { ...base, ...change });
}

describe('normalising a row', () => {
  it('keeps leading zeros of numbers and drops NUL', () => {
    const { row } = normalise({ 客户编号: '0007', 姓名: '张\0三', 负责客服: '010', 卡号: '00012' });
    expect(row).toMatchObject({ key: '0007', fields: { name: '张三', owner_agent_no: '010', card_no: '00012' } });
  });

  it('composes names to NFC and keeps characters of four bytes', () => {
    expect(normalise({ 客户编号: '1', 姓名: 'Zoe\u0301 𠮷田㐂' }).row?.fields.name).toBe('Zoé 𠮷田㐂');
  });

  it('types custom attributes, and a header like __proto__ is a name like any other', () => {
    const { row } = normalise({
      客户编号: '1',
      积分: '120',
      编码: '007',
      活跃: 'true',
      ['__proto__']: 'x',
      constructor: 'y',
    });
    expect({ ...row?.attributes }).toMatchObject({ 积分: 120, 编码: '007', 活跃: true, constructor: 'y' });
    expect(Object.keys(row?.attributes ?? {})).toContain('__proto__');
  });

  it('rejects a row once, with all its faults in the message', () => {
    const { row, findings } = normalise({ 客户编号: '', 生日: '2026-02-30', 性别: '那个' });
    expect(row).toBeNull();
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toMatch(/那个.*2026-02-30|2026-02-30.*那个/);
  });

  it.each([
    ['性别', '那个', 'gender'],
    ['lifecycle', 'gone', 'lifecycle'],
    ['preferred_channel', 'fax', 'preferred_channel'],
    ['preferred_time', '20:00-18:00', 'preferred_time'],
    ['consent_sms', 'maybe', 'consent_sms'],
    ['do_not_contact', 'pigeon', 'do_not_contact'],
    ['country', 'Atlantis', 'country'],
    ['visit_interval_days', '0', 'visit_interval_days'],
    ['birthday', '2026-02-30', 'birthday'],
    ['last_service_at', 'yesterday', 'last_service_at'],
    ['name', 'x'.repeat(101), 'name'],
  ])('rejects a row whose %s is %p', (header, value, field) => {
    expect(normalise({ customer_no: 'C1', [header]: value }).findings).toMatchObject([
      { kind: 'reject', line: 2, field },
    ]);
  });

  it('keeps an unknown zone with a warning, so that contacts are held', () => {
    const { row, findings } = normalise({ customer_no: 'C1', timezone: 'Mars/Olympus' });
    expect(row?.fields.timezone).toBe('Mars/Olympus');
    expect(findings).toMatchObject([{ kind: 'warning', code: 'unknown-zone' }]);
  });

  it('reads phones by the country of the row', () => {
    const { row } = normalise({ customer_no: 'C1', phone: '(212) 555-0100', country: 'USA' });
    expect(row).toMatchObject({ fields: { country: 'US' }, phones: [{ address: '+12125550100' }] });
  });

  it('refuses rows of another length than the header, in CSV only', () => {
    const { columns } = readColumns(['customer_no', 'name'], {}, 'customer_no');
    expect(normalise({ customer_no: 'C1' }, { columns }).findings).toMatchObject([{ code: 'ragged-row' }]);
    expect(normalise({ customer_no: 'C1' }, { columns, allowShort: true }).row?.key).toBe('C1');
    expect(
      normaliseRow(
        { line: 2, cells: ['C1', 'x', ''] },
        {
          ...{
            columns,
            key: 'customer_no',
            country: 'CN',
            zone: 'UTC',
            date1904: false,
            declared: [],
            allowShort: false,
          },
        },
      ).row?.key,
    ).toBe('C1');
    expect(isBlank({ line: 3, cells: ['', ' '] })).toBe(true);
  });

  it('makes the same number for the same phone however it is written, and does not show the phone', () => {
    const first = normalise({ phone: '13800138000', name: '张三' }, { key: 'phone' }).row;
    const second = normalise({ phone: '+86 138-0013-8000', name: '张三' }, { key: 'phone' }).row;
    expect(first?.customerNo).toBe(second?.customerNo);
    expect(first?.customerNo).toMatch(/^P[0-9A-F]{16}$/);
    expect(makeNumber('card_no', '1')).toMatch(/^K/);
  });

  it('rejects a row whose key phone cannot be used', () => {
    expect(normalise({ phone: '138****8000' }, { key: 'phone' }).findings).toMatchObject([
      { kind: 'reject', code: 'unusable-key' },
    ]);
  });

  it('lets a row win over what is declared for the list', () => {
    const declared = declaredConsents(
      parseImportOptions({ consent: ['sms', 'call'], evidence: 'membership agreement' }),
    );
    const { row } = normalise({ customer_no: 'C1', consent_sms: 'denied' }, { declared });
    const find = (channel: string) => row?.consents.find((one) => one.channel === channel && one.purpose === 'service');
    expect(find('sms')).toMatchObject({ state: 'denied', method: 'import' });
    expect(find('call')).toMatchObject({ state: 'granted', method: 'list-declaration' });
    expect(find('email')).toBeUndefined();
  });
});

describe('values', () => {
  it.each([
    ['江西省南昌市', '江西省', '南昌市', null],
    ['江西省南昌市红谷滩区', '江西省', '南昌市', '红谷滩区'],
    ['新疆乌鲁木齐市', '新疆', '乌鲁木齐市', null],
    ['广西壮族自治区南宁市', '广西壮族自治区', '南宁市', null],
    ['北京市', '北京市', '北京市', null],
    ['上海市浦东新区', '上海市', '上海市', '浦东新区'],
    ['江西 南昌', '江西', '南昌', null],
    ['华东', '华东', null, null],
  ])('splits %s', (text, province, city, district) => {
    expect(splitRegion(text)).toEqual({ province, city, district });
  });

  it('reads lists, languages, countries and stretches of time', () => {
    expect(readDoNotContact('短信;电话')).toEqual(['call', 'sms']);
    expect(readDoNotContact('all')).toEqual(['all']);
    expect(readLanguage('普通话')).toBe('zh-CN');
    expect(readLanguage('zh_cn')).toBe('zh-CN');
    expect(readLanguage('四川话')).toBeNull();
    expect(readCountry('中国')).toBe('CN');
    expect(readCountry('uk')).toBe('GB');
    expect(readCountry('QQ')).toBeNull();
    expect(readTimes('18:00-20:00；21:00~24:00')).toEqual([
      ['18:00', '20:00'],
      ['21:00', '24:00'],
    ]);
  });

  it('asks for the evidence of a declared consent', () => {
    expect(() => parseImportOptions({ consent: ['sms'] })).toThrow('evidence');
    expect(() => parseImportOptions({ nonsense: 1 })).toThrow('nonsense');
  });

  it('has a text for every finding', () => {
    for (const code of FINDING_CODES) expect(findingText(code)).not.toContain('{{');
  });
});
