import { filledFields, formState } from './form.js';
import { spellFault } from './spell-fault.js';

const fault = (field: string, code = 'missing') => ({ field, code, message: 'It is needed.' });

describe('a form that comes back', () => {
  it('keeps what was typed, and has each fault beside its field', () => {
    const state = formState(['name', 'shifts'], { name: '李 <b>', shifts: ['Mon'] }, [
      fault('name'),
      fault('shifts.0.from', 'bad-time'),
      fault('name', 'too-long'),
    ]);
    expect(state.values).toEqual({ name: '李 <b>', shifts: ['Mon'] });
    expect(state.faults['name']?.map(({ code }) => code)).toEqual(['missing', 'too-long']);
    expect(state.faults['shifts']).toHaveLength(1);
    expect(state).toMatchObject({ general: [], hasFaults: true });
  });

  it('loses no fault of a field that it does not have', () => {
    expect(formState(['name'], {}, [fault('names'), fault('')]).general).toHaveLength(2);
  });

  it('is empty before anything was typed', () => {
    expect(formState(['name', 'weight'], { name: null, weight: 0 })).toEqual({
      values: { name: '', weight: '0' },
      faults: {},
      general: [],
      hasFaults: false,
    });
  });

  it('gives a service only what holds something', () => {
    expect(filledFields({ _csrf: 'x', name: ' 李 ', email: ' ', tags: ['a', ''] })).toEqual({
      name: '李',
      tags: ['a', ''],
    });
  });
});

describe('a fault in words', () => {
  const catalogue = {
    'fault.missing': 'Needed.',
    'fault.name.missing': 'A name is needed.',
    'fault.too-long': 'At most {{most}} characters.',
  };

  it('is that of the field, of the code, or its own message', () => {
    expect(spellFault(fault('name'), { catalogue })).toBe('A name is needed.');
    expect(spellFault(fault('email'), { catalogue })).toBe('Needed.');
    expect(spellFault(fault('email', 'odd'), { catalogue })).toBe('It is needed.');
    expect(spellFault({ ...fault('note', 'too-long'), params: { most: 9 } }, { catalogue })).toBe(
      'At most 9 characters.',
    );
  });
});
