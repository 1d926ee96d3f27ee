import { applyMark, callTimer, type CallMark, type CallMarks, markedSeconds, NO_MARKS } from './call-marks.js';

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 2, 0, second));
const press = (...keys: readonly (readonly [CallMark, number])[]): CallMarks =>
  keys.reduce((marks, [mark, second]) => applyMark(marks, mark, at(second)), NO_MARKS);

describe('the keys of a call', () => {
  it('say how long it rang and how long somebody spoke', () => {
    const marks = press(['dialled', 0], ['answered', 12], ['hung-up', 50]);
    expect(markedSeconds(marks, at(59))).toEqual({ ringSeconds: 12, talkSeconds: 38 });
  });

  it('count a call that nobody took as ringing until it was hung up', () => {
    expect(markedSeconds(press(['dialled', 0], ['hung-up', 30]), at(59))).toEqual({ ringSeconds: 30 });
  });

  it('say nothing of what was not marked, and end a call that goes on now', () => {
    expect(markedSeconds(NO_MARKS, at(59))).toEqual({});
    expect(markedSeconds(press(['answered', 20]), at(59))).toEqual({ talkSeconds: 39 });
  });

  it('begin anew with another dialling, but never while somebody is on the line', () => {
    expect(press(['dialled', 0], ['hung-up', 20], ['dialled', 30])).toEqual({ ...NO_MARKS, dialledAt: at(30) });
    expect(press(['dialled', 0], ['answered', 5], ['dialled', 9]).dialledAt).toEqual(at(0));
  });

  it('keep the first instant when a key is pressed twice, and let "answered" take a wrong "hung up" back', () => {
    const twice = press(['dialled', 0], ['answered', 5], ['answered', 8], ['hung-up', 20], ['hung-up', 25]);
    expect(twice).toMatchObject({ answeredAt: at(5), hungUpAt: at(20) });
    expect(applyMark(twice, 'answered', at(30))).toMatchObject({ answeredAt: at(5), hungUpAt: null });
  });
});

describe('the ring of a call', () => {
  it('shows the time since it was opened, then the talk, and stops when it is hung up', () => {
    expect(callTimer(NO_MARKS, at(0), at(7))).toEqual({ of: 'open', seconds: 7, running: true });
    const marks = press(['answered', 10]);
    expect(callTimer(marks, at(0), at(25))).toEqual({ of: 'talk', seconds: 15, running: true });
    expect(callTimer(applyMark(marks, 'hung-up', at(30)), at(0), at(55))).toEqual({
      of: 'talk',
      seconds: 20,
      running: false,
    });
  });

  it('never counts below nothing, should a clock step back', () => {
    expect(callTimer(NO_MARKS, at(20), at(10)).seconds).toBe(0);
  });
});
