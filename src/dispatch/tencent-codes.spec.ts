import { classifyTencentCode, classifyTencentReceipt } from './tencent-codes.js';

describe('a refusal of Tencent Cloud SMS', () => {
  it.each([
    ['RequestLimitExceeded', { errorClass: 'retry', blockMs: 1_000 }],
    ['RequestLimitExceeded.UinLimitExceeded', { errorClass: 'retry', blockMs: 1_000 }],
    ['HTTP-429', { errorClass: 'retry', blockMs: 1_000 }],
    ['HTTP-403', { errorClass: 'retry', blockMs: 300_000 }],
    ['LimitExceeded.AppDailyLimit', { errorClass: 'retry', blockMs: 3_600_000 }],
    ['AuthFailure.SignatureFailure', { errorClass: 'retry', blockMs: 300_000 }],
    ['AuthFailure.SignatureExpire', { errorClass: 'retry', blockMs: 300_000 }],
    ['UnauthorizedOperation.RequestIpNotInWhitelist', { errorClass: 'retry', blockMs: 300_000 }],
    ['FailedOperation.InsufficientBalanceInSmsPackage', { errorClass: 'retry', blockMs: 300_000 }],
    ['FailedOperation.MarketingSendTimeConstraint', { errorClass: 'retry', blockMs: 300_000 }],
    ['FailedOperation.PhoneNumberInBlacklist', { errorClass: 'give-up', optedOut: true }],
    ['FailedOperation.TemplateIncorrectOrUnapproved', { errorClass: 'retry', templateFault: true }],
    ['FailedOperation.SignatureIncorrectOrUnapproved', { errorClass: 'retry', templateFault: true }],
    ['InvalidParameterValue.IncorrectPhoneNumber', { errorClass: 'next-rung', badAddress: true }],
    ['InvalidParameterValue.TemplateParameterLengthLimit', { errorClass: 'next-rung' }],
    ['LimitExceeded.PhoneNumberDailyLimit', { errorClass: 'next-rung' }],
    ['FailedOperation.ContainSensitiveWord', { errorClass: 'next-rung' }],
    ['InvalidParameter', { errorClass: 'next-rung' }],
    ['FailedOperation.SomethingNew', { errorClass: 'next-rung' }],
  ])('%s', (code, expected) => {
    expect(classifyTencentCode(code)).toEqual({ outcome: 'failed', code, ...expected });
  });

  it('holds up nobody else where the limit is of one number', () => {
    const failed = classifyTencentCode('LimitExceeded.PhoneNumberThirtySecondLimit');
    expect(failed).toMatchObject({ errorClass: 'retry' });
    expect(failed).not.toHaveProperty('blockMs');
  });

  it.each([
    'InternalError',
    'InternalError.Timeout',
    'HTTP-502',
    'HTTP-200',
    'no-answer',
    'SomethingNew',
    'constructor',
  ])('may have come after the message was taken: %s', (code) => {
    expect(classifyTencentCode(code)).toEqual({ outcome: 'failed', code, errorClass: 'unknown-outcome' });
  });
});

describe('a receipt of a message that did not arrive', () => {
  it.each([
    ['UNDELIV', { errorClass: 'retry' }],
    ['EXPIRED', { errorClass: 'retry' }],
    ['REJECTD', { errorClass: 'next-rung' }],
    ['MOBILE_BLACK', { errorClass: 'give-up', optedOut: true }],
    ['MK:0001', { errorClass: 'next-rung', badAddress: true }],
    ['XX:9999', { errorClass: 'next-rung' }],
  ])('%s', (code, expected) => {
    expect(classifyTencentReceipt(code)).toEqual({ outcome: 'failed', code, ...expected });
  });
});
