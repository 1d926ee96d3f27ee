import fc from 'fast-check';
import { isBridgeOver, type LegEvent, legStatus, marksOfBridge } from './bridge-marks.js';
import { markedSeconds } from './call-marks.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23, 2, 0, seconds));
const event = (leg: LegEvent['leg'], status: string, second: number, talkSeconds: number | null = null): LegEvent => ({
  leg,
  status,
  at: at(second),
  talkSeconds,
});
const answered = [
  event('agent', 'initiated', 0),
  event('agent', 'in-progress', 4),
  event('customer', 'initiated', 5),
  event('customer', 'ringing', 6),
  event('customer', 'in-progress', 12),
  event('customer', 'completed', 52, 40),
  event('agent', 'completed', 53, 49),
];

describe('what a bridged call records', () => {
  it('is the customer’s ringing and talk, in whatever order it was told', () => {
    const marks = { dialledAt: at(5), answeredAt: at(12), hungUpAt: at(52) };
    fc.assert(
      fc.property(fc.shuffledSubarray(answered, { minLength: answered.length }), (events) => {
        expect(marksOfBridge(events)).toEqual(marks);
      }),
    );
    expect(markedSeconds(marks, at(99))).toEqual({ ringSeconds: 7, talkSeconds: 40 });
  });

  it('is no talk where the line was busy', () => {
    const marks = marksOfBridge([event('customer', 'initiated', 5), event('customer', 'busy', 8)]);
    expect(markedSeconds(marks, at(99))).toEqual({ ringSeconds: 3 });
  });

  it('is nothing while only the agent’s own telephone rings', () => {
    const events = [event('agent', 'ringing', 1), event('agent', 'no-answer', 25)];
    expect(marksOfBridge(events)).toEqual({ dialledAt: null, answeredAt: null, hungUpAt: null });
    expect(isBridgeOver(events)).toBe(true);
  });

  it('survives a lost word: the beginning of the talk, or its end', () => {
    const noAnswer = answered.filter(({ leg, status }) => !(leg === 'customer' && status === 'in-progress'));
    expect(marksOfBridge(noAnswer).answeredAt).toEqual(at(12));
    const noEnd = answered.filter(({ leg, status }) => !(leg === 'customer' && status === 'completed'));
    expect(marksOfBridge(noEnd).hungUpAt).toEqual(at(53));
  });

  it('knows how a side stands, whatever was told last', () => {
    const events = [event('customer', 'in-progress', 9), event('customer', 'ringing', 6)];
    expect([legStatus(events, 'customer'), legStatus(events, 'agent')]).toEqual(['in-progress', null]);
    expect(isBridgeOver(events)).toBe(false);
  });
});
