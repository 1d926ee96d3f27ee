import { aContactQuestion, at, localTimeOf } from '../../test/support/calendar-rules.js';
import { offeredSlots } from './offered-slots.js';

const slots = (local: string, due = '2026-11-25 12:00', count = 4) =>
  offeredSlots(aContactQuestion(), { now: at(local), dueAt: at(due), zone: 'Asia/Shanghai' }, count);
const times = (local: string) => slots(local).map((slot) => localTimeOf(slot.at));

describe('the times that an agent may offer', () => {
  it('are one for each part of the day, in allowed hours, on half hours', () => {
    expect(times('2026-11-23 09:10')).toEqual([
      '2026-11-23 10:00',
      '2026-11-23 14:00',
      '2026-11-23 17:00',
      '2026-11-24 09:00',
    ]);
  });

  it('skip what is closed: the noon rest, the night, the weekend', () => {
    expect(times('2026-11-27 19:20')).toEqual([
      '2026-11-30 09:00',
      '2026-11-30 14:00',
      '2026-11-30 17:00',
      '2026-12-01 09:00',
    ]);
  });

  it('say which lie after the promise, where the customer must have asked for it (T2)', () => {
    expect(slots('2026-11-23 09:10', '2026-11-23 15:00').map(({ afterDue }) => afterDue)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('are none where no hours are known', () => {
    const question = aContactQuestion({ policy: null });
    const wanted = { now: at('2026-11-23 09:10'), dueAt: at('2026-11-25 12:00'), zone: 'Asia/Shanghai' };
    expect(offeredSlots(question, wanted)).toEqual([]);
  });
});
