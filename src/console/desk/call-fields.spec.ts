import { readCallFields } from './call-fields.js';

const read = (body: Record<string, unknown>) => readCallFields(body, 'Asia/Shanghai');

describe('the form of a call', () => {
  it('says only what was posted; an empty field is emptied', () => {
    expect(read({ _csrf: 'x', note: ' loud ', complaint: '', special: 'yes' })).toEqual({
      typed: { note: 'loud', complaint: '', special: true },
      faults: [],
    });
  });

  it('takes whole seconds, and says where something else was typed', () => {
    expect(read({ talkSeconds: '125', ringSeconds: '' }).typed).toEqual({ talkSeconds: 125, ringSeconds: '' });
    const wrong = read({ talkSeconds: 'two' });
    expect(wrong.faults).toMatchObject([{ field: 'talkSeconds', code: 'not-seconds' }]);
  });

  it('reads an appointment on the wall clock of the zone, or as the offered instant that was pressed', () => {
    expect(read({ appointmentAt: '2026-11-24T10:00' }).typed).toEqual({ appointmentAt: '2026-11-24T02:00:00.000Z' });
    const pressed = { appointmentAt: '2026-11-24T10:00', appointmentSlot: '2026-11-25T06:00:00.000Z' };
    expect(read(pressed).typed).toEqual({ appointmentAt: '2026-11-25T06:00:00.000Z' });
    expect(read({ appointmentAt: 'soon' }).faults).toMatchObject([{ field: 'appointmentAt', code: 'not-a-time' }]);
    expect(read({ appointmentAt: '' })).toEqual({ typed: { appointmentAt: '' }, faults: [] });
  });

  it('gathers the answers, a list where several were ticked and nothing where none was', () => {
    const body = { 'answers.nps': '9', 'answers.reasons': ['', 'price', 'other'], 'answers.more': ['', ''] };
    expect(read(body).typed).toEqual({ answers: { nps: '9', reasons: ['price', 'other'], more: '' } });
  });

  it('takes the outcome or the line of one button, whatever the lists show', () => {
    expect(read({ line: 'busy', lineResult: '', disposition: '' }).typed).toEqual({
      lineResult: 'busy',
      disposition: 'not_reached',
    });
    expect(read({ outcome: 'refused', disposition: 'completed', lineResult: '' }).typed).toEqual({
      lineResult: 'answered',
      disposition: 'refused',
    });
    expect(read({ outcome: 'given_up', lineResult: 'busy' }).typed).toMatchObject({ lineResult: 'busy' });
  });
});
