import { type SentAttempt, resultMove } from './result-move.js';
import { receiptMeaning } from './receipt-status.js';
import { splitAddress } from './email.sender.js';
import { isLoopback } from './provider.js';

const at = new Date('2026-11-23T02:00:00Z');
const attempt: SentAttempt = {
  id: 7,
  visitId: 3,
  channel: 'sms',
  rung: 0,
  try: 1,
  ladder: ['sms', 'call'],
  rungs: [{ channel: 'sms', waitHours: 24 }],
  dueAt: new Date('2026-12-23T02:00:00Z'),
};
const failed = (errorClass: 'retry' | 'next-rung' | 'give-up' | 'unknown-outcome', more = {}) =>
  resultMove(attempt, { outcome: 'failed', errorClass, code: 'x', ...more }, 'twilio', at).attempt;

describe('what a result makes of an attempt', () => {
  it('accepted: it waits for an answer, whatever doubt there was', () => {
    const { attempt: step } = resultMove(attempt, { outcome: 'accepted', providerMessageId: 'SM1' }, 'twilio', at);
    expect(step).toMatchObject({
      to: 'accepted',
      providerMessageId: 'SM1',
      goOn: 'wait',
      nextAt: new Date('2026-11-24T02:00:00Z'),
    });
    expect(step?.from).toContain('in_doubt');
  });

  it('an unknown outcome: in doubt, and nothing follows by itself', () => {
    expect(failed('unknown-outcome')).toMatchObject({ to: 'in_doubt', from: ['handed_over'] });
    expect(failed('unknown-outcome')).not.toHaveProperty('goOn');
  });

  it('a refusal: the same rung later, or the next one', () => {
    expect(failed('retry')).toMatchObject({ to: 'failed', goOn: 'retry', nextAt: new Date('2026-11-23T02:01:00Z') });
    expect(failed('next-rung')).toMatchObject({ to: 'failed', goOn: 'next', nextAt: at });
    expect(failed('give-up')).toMatchObject({ goOn: 'end' });
  });

  it('an opt-out that only the provider knew: the visit is over', () => {
    expect(failed('give-up', { optedOut: true })).toMatchObject({ goOn: 'opt-out' });
  });

  it('the last refused try: the next rung', () => {
    const last = resultMove(
      { ...attempt, try: 4 },
      { outcome: 'failed', errorClass: 'retry', code: 'x' },
      'twilio',
      at,
    );
    expect(last.attempt).toMatchObject({ goOn: 'next' });
  });
});

describe('what a receipt means', () => {
  it.each([
    ['queued', 'accepted'],
    ['sent', 'accepted'],
    ['delivered', 'delivered'],
    ['UNDELIVERED', 'undelivered'],
    ['failed', 'undelivered'],
  ])('%s: %s', (status, to) => {
    expect(receiptMeaning(status, '30003')?.to).toBe(to);
  });

  it('nothing, for a status that nobody knows', () => {
    expect(receiptMeaning('partially_delivered', null)).toBeNull();
  });

  it('the class of its code, for what was not delivered', () => {
    expect(receiptMeaning('undelivered', '30003')?.failed).toMatchObject({ errorClass: 'retry', code: '30003' });
    expect(receiptMeaning('undelivered', '30006')?.failed).toMatchObject({ errorClass: 'next-rung', badAddress: true });
    expect(receiptMeaning('bounced', null)?.failed).toMatchObject({ badAddress: true });
  });
});

describe('addresses of the settings', () => {
  it('have a name or not', () => {
    expect(splitAddress('三学苑 <visit@example.com>')).toEqual({ name: '三学苑', address: 'visit@example.com' });
    expect(splitAddress('"A, B" <visit@example.com>')).toEqual({ name: 'A, B', address: 'visit@example.com' });
    expect(splitAddress('visit@example.com')).toEqual({ name: '', address: 'visit@example.com' });
  });

  it('of this machine are known as such', () => {
    expect(['127.0.0.1', 'localhost', '[::1]', '127.1.2.3'].map(isLoopback)).toEqual([true, true, true, true]);
    expect(['10.0.0.1', 'api.twilio.com', '127.evil.example'].map(isLoopback)).toEqual([false, false, false]);
  });
});
