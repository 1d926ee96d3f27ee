import type { Agent } from '../../archive/agent.js';
import { agentValues, readAgentForm, weekBands } from './agent-page.js';

const AGENT: Agent = {
  id: 1,
  agentNo: '010',
  name: '王芳',
  team: null,
  skills: ['VIP', '英语'],
  languages: [],
  regions: ['江西省'],
  weight: 0.8,
  dailyMinutes: null,
  shifts: [
    { days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' },
    { days: [5], from: '22:00', to: '06:00' },
  ],
  leave: [{ from: '2026-11-25', to: '2026-11-26' }],
  phone: '+8613800138000',
  active: true,
};

describe('an agent as a form', () => {
  it('reads what it shows as the same agent', () => {
    const { form, faults } = readAgentForm(agentValues(AGENT), false);
    expect(faults).toEqual([]);
    expect({ id: AGENT.id, agentNo: AGENT.agentNo, ...form }).toEqual(AGENT);
  });

  it('takes the own telephone with spaces, and asks for its country', () => {
    const typed = { ...agentValues(AGENT), phone: '+86 138-0013 8000' };
    expect(readAgentForm(typed, false).form['phone']).toBe('+8613800138000');
    expect(readAgentForm({ ...typed, phone: '' }, false).form['phone']).toBeNull();
    expect(readAgentForm({ ...typed, phone: '13800138000' }, false).faults).toMatchObject([
      { field: 'phone', code: 'not-a-phone' },
    ]);
  });

  it('takes lists with any separator, and shifts in Chinese', () => {
    const body = { name: ' 李娜 ', skills: 'VIP，英语、VIP', shifts: '周一至周五 9:00-12:00\r\n\r\nSat 10:00-16:00' };
    expect(readAgentForm(body, false)).toMatchObject({
      faults: [],
      form: {
        name: '李娜',
        skills: ['VIP', '英语'],
        weight: 1,
        shifts: [{ days: [1, 2, 3, 4, 5] }, { days: [6], from: '10:00', to: '16:00' }],
      },
    });
  });

  it('names every fault beside its field, of a text with its line', () => {
    const body = {
      agentNo: '',
      name: 'x'.repeat(101),
      weight: '-1',
      dailyMinutes: 'all day',
      shifts: 'Mon-Fri 09:00-12:00\nMonday morning',
      leave: '2026-12-03..2026-12-01',
    };
    const { faults } = readAgentForm(body, true);
    expect(faults.map(({ field, code }) => [field, code])).toEqual([
      ['agentNo', 'missing'],
      ['name', 'too-long'],
      ['weight', 'not-a-number'],
      ['dailyMinutes', 'not-a-number'],
      ['shifts', 'bad-shift'],
      ['leave', 'bad-leave'],
    ]);
    expect(faults[4]?.params).toEqual({ line: 2, text: 'Monday morning' });
  });
});

describe('the week of an agent', () => {
  // A Wednesday, 10:00 in Shanghai.
  const week = weekBands(AGENT, new Date('2026-11-25T02:00:00Z'), 'Asia/Shanghai');
  const texts = week.days.map(({ bands }) => bands.map(({ text }) => text));

  it('shows each day’s shifts, those over midnight on both days, and none on leave', () => {
    expect(texts).toEqual([
      ['09:00–12:00'],
      ['09:00–12:00'],
      [],
      [],
      ['09:00–12:00', '22:00–24:00'],
      ['00:00–06:00'],
      [],
    ]);
    expect(week.days.map(({ noteKey }) => noteKey !== undefined)).toEqual([
      ...[false, false, true, true, false, false, false],
    ]);
  });

  it('marks now on today alone', () => {
    expect(week.days.map(({ now }) => now)).toEqual([
      ...[undefined, undefined, 600, undefined, undefined, undefined, undefined],
    ]);
  });
});
