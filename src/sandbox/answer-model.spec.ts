import fc from 'fast-check';
import {
  CALL_FATES,
  type CallFate,
  callCounts,
  callsSeen,
  DEFAULT_RATES,
  FEW_VISITS,
  fateOfRecord,
  messageCounts,
  type PastAnswers,
  rateLines,
} from './answer-model.js';

const NOTHING_KNOWN: PastAnswers = { messages: [], calls: [] };
const none = Object.fromEntries(CALL_FATES.map(({ name }) => [name, 0])) as Record<CallFate, number>;

describe('what is expected of answers', () => {
  it('is the cautious assumption, and said to be one, where nothing is known', () => {
    const [sms, call] = rateLines(NOTHING_KNOWN, [['sms', 'call']]);
    const { failed, answered } = DEFAULT_RATES.sms;
    expect(sms).toMatchObject({ channel: 'sms', rung: 0, visits: 0, isDefault: true, failed });
    expect(sms?.answered).toBeCloseTo((1 - failed) * answered, 12);
    expect(call).toMatchObject({ channel: 'call', rung: 1, visits: 0, isDefault: true });
    expect(call?.answered).toBeCloseTo(DEFAULT_RATES.call.completed, 12);
    expect(call?.failed).toBeCloseTo(0.35 + 0.1 + 0.02, 12);
  });

  it('is half what was seen and half what is assumed after twenty visits, and no assumption from then on', () => {
    const ofSent = (sent: number) => ({
      messages: [{ channel: 'sms' as const, rung: 0, sent, failed: 0, answered: sent, optedOut: 0, delays: null }],
      calls: [],
    });
    const [few] = rateLines(ofSent(FEW_VISITS - 1), [['sms']]);
    const [enough] = rateLines(ofSent(FEW_VISITS), [['sms']]);
    expect([few?.isDefault, enough?.isDefault]).toEqual([true, false]);
    const failed = DEFAULT_RATES.sms.failed / 2;
    expect(enough?.failed).toBeCloseTo(failed, 12);
    expect(enough?.answered).toBeCloseTo((1 - failed) * (0.5 + DEFAULT_RATES.sms.answered / 2), 12);
  });

  it('counts answers by what arrived, so that a channel that loses much is not thought to be answered less', () => {
    const past: PastAnswers = {
      messages: [
        { channel: 'email', rung: 1, sent: 20_000, failed: 10_000, answered: 4_000, optedOut: 0, delays: null },
      ],
      calls: [],
    };
    const line = rateLines(past, [['sms', 'email']]).find(({ channel }) => channel === 'email');
    expect(line?.failed).toBeCloseTo(0.5, 2);
    expect(line?.answered).toBeCloseTo(0.2, 2);
  });

  it('has one line for each channel and rung that any ladder has, each once', () => {
    const ladders = [['sms', 'email', 'call'], ['email', 'call'], ['sms', 'call'], ['call']];
    const places = rateLines(NOTHING_KNOWN, ladders).map(({ channel, rung }) => `${rung} ${channel}`);
    expect(places).toEqual(['0 call', '0 email', '0 sms', '1 call', '1 email', '2 call']);
  });

  it('never promises more than everybody, whatever was seen', () => {
    // Mutant that this finds: answers counted by what was sent, failures beside them.
    const seen = fc
      .tuple(fc.nat(5_000), fc.nat(5_000), fc.nat(5_000), fc.nat(5_000))
      .map(([silent, failed, answered, optedOut]) => {
        const sent = silent + failed + answered + optedOut;
        return { channel: 'sms' as const, rung: 0, sent, failed, answered, optedOut, delays: null };
      });
    fc.assert(
      fc.property(seen, (counts) => {
        const [line] = rateLines({ messages: [counts], calls: [] }, [['sms']]);
        for (const share of [line!.failed, line!.answered, line!.optedOut]) expect(share).toBeGreaterThanOrEqual(0);
        expect(line!.failed + line!.answered + line!.optedOut).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { seed: 20261128 },
    );
  });

  it('finds the counts of a channel and rung, and zeros where there are none', () => {
    const calls = [{ rung: 2, fates: { ...none, completed: 3, busy: 4 } }];
    const past: PastAnswers = { messages: [], calls };
    expect(callsSeen(callCounts(past, 2))).toBe(7);
    expect(callsSeen(callCounts(past, 1))).toBe(0);
    expect(messageCounts(past, 'sms', 0)).toMatchObject({ sent: 0, answered: 0, delays: null });
  });
});

describe('the fate of a recorded call', () => {
  it.each([
    ['completed', 'answered', 'completed'],
    ['partial', 'answered', 'completed'],
    ['hung_up', 'answered', 'refused'],
    ['opted_out', 'answered', 'opted-out'],
    ['difficult', 'answered', 'inconvenient'],
    ['language_barrier', 'answered', 'inconvenient'],
    ['deceased', 'answered', 'wrong-party'],
    ['not_reached', 'busy', 'busy'],
    ['not_reached', 'vacant', 'vacant'],
    ['not_reached', 'out_of_service', 'vacant'],
    ['not_reached', 'no_answer', 'no-answer'],
    ['not_reached', null, 'no-answer'],
  ])('%s with the line %s is %s', (disposition, lineResult, fate) => {
    expect(fateOfRecord(disposition, lineResult)).toBe(fate);
  });

  it('is itself again when the rehearsal records it', () => {
    for (const { name, lineResult, disposition } of CALL_FATES)
      expect(fateOfRecord(disposition, lineResult)).toBe(name);
  });

  it('has assumed shares that add up to one', () => {
    expect(CALL_FATES.reduce((sum, { name }) => sum + DEFAULT_RATES.call[name], 0)).toBeCloseTo(1, 12);
  });
});
