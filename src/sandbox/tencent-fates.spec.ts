import { reviewOf, tencentFateOf, tencentFateOfCode } from './tencent-fates.js';

describe('the fate of a message at the sandbox’s Tencent Cloud', () => {
  it.each([
    ['+8613800138000', { kind: 'deliver' }],
    ['+8619900009999', { kind: 'deliver' }],
    ['+8619900001015', { kind: 'refuse', code: 'FailedOperation.PhoneNumberInBlacklist', whole: false }],
    ['+8619900001014', { kind: 'refuse', code: 'FailedOperation.TemplateIncorrectOrUnapproved', whole: false }],
    ['+8619900000429', { kind: 'refuse', code: 'RequestLimitExceeded', whole: true }],
    ['+8619900000500', { kind: 'lose-answer', code: 'InternalError.Timeout' }],
    ['+8619900000000', { kind: 'lose-answer', code: null }],
    ['+8619900003001', { kind: 'undeliver', code: 'UNDELIV' }],
    ['+14155550100', { kind: 'refuse', code: 'InvalidParameterValue.IncorrectPhoneNumber', whole: false }],
  ])('to %s stands in the number', (to, fate) => {
    expect(tencentFateOf(to)).toEqual(fate);
  });

  it('can be asked for by a number, Twilio’s own included', () => {
    expect(tencentFateOfCode(1023)).toMatchObject({ code: 'LimitExceeded.PhoneNumberThirtySecondLimit' });
    expect(tencentFateOfCode(21610)).toMatchObject({ code: 'FailedOperation.PhoneNumberInBlacklist' });
    expect(tencentFateOfCode(0)).toEqual({ kind: 'lose-answer', code: null });
    expect(tencentFateOfCode(77)).toBeNull();
  });

  it('and the word of its review stand in the numbers', () => {
    expect(reviewOf('1110').status).toBe(0);
    expect(reviewOf('1119').status).toBe(1);
    expect(reviewOf('1118')).toMatchObject({ status: -1, reply: expect.stringContaining('模板') as string });
  });
});
