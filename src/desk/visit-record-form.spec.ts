import { InputError } from '../kernel/faults.js';
import { parseElsewhereRecord, parseVisitRecord } from './visit-record-form.js';

function faultsOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.faults;
  }
  throw new Error('nothing was refused');
}

describe('the form of a visit record', () => {
  it('takes a form that is hardly begun, and reads blanks as not filled in', () => {
    expect(parseVisitRecord({})).toEqual({});
    expect(parseVisitRecord({ note: '  ', disposition: null, relation: '' })).toEqual({});
  });

  it('reads instants with their offset', () => {
    expect(parseVisitRecord({ appointmentAt: '2026-11-24T10:00:00+08:00' }).appointmentAt).toEqual(
      new Date('2026-11-24T02:00:00Z'),
    );
  });

  it('names every fault at once', () => {
    const faults = faultsOf(() =>
      parseVisitRecord({ disposition: 'sold', talkSeconds: -1, colour: 'red', appointmentAt: 'tomorrow' }),
    );
    expect(faults.map(({ field }) => field).sort()).toEqual(['appointmentAt', 'colour', 'disposition', 'talkSeconds']);
  });

  it('asks a contact made another way how it was made', () => {
    expect(parseElsewhereRecord({ channel: 'wechat', disposition: 'completed' })).toEqual({
      channel: 'wechat',
      disposition: 'completed',
    });
    expect(faultsOf(() => parseElsewhereRecord({ disposition: 'completed' }))[0]?.field).toBe('channel');
    expect(faultsOf(() => parseElsewhereRecord({ channel: 'call' }))[0]?.field).toBe('channel');
  });

  it('is not something else', () => {
    expect(faultsOf(() => parseVisitRecord('completed'))[0]?.field).toBe('');
    expect(faultsOf(() => parseVisitRecord(null))).toHaveLength(1);
  });
});
