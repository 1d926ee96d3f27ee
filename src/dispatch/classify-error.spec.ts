import { classifySmtpError, classifyTwilioCode, classifyTwilioRefusal, classifyWireError } from './classify-error.js';

describe('an error without an answer', () => {
  it('proves that nothing was handed over when the connection was refused or the name is unknown', () => {
    const refused = { code: 'ESOCKET', syscall: 'connect', message: 'connect ECONNREFUSED 127.0.0.1:25' };
    expect(classifyWireError(refused)).toMatchObject({ errorClass: 'retry', code: 'ECONNREFUSED' });
    expect(classifyWireError({ code: 'EDNS' })).toMatchObject({ errorClass: 'retry' });
    expect(classifyWireError({ message: 'fetch failed', cause: { code: 'ECONNREFUSED' } })).toMatchObject({
      errorClass: 'retry',
    });
  });

  it.each(['ESOCKET', 'ECONNECTION', 'ECONNRESET', 'ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ABORT_ERR'])(
    'is unknown for %s',
    (code) => {
      expect(classifyWireError({ code })).toEqual({ outcome: 'failed', errorClass: 'unknown-outcome', code });
    },
  );

  it('is unknown when the error says nothing at all', () => {
    expect(classifyWireError({})).toMatchObject({ errorClass: 'unknown-outcome' });
  });
});

describe('an SMTP answer', () => {
  it('of 4xx is soft, although nodemailer calls 452 and 550 the same', () => {
    expect(classifySmtpError({ code: 'EENVELOPE', responseCode: 452, response: '452 4.2.2 Mailbox full' })).toEqual({
      outcome: 'failed',
      errorClass: 'retry',
      code: '4.2.2',
    });
  });

  it('of 5xx goes to the next rung, and blames the address only for the mailbox', () => {
    expect(
      classifySmtpError({ code: 'EENVELOPE', responseCode: 550, response: '550 5.1.1 No such user' }),
    ).toMatchObject({
      errorClass: 'next-rung',
      code: '5.1.1',
      badAddress: true,
    });
    expect(classifySmtpError({ responseCode: 550, response: '550 5.7.1 Blocked' })).not.toHaveProperty('badAddress');
    expect(classifySmtpError({ responseCode: 552, response: '552 5.2.2 Over quota' })).not.toHaveProperty('badAddress');
  });

  it('to the log-in stops the provider and not the customer', () => {
    const failed = classifySmtpError({ code: 'EAUTH', responseCode: 535, response: '535 5.7.8 Bad credentials' });
    expect(failed).toMatchObject({ errorClass: 'retry', blockMs: 300_000 });
  });

  it('that was lost is unknown', () => {
    expect(classifySmtpError({ code: 'ECONNECTION', message: 'Connection closed unexpectedly' }).errorClass).toBe(
      'unknown-outcome',
    );
  });
});

describe("Twilio's answer", () => {
  it.each([
    [21211, { errorClass: 'next-rung', badAddress: true }],
    [21614, { errorClass: 'next-rung', badAddress: true }],
    [21610, { errorClass: 'give-up', optedOut: true }],
    [30003, { errorClass: 'retry' }],
    [30610, { errorClass: 'retry' }],
    [30006, { errorClass: 'next-rung', badAddress: true }],
    [30007, { errorClass: 'next-rung' }],
    [30001, { errorClass: 'retry', blockMs: 60_000 }],
    [30036, { errorClass: 'retry' }],
    [63038, { errorClass: 'retry', blockMs: 3_600_000 }],
    [21606, { errorClass: 'retry', blockMs: 300_000 }],
    [21408, { errorClass: 'next-rung' }],
  ])('code %i', (code, expected) => {
    expect(classifyTwilioCode(code)).toMatchObject(expected);
  });

  it('of 429 waits as long as it says', () => {
    expect(classifyTwilioRefusal({ status: 429, code: 20429, retryAfterSeconds: 7 })).toMatchObject({
      errorClass: 'retry',
      blockMs: 7_000,
    });
  });

  it('of 5xx is no refusal: the message may have been taken', () => {
    for (const status of [500, 502, 503, 504]) {
      expect(classifyTwilioRefusal({ status, code: null, retryAfterSeconds: null }).errorClass).toBe('unknown-outcome');
    }
  });

  it('about our own account stops the provider', () => {
    expect(classifyTwilioRefusal({ status: 401, code: 20003, retryAfterSeconds: null })).toMatchObject({
      errorClass: 'retry',
      blockMs: 300_000,
    });
  });
});
