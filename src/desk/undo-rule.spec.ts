import { type LastOutcome, undoRefusal } from './undo-rule.js';

const completedAt = new Date('2026-11-23T02:00:00Z');
const outcome: LastOutcome = { visitState: 'refused', recordedBy: 7, completedAt, isSuperseded: false };
const by = { agentId: 7, now: new Date('2026-11-23T02:15:00Z') };
const code = (given: Partial<LastOutcome>, who = by) => undoRefusal({ ...outcome, ...given }, who)?.code ?? null;

describe('taking an outcome back', () => {
  it.each(['refused', 'unreachable', 'open', 'planned'] as const)('is possible while the visit is %s', (visitState) => {
    expect(code({ visitState })).toBeNull();
  });

  it.each([
    ['completed', 'undo-answered'],
    ['opted_out', 'undo-opted-out'],
    ['expired', 'cannot-reopen'],
    ['cancelled', 'cannot-reopen'],
  ] as const)('is refused with its reason once the visit is %s', (visitState, expected) => {
    expect(code({ visitState })).toBe(expected);
  });

  it('is for whoever recorded it, for a quarter of an hour, and while nothing followed', () => {
    expect(code({ recordedBy: 8 })).toBe('undo-of-another');
    expect(code({ isSuperseded: true })).toBe('undo-superseded');
    expect(code({}, { ...by, now: new Date('2026-11-23T02:15:01Z') })).toBe('undo-too-late');
  });
});
