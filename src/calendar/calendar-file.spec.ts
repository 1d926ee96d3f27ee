import { InputError } from '../kernel/faults.js';
import { askedInstants } from './asked-instant.js';
import { parseCalendarFile } from './calendar-file.js';

function faultsOf(text: string): string[] {
  try {
    parseCalendarFile(text);
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.faults.map(({ field, code }) => `${field}: ${code}`);
    throw error;
  }
}

describe('a calendar file', () => {
  it('reads days off and make-up workdays', () => {
    const text =
      '\uFEFFregion,date,day,name,source\r\nCN,2027-02-06,off,春节,notice\r\ncn,2027-02-20,work,"春节, 调休",\r\n';
    expect(parseCalendarFile(text)).toEqual([
      { region: 'CN', date: '2027-02-06', day: 'off', name: '春节', source: 'notice' },
      { region: 'CN', date: '2027-02-20', day: 'work', name: '春节, 调休', source: '' },
    ]);
  });

  it('reads Chinese headers and words, in any order', () => {
    expect(parseCalendarFile('日期,地区,类型\n2027-02-06,CN,休')).toEqual([
      { region: 'CN', date: '2027-02-06', day: 'off', name: '', source: '' },
    ]);
  });

  it('names every fault with its line', () => {
    const text = [
      'region,date,day,name,source',
      'CN,2027-02-30,off,,',
      'Atlantis,2027-02-06,maybe,,',
      'CN,2027-10-01,off,,',
      'CN,2027-10-01,work,,',
      'none,2027-10-02,off,,',
      'CN,2027-10-03,off,,,surplus',
    ].join('\n');
    expect(faultsOf(text)).toEqual([
      'line 2, date: invalid-date',
      'line 3, region: unknown-region',
      'line 3, day: invalid-day',
      'line 5, date: duplicate',
      'line 6, region: unknown-region',
      'line 7, row: too-many-columns',
    ]);
  });

  it.each([
    ['a wrong header', 'date,day\n2027-01-01,off', 'line 1, header: header'],
    ['an unknown column', 'region,date,day,colour\nCN,2027-01-01,off,red', 'line 1, header: header'],
    ['no rows', 'region,date,day,name,source\n', 'line 2, date: empty'],
    ['nothing at all', '', 'line 1, header: header'],
    ['broken quotes', 'region,date,day\nCN,"2027-01-01,off', 'file: csv'],
  ])('refuses %s', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });
});

describe('a time that somebody asks about', () => {
  const asked = (text: string, zone = 'Asia/Shanghai') =>
    askedInstants(text, zone)?.map((each) => each.toISOString()) ?? null;

  it.each([
    ['2026-11-23 08:59', '2026-11-23T00:59:00.000Z'],
    ['2026-11-23T08:59:30', '2026-11-23T00:59:30.000Z'],
    ['2026-11-23T00:59:00Z', '2026-11-23T00:59:00.000Z'],
    ['2026-11-23T08:59+08:00', '2026-11-23T00:59:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(asked(text)).toEqual([instant]);
  });

  it('may mean two instants where clocks are set back, and moves on where they are set forward', () => {
    expect(asked('2026-11-01 01:30', 'America/New_York')).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-01T06:30:00.000Z',
    ]);
    expect(asked('2026-03-08 02:30', 'America/New_York')).toEqual(['2026-03-08T07:00:00.000Z']);
  });

  it.each([
    '',
    'tomorrow',
    '2026-11-23',
    '2026-02-30 10:00',
    '2026-11-23 25:00',
    '2026-11-23 24:00',
    '2026-02-30T10:00:00Z',
  ])('cannot read "%s"', (text) => {
    expect(asked(text)).toBeNull();
  });

  it('cannot place a wall-clock time in an unknown zone', () => {
    expect(asked('2026-11-23 10:00', 'Asia/Beijing')).toEqual([]);
  });
});
