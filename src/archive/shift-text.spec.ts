import { listEntries, readLeave, readShifts, writeLeave, writeShifts } from './shift-text.js';

describe('shifts as text', () => {
  it.each([
    ['Mon-Fri 09:00-12:00', [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' }]],
    ['Sat,Sun 10:00-16:00', [{ days: [6, 7], from: '10:00', to: '16:00' }]],
    ['fri-mon 9:00-12:00', [{ days: [1, 5, 6, 7], from: '09:00', to: '12:00' }]],
    ['daily 00:00-24:00', [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }]],
    ['周一至周五 09:00－18:00', [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }]],
    ['星期天 22:00-06:00', [{ days: [7], from: '22:00', to: '06:00' }]],
    ['', []],
  ])('%j is read', (text, shifts) => {
    expect(readShifts(text)).toEqual({ value: shifts });
  });

  it('are several, separated by semicolons of either width', () => {
    const read = readShifts('Mon-Fri 09:00-12:00；Mon-Fri 14:00-18:00;');
    expect('value' in read && read.value).toHaveLength(2);
  });

  it.each([
    'Mon-Fri',
    '09:00-12:00',
    'Mon-Foo 09:00-12:00',
    'Mon 9-12',
    'Mon 09:00-24:01',
    'Mon 24:00-06:00',
    'Mon 09:60-10:00',
    'Mon 09:00-09:00',
    'Mon-Tue-Wed 09:00-12:00',
    'Mon 09:00-12:00 14:00-18:00',
  ])('%j is refused and quoted', (text) => {
    const read = readShifts(text);
    expect('wants' in read && read.wants).toContain(`"${text}"`);
  });
});

describe('leave as text', () => {
  it('is days and stretches of days', () => {
    expect(readLeave('2026-12-01..2026-12-03;2026-12-24')).toEqual({
      value: [
        { from: '2026-12-01', to: '2026-12-03' },
        { from: '2026-12-24', to: '2026-12-24' },
      ],
    });
  });

  it.each(['2026-02-30', '2026-12-03..2026-12-01', '2026-12-01..', '1.12.2026', '2026-12-01..2026-12-02..2026-12-03'])(
    '%j is refused',
    (text) => {
      expect(readLeave(text)).toHaveProperty('wants');
    },
  );
});

describe('a list in a cell', () => {
  it('keeps each entry once, without spaces around it', () => {
    expect(listEntries(' VIP ; 英语；VIP;; ')).toEqual(['VIP', '英语']);
  });
});

describe('writing shifts and leave', () => {
  const written = (text: string) => {
    const read = readShifts(text);
    return 'value' in read ? writeShifts(read.value) : read.wants;
  };

  it('says what is read again as the same', () => {
    for (const text of ['Mon-Fri 09:00-12:00\nMon-Fri 14:00-18:00', 'daily 00:00-24:00', 'Mon,Tue,Sat 08:00-12:00']) {
      expect(written(text.replaceAll('\n', ';'))).toBe(text);
    }
    expect(written('Fri-Mon 22:00-06:00')).toBe('Mon,Fri-Sun 22:00-06:00');
    expect(written('周一至周五 9:00-12:00')).toBe('Mon-Fri 09:00-12:00');
  });

  it('writes a day alone and a range with both ends', () => {
    expect(
      writeLeave([
        { from: '2026-12-01', to: '2026-12-03' },
        { from: '2026-12-24', to: '2026-12-24' },
      ]),
    ).toBe('2026-12-01..2026-12-03\n2026-12-24');
    expect(readLeave('2026-12-01..2026-12-03;2026-12-24')).toEqual({
      value: [
        { from: '2026-12-01', to: '2026-12-03' },
        { from: '2026-12-24', to: '2026-12-24' },
      ],
    });
  });
});
