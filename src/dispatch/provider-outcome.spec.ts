import { classifySmtpError, classifyTwilioRefusal, classifyWireError } from './classify-error.js';
import { NOT_SENT, outcomeOf, spareTry } from './provider-outcome.js';
import type { SendResult } from './provider.js';
import { classifyTencentCode } from './tencent-codes.js';

const twilio = (status: number, code: number) => classifyTwilioRefusal({ status, code, retryAfterSeconds: null });
const tell = (result: SendResult) => {
  const spared = spareTry(result);
  const { failed } = outcomeOf(spared);
  return [spared.outcome === 'failed' ? spared.errorClass : 'accepted', failed > 0 ? 'down' : 'up'];
};

describe('a result', () => {
  it.each<[string, SendResult, string, string]>([
    ['a refused connection', classifyWireError({ code: 'ECONNREFUSED' }), 'not-now', 'down'],
    ['a name that is not found', classifyWireError({ code: 'ENOTFOUND' }), 'not-now', 'down'],
    ['a connection that was cut', classifyWireError({ code: 'ECONNRESET' }), 'unknown-outcome', 'down'],
    ['a 500', twilio(500, 20500), 'unknown-outcome', 'down'],
    ['a 429', twilio(429, 20429), 'not-now', 'down'],
    ['a refused log-in', twilio(401, 20003), 'not-now', 'down'],
    ['a relay that is too busy', classifySmtpError({ responseCode: 421 }), 'not-now', 'down'],
    ['a request limit', classifyTencentCode('RequestLimitExceeded'), 'not-now', 'down'],
    ['a full mailbox', classifySmtpError({ responseCode: 452 }), 'retry', 'up'],
    ['an unknown mailbox', classifySmtpError({ responseCode: 550 }), 'next-rung', 'up'],
    ['a number that cannot be reached', twilio(400, 21612), 'next-rung', 'up'],
    ['a customer who opted out there', twilio(400, 21610), 'give-up', 'up'],
    ['a message that was taken', { outcome: 'accepted', providerMessageId: 'SM1' }, 'accepted', 'up'],
  ])('of %s is told apart: whether the try counts, and whether the provider is up', (_, result, errorClass, health) => {
    expect(tell(result)).toEqual([errorClass, health]);
  });

  it('of a message that was kept back says nothing of the provider', () => {
    expect(outcomeOf(NOT_SENT)).toEqual({ fine: 0, failed: 0, failedLast: 0, cause: null });
  });
});
