import type { Failed } from './provider.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** What a code of Tencent Cloud SMS leads to. */
type Class = Omit<Failed, 'outcome' | 'code'>;

/** The account asked for less, or cannot send at all: nothing was taken, and nothing goes for a while. */
const LATER: Class = { errorClass: 'retry', blockMs: SECOND_MS };
const ACCOUNT: Class = { errorClass: 'retry', blockMs: 5 * MINUTE_MS };
const DAY_IS_FULL: Class = { errorClass: 'retry', blockMs: 60 * MINUTE_MS };
/** The text is not (any more) on the books as it was handed in: messages of it are held until somebody looked. */
const TEMPLATE: Class = { errorClass: 'retry', templateFault: true };
const NUMBER: Class = { errorClass: 'next-rung', badAddress: true };
const NEXT: Class = { errorClass: 'next-rung' };
/** Once more, without holding up anybody else: the limit is of this number. */
const AGAIN: Class = { errorClass: 'retry' };

/** The codes of single messages and of whole requests, as the provider spells them. */
const CODES: Readonly<Record<string, Class>> = {
  'FailedOperation.PhoneNumberInBlacklist': { errorClass: 'give-up', optedOut: true },
  'FailedOperation.TemplateIncorrectOrUnapproved': TEMPLATE,
  'FailedOperation.TemplateUnapprovedOrNotExist': TEMPLATE,
  'FailedOperation.TemplateIdNotExist': TEMPLATE,
  'FailedOperation.TemplateParamSetNotMatchApprovedTemplate': TEMPLATE,
  'FailedOperation.SignatureIncorrectOrUnapproved': TEMPLATE,
  'FailedOperation.ContainSensitiveWord': NEXT,
  'FailedOperation.PhoneNumberParseFail': NUMBER,
  'FailedOperation.MarketingSendTimeConstraint': { errorClass: 'retry', blockMs: 5 * MINUTE_MS },
  'FailedOperation.InsufficientBalanceInSmsPackage': ACCOUNT,
  'InvalidParameterValue.IncorrectPhoneNumber': NUMBER,
  'InvalidParameterValue.ContentLengthLimit': NEXT,
  'InvalidParameterValue.TemplateParameterLengthLimit': NEXT,
  'InvalidParameterValue.TemplateParameterFormatError': NEXT,
  'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter': NEXT,
  'InvalidParameterValue.SdkAppIdNotExist': ACCOUNT,
  'LimitExceeded.DeliveryFrequencyLimit': AGAIN,
  'LimitExceeded.PhoneNumberThirtySecondLimit': AGAIN,
  'LimitExceeded.PhoneNumberOneHourLimit': AGAIN,
  'LimitExceeded.PhoneNumberDailyLimit': NEXT,
  'LimitExceeded.PhoneNumberSameContentDailyLimit': NEXT,
  'LimitExceeded.AppDailyLimit': DAY_IS_FULL,
  'LimitExceeded.AppMainlandChinaDailyLimit': DAY_IS_FULL,
  'LimitExceeded.DailyLimit': DAY_IS_FULL,
  'UnsupportedOperation.UnsupportedRegion': NUMBER,
};

/** Families of codes, where the whole one is not in the table. */
const FAMILIES: readonly (readonly [RegExp, Class])[] = [
  [/^(?:RequestLimitExceeded\b|HTTP-429$)/, LATER],
  [/^HTTP-4\d\d$/, ACCOUNT],
  [/^(?:AuthFailure|UnauthorizedOperation|IpNotInWhitelist|IpInBlacklist)\b/, ACCOUNT],
  [/^(?:ResourceInsufficient|ResourceUnavailable|NoSuchVersion|NoSuchProduct|InvalidAction|ActionOffline)\b/, ACCOUNT],
  [/^(?:InvalidParameter|InvalidParameterValue|MissingParameter|UnknownParameter|UnsupportedOperation)\b/, NEXT],
  [/^(?:LimitExceeded|InvalidRequest|UnsupportedProtocol)\b/, NEXT],
];

/**
 * The class of a code with which the provider refused a message. A code that is an internal error, and one that nobody
 * knows, may come after the message was taken.
 */
export function classifyTencentCode(code: string): Failed {
  const known = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  const found = known ?? FAMILIES.find(([family]) => family.test(code))?.[1];
  if (found !== undefined) return { outcome: 'failed', code, ...found };
  const isRefusal = code.startsWith('FailedOperation.');
  return { outcome: 'failed', code, errorClass: isRefusal ? 'next-rung' : 'unknown-outcome' };
}

/** Why a message that was taken did not arrive, as the operators say it in a receipt. */
const RECEIPTS: readonly (readonly [RegExp, Class])[] = [
  [/BLACK|UNSUBSCRIBE/i, { errorClass: 'give-up', optedOut: true }],
  // Vacant, cancelled or no number at all: never reachable.
  [/^(?:MK:?0?001|MN:?0?001|NOTEXIST|PHONEERR|NUMBERERR)$/i, NUMBER],
  // Off, without a signal, suspended, or the operator's own trouble: another day it may arrive.
  [/^(?:UNDELIV|EXPIRED|UNKNOWN|COMFAIL|WTNFAIL|NOROUTE)$/i, AGAIN],
];

/** The class of a receipt's code; what nobody knows goes to the next rung and blames nobody. */
export function classifyTencentReceipt(code: string): Failed {
  const found = RECEIPTS.find(([words]) => words.test(code))?.[1] ?? NEXT;
  return { outcome: 'failed', code, ...found };
}
