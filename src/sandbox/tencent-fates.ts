import { type ReceiptFault, type WireFault, wireFaultOf } from './wire-faults.js';

/** How the sandbox's Tencent Cloud treats a message: what it answers, and what its report says afterwards. */
export type TencentFate =
  | { readonly kind: 'deliver' }
  /** Refused with the provider's code, in the status of the message or (`whole`) in place of the whole answer. */
  | { readonly kind: 'refuse'; readonly code: string; readonly whole: boolean }
  /** Taken, then reported as FAIL with the operator's code. */
  | { readonly kind: 'undeliver'; readonly code: string }
  /** Taken, but the answer is lost: the connection closes, or the server claims to have failed. */
  | { readonly kind: 'lose-answer'; readonly code: string | null }
  | WireFault
  | ReceiptFault;

/** The codes of single messages, by the numbers that they had before they were words: the magic numbers end so. */
const REFUSALS: Readonly<Record<string, string>> = {
  '1002': 'FailedOperation.ContainSensitiveWord',
  '1012': 'FailedOperation.SignatureIncorrectOrUnapproved',
  '1013': 'LimitExceeded.DeliveryFrequencyLimit',
  '1014': 'FailedOperation.TemplateIncorrectOrUnapproved',
  '1015': 'FailedOperation.PhoneNumberInBlacklist',
  '1016': 'InvalidParameterValue.IncorrectPhoneNumber',
  '1022': 'LimitExceeded.AppDailyLimit',
  '1023': 'LimitExceeded.PhoneNumberThirtySecondLimit',
  '1025': 'LimitExceeded.PhoneNumberDailyLimit',
  '1031': 'FailedOperation.InsufficientBalanceInSmsPackage',
  '1036': 'InvalidParameterValue.TemplateParameterLengthLimit',
};
const REPORTS: Readonly<Record<string, string>> = {
  '3001': 'UNDELIV',
  '3002': 'EXPIRED',
  '3003': 'REJECTD',
  '3004': 'MOBILE_BLACK',
  '3005': 'MK:0001',
};
const MAGIC = /^\+861990000(\d{4})$/;

/** What happens to a message by its number: `+86 199 0000 1015` is in the blacklist, and so on. */
export function tencentFateOf(to: string): TencentFate {
  if (!/^\+861\d{10}$/.test(to)) return refusal('InvalidParameterValue.IncorrectPhoneNumber');
  const [, tail = ''] = MAGIC.exec(to) ?? [];
  return fateOfTail(tail) ?? { kind: 'deliver' };
}

/** The fate that a number stands for where somebody asks for it by hand, Twilio's numbers included; null where it means nothing here. */
export function tencentFateOfCode(code: number): TencentFate | null {
  const alike: Readonly<Record<number, string>> = {
    ...{ 0: '0000', 429: '0429', 500: '0500', 20429: '0429', 21211: '1016', 21610: '1015', 21614: '1016' },
    ...{ 30003: '3001', 30005: '3005', 30006: '3005', 30007: '3003' },
  };
  return fateOfTail(Object.hasOwn(alike, code) ? (alike[code] ?? '') : String(code).padStart(4, '0'));
}

function fateOfTail(tail: string): TencentFate | null {
  if (tail === '0000') return { kind: 'lose-answer', code: null };
  if (tail === '0500') return { kind: 'lose-answer', code: 'InternalError.Timeout' };
  if (tail === '0429') return { kind: 'refuse', code: 'RequestLimitExceeded', whole: true };
  const fault = wireFaultOf(Number(tail));
  if (fault !== null) return fault;
  const refused = Object.hasOwn(REFUSALS, tail) ? REFUSALS[tail] : undefined;
  if (refused !== undefined) return refusal(refused);
  const reported = Object.hasOwn(REPORTS, tail) ? REPORTS[tail] : undefined;
  return reported === undefined ? null : { kind: 'undeliver', code: reported };
}

function refusal(code: string): TencentFate {
  return { kind: 'refuse', code, whole: false };
}

/** What the sandbox's review says of a template, by the last digit of its number: 8 is rejected, 9 still waits. */
export function reviewOf(providerTemplateId: string): { readonly status: -1 | 0 | 1; readonly reply: string } {
  if (providerTemplateId.endsWith('8')) return { status: -1, reply: '模板内容不符合规范：请说明短信用途' };
  return { status: providerTemplateId.endsWith('9') ? 1 : 0, reply: '' };
}
