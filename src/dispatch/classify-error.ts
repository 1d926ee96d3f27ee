import { enhancedStatusIn, mailFaultOf } from './mail-status.js';
import type { Failed } from './provider.js';

/** What Node's and nodemailer's errors carry. */
export interface WireError {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
  readonly cause?: unknown;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const NAME_ERRORS = ['EDNS', 'ENOTFOUND', 'EAI_AGAIN'];

/**
 * Errors without an answer of the provider. Only a refused connection and an unknown name prove that nothing was
 * handed over; a reset, a time-out or a lost answer may come after the message was taken.
 */
export function classifyWireError(error: WireError): Failed {
  const code = typeof error.code === 'string' ? error.code : 'unknown';
  const refused =
    code === 'ECONNREFUSED' || (error.syscall === 'connect' && /\bECONNREFUSED\b/.test(String(error.message)));
  if (refused) return { outcome: 'failed', errorClass: 'retry', code: 'ECONNREFUSED', blockMs: 5 * SECOND_MS };
  if (NAME_ERRORS.includes(code)) return { outcome: 'failed', errorClass: 'retry', code, blockMs: 30 * SECOND_MS };
  if (typeof error.cause === 'object' && error.cause !== null) return classifyWireError(error.cause as WireError);
  return { outcome: 'failed', errorClass: 'unknown-outcome', code };
}

/** What TLS says before anything was handed over: it could not be agreed, or the certificate is not to be trusted. */
const NO_TLS = /certificate|unable to verify|SSL routines|wrong version number/i;

/** An SMTP error: 4xx may be tried again, 5xx not; an answer to the log-in blames our own settings. */
export function classifySmtpError(error: WireError): Failed {
  const status = typeof error.responseCode === 'number' ? error.responseCode : 0;
  const text = String(error.response ?? error.message ?? '');
  const enhanced = enhancedStatusIn(text);
  const code = enhanced ?? String(status);
  if (error.code === 'ETLS' || (error.code === 'ESOCKET' && NO_TLS.test(String(error.message)))) {
    return { outcome: 'failed', errorClass: 'retry', code: 'ETLS', blockMs: 5 * MINUTE_MS };
  }
  if (error.code === 'EAUTH' && status > 0)
    return { outcome: 'failed', errorClass: 'retry', code, blockMs: 5 * MINUTE_MS };
  if (status >= 400 && status < 500) {
    return { outcome: 'failed', errorClass: 'retry', code, ...(status === 421 ? { blockMs: 30 * SECOND_MS } : {}) };
  }
  if (status >= 500 && status < 600) {
    const isBad = mailFaultOf(enhanced, status) === 'hard';
    return { outcome: 'failed', errorClass: 'next-rung', code, ...(isBad ? { badAddress: true } : {}) };
  }
  return classifyWireError(error);
}

/**
 * A mail that came back after the relay had taken it, by its enhanced code or reply code; null: the relay said no more than
 * that it came back for good. Nobody tries it again: the mail servers did so for days.
 */
export function classifyReturnedMail(code: string | null): Failed {
  const enhanced = code === null ? null : enhancedStatusIn(code);
  const reply = /^\d{3}$/.test(code ?? '') ? Number(code) : null;
  const isBad = code === null || mailFaultOf(enhanced, reply) === 'hard';
  const failed = { outcome: 'failed', errorClass: 'next-rung', code: code ?? 'bounced' } as const;
  return isBad ? { ...failed, badAddress: true } : failed;
}

/** An answer of Twilio's API that is not a success. */
export interface TwilioRefusal {
  readonly status: number;
  readonly code: number | null;
  readonly retryAfterSeconds: number | null;
}

/** Twilio's codes that blame the number: invalid, cannot take SMS, unknown, landline. */
const BAD_NUMBER = [21211, 21214, 21217, 21614, 21612, 30005, 30006];
const UNSUBSCRIBED = 21610;
const RATE_LIMITED = 20429;
/** The handset is off or out of reach, the carrier asks to come back, it is a quiet hour there, or the queue was too long. */
const SOFT_CODES = [30003, 30008, 30017, 30022, 30036, 30610];
/** Our own queue at Twilio is full, or its day is: what comes now would be lost, what comes later not. */
const QUEUE_FULL: Readonly<Record<number, number>> = { 30001: 60_000, 30023: 3_600_000, 63038: 3_600_000 };
/** Our sender or account is at fault: no customer can be reached until somebody looked. */
const OUR_FAULT = [20003, 21212, 21603, 21606, 21659, 21660, 21703, 30002];

/** The class of one of Twilio's error codes, from its answer or from a receipt. */
export function classifyTwilioCode(code: number): Failed {
  const of = { outcome: 'failed', code: String(code) } as const;
  if (code === UNSUBSCRIBED) return { ...of, errorClass: 'give-up', optedOut: true };
  if (BAD_NUMBER.includes(code)) return { ...of, errorClass: 'next-rung', badAddress: true };
  if (SOFT_CODES.includes(code)) return { ...of, errorClass: 'retry' };
  const pauseMs = Object.hasOwn(QUEUE_FULL, code) ? QUEUE_FULL[code] : undefined;
  if (pauseMs !== undefined) return { ...of, errorClass: 'retry', blockMs: pauseMs };
  if (OUR_FAULT.includes(code)) return { ...of, errorClass: 'retry', blockMs: 5 * MINUTE_MS };
  return { ...of, errorClass: 'next-rung' };
}

/** A refusal of Twilio's API. A 5xx is no refusal: Twilio says that a retry after 500 may send twice. */
export function classifyTwilioRefusal({ status, code, retryAfterSeconds }: TwilioRefusal): Failed {
  const of = { outcome: 'failed', code: String(code ?? status) } as const;
  if (status === 429 || code === RATE_LIMITED) {
    return { ...of, errorClass: 'retry', blockMs: Math.max(1, retryAfterSeconds ?? 1) * SECOND_MS };
  }
  if (status === 401 || status === 403 || status === 404) return { ...of, errorClass: 'retry', blockMs: 5 * MINUTE_MS };
  if (status >= 400 && status < 500) return classifyTwilioCode(code ?? status);
  return { ...of, errorClass: 'unknown-outcome' };
}
