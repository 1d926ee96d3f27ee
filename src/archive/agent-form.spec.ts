import { InputError } from '../kernel/faults.js';
import { parseAgentForm } from './agent-form.js';

const fieldsOf = (input: unknown): string[] => {
  try {
    parseAgentForm(input);
    return [];
  } catch (error) {
    return error instanceof InputError ? error.faults.map(({ field }) => field) : ['surprise'];
  }
};

describe('what a person writes of an agent', () => {
  it('is taken field by field', () => {
    expect(parseAgentForm({ active: false })).toEqual({ active: false });
    expect(parseAgentForm({ team: ' ', skills: ['VIP', 'VIP'], dailyMinutes: null })).toEqual({
      team: null,
      skills: ['VIP'],
      dailyMinutes: null,
    });
    expect(parseAgentForm({})).toEqual({});
  });

  it('has shifts and leave as lists or as in a file', () => {
    const leave = [{ from: '2026-12-01', to: '2026-12-03' }];
    const shifts = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '24:00' }];
    expect(parseAgentForm({ leave, shifts })).toEqual({ leave, shifts });
    expect(parseAgentForm({ leave: '2026-12-01..2026-12-03', shifts: 'Mon-Fri 09:00-24:00' })).toEqual({
      leave,
      shifts,
    });
    expect(parseAgentForm({ leave: '' })).toEqual({ leave: [] });
  });

  it('is refused with every fault at once', () => {
    const input = {
      agentNo: '011',
      name: '',
      weight: -1,
      active: 'no',
      leave: [
        { from: '2026-12-03', to: '2026-12-01' },
        { from: '2026-02-30', to: '2026-03-01' },
      ],
      shifts: 'Mon-Fri 25:00-26:00',
    };
    const faulty = ['name', 'weight', 'active', 'leave.0', 'leave.1.from', 'shifts', 'agentNo'];
    expect(fieldsOf(input).sort()).toEqual(faulty.sort());
  });

  it.each([
    { shifts: [{ days: [], from: '09:00', to: '12:00' }] },
    { shifts: [{ days: [8], from: '09:00', to: '12:00' }] },
    { shifts: [{ days: [1], from: '24:00', to: '12:00' }] },
    { shifts: [{ days: [1], from: '09:00', to: '09:00' }] },
    { skills: ['\u0000'] },
    { weight: Infinity },
    null,
    'active',
  ])('is refused: %j', (input) => {
    expect(fieldsOf(input)).toHaveLength(1);
    expect(fieldsOf(input)).not.toContain('surprise');
  });
});
