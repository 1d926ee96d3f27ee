import { layOver, readDraft, withoutOutcome } from './read-draft.js';

describe('a draft', () => {
  it('is what was typed, without what the desk noted beside it', () => {
    const stored = {
      note: 'a',
      agentNo: '010',
      numberUsed: '+86137',
      appointmentAt: '2026-11-25T02:00:00.000Z',
      version: 3,
    };
    expect(readDraft(stored)).toEqual({ note: 'a', appointmentAt: new Date('2026-11-25T02:00:00Z') });
    expect(readDraft(null)).toEqual({});
  });
});

describe('a record whose outcome is taken back', () => {
  const said = { answers: { nps: 9 }, note: 'friendly', identityVerified: true };

  it('keeps what the customer said and stands before its end', () => {
    const form = { ...said, lineResult: 'answered', disposition: 'refused', talkSeconds: 30 } as const;
    const back = withoutOutcome({ ...form, path: ['greet', 'identity', 'refused'] });
    expect(back).toEqual({ ...said, lineResult: 'answered', path: ['greet', 'identity'] });
  });

  it('forgets that nobody answered, the time agreed and what was to be closed', () => {
    const at = new Date('2026-11-25T02:00:00Z');
    const form = { lineResult: 'busy', disposition: 'not_reached', appointmentAt: at, optOut: 'all' } as const;
    expect(withoutOutcome({ ...form, note: 'x' })).toEqual({ note: 'x' });
  });
});

describe('what is typed over a draft', () => {
  it('changes the fields that were typed, and takes away what was emptied', () => {
    const at = new Date('2026-11-25T02:00:00Z');
    expect(layOver({ note: 'a', suggestion: 'b', appointmentAt: at }, { note: '' })).toEqual({
      note: '',
      suggestion: 'b',
      appointmentAt: '2026-11-25T02:00:00.000Z',
    });
  });

  it('lays answers over answers, and forgets that a question was declined once it is answered', () => {
    const form = { answers: { nps: 9, ces: 3 }, declined: ['product', 'note'] };
    const laid = layOver(form, { answers: { product: '5', ces: '' } });
    expect(laid).toEqual({ answers: { nps: 9, product: '5' }, declined: ['note'] });
  });
});
