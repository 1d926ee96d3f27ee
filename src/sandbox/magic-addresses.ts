import { mailWireFaultOf, type ReceiptFault, type WireFault, wireFaultOf } from './wire-faults.js';

/** How the sandbox treats a message: what it answers, and what becomes of it afterwards. */
export type Fate =
  | { readonly kind: 'deliver' }
  /** Refused at once with this HTTP status and provider code. */
  | { readonly kind: 'refuse'; readonly status: number; readonly code: number; readonly message: string }
  /** Taken, then reported as not delivered. */
  | { readonly kind: 'undeliver'; readonly code: number }
  /** Taken, but the answer is lost: the connection closes, or the server claims to have failed. */
  | { readonly kind: 'lose-answer'; readonly status: number | null }
  | WireFault
  | ReceiptFault;

/** What a mail server sends later about a message that it had taken. */
export type MailReturn =
  | { readonly kind: 'return'; readonly action: 'failed' | 'delayed'; readonly status: string }
  | { readonly kind: 'complain' };

const DELIVER: Fate = { kind: 'deliver' };
const REFUSALS: Readonly<Record<number, string>> = {
  21211: "The 'To' number is not a valid phone number.",
  21408: 'Permission to send an SMS has not been enabled for the region.',
  21610: 'Attempt to send to unsubscribed recipient.',
  21612: "The 'To' phone number is not currently reachable via SMS.",
  21614: "The 'To' number is not a mobile number.",
  21617: 'The concatenated message body exceeds the 1600 character limit.',
};

/** Twilio's own test numbers keep their meaning; the others are numbers of the same block. */
const NUMBERS: Readonly<Record<string, Fate>> = {
  '+15005550001': refusal(21211),
  '+15005550002': refusal(21612),
  '+15005550003': refusal(21408),
  '+15005550004': refusal(21610),
  '+15005550009': refusal(21614),
  '+15005550429': { kind: 'refuse', status: 429, code: 20429, message: 'Too Many Requests' },
  '+15005550500': { kind: 'lose-answer', status: 500 },
  '+15005550000': { kind: 'lose-answer', status: null },
  '+15005553003': { kind: 'undeliver', code: 30003 },
  '+15005553005': { kind: 'undeliver', code: 30005 },
  '+15005553006': { kind: 'undeliver', code: 30006 },
  '+15005553007': { kind: 'undeliver', code: 30007 },
};

/** The fate that a provider code stands for, when it is asked for by hand. */
export function fateOfCode(code: number): Fate {
  if (code === 429 || code === 20429) return { kind: 'refuse', status: 429, code: 20429, message: 'Too Many Requests' };
  if (code === 500) return { kind: 'lose-answer', status: 500 };
  if (code === 0) return { kind: 'lose-answer', status: null };
  const fault = wireFaultOf(code);
  if (fault !== null) return fault;
  return code >= 30_000 ? { kind: 'undeliver', code } : refusal(code);
}

/** What happens to an SMS by its number and its text, and by the limits of Twilio in China where those are imitated. */
export function fateOfSms(to: string, body: string, imitatesTwilio: boolean): Fate {
  const magic = NUMBERS[to] ?? wireFaultOf(Number(/^\+15005550(\d{3})$/.exec(to)?.[1]));
  if (magic) return magic;
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return refusal(21211);
  if (body.length > 1600) return refusal(21617);
  const isFiltered = imitatesTwilio && to.startsWith('+86') && (/https?:\/\//i.test(body) || body.length > 500);
  return isFiltered ? { kind: 'undeliver', code: 30007 } : DELIVER;
}

/** How a called telephone ends; every other number answers. */
const CALLED: Readonly<Record<string, 'busy' | 'no-answer' | 'failed'>> = {
  '+15005551001': 'busy',
  '+15005551002': 'no-answer',
  '+15005551003': 'failed',
};

/** What happens at a telephone that is called: somebody answers, or the call ends so. */
export function fateOfCall(number: string): 'answer' | 'busy' | 'no-answer' | 'failed' {
  return CALLED[number] ?? 'answer';
}

const REPLIES: Readonly<Record<number, string>> = {
  421: '4.3.2 Too busy, try again later',
  452: '4.2.2 Mailbox full, try again later',
  552: '5.2.2 Mailbox full',
  554: '5.7.1 Blocked by policy',
};

/**
 * `anna+550@example.com` is refused with 550, `+552` and `+554` for another reason, `+452` and `+421` for now, `+lost` is
 * taken without an answer; `+silence`, `+slow` and `+garbled` are faults of the line.
 */
export function fateOfMail(address: string): Fate {
  const tag = /\+(\d{3}|lost)@/.exec(address)?.[1];
  if (tag === undefined) return mailWireFaultOf(address) ?? DELIVER;
  if (tag === 'lost') return { kind: 'lose-answer', status: null };
  const status = Number(tag);
  if (status < 400 || status > 599) return DELIVER;
  const text = REPLIES[status] ?? (status < 500 ? '4.2.2 Mailbox full, try again later' : '5.1.1 No such mailbox');
  return { kind: 'refuse', status, code: status, message: text };
}

/**
 * What comes back later: `anna+dsn511@example.com` is reported as failed with 5.1.1 (`+dsn522` with 5.2.2, and so on),
 * `+delayed` as delayed, and `+complaint` complains. Null for mail that is kept in silence.
 */
export function returnOfMail(address: string): MailReturn | null {
  const tag = /\+(dsn[45]\d\d|delayed|complaint)@/.exec(address)?.[1];
  if (tag === undefined) return null;
  if (tag === 'complaint') return { kind: 'complain' };
  if (tag === 'delayed') return { kind: 'return', action: 'delayed', status: '4.4.7' };
  return { kind: 'return', action: 'failed', status: [...tag.slice(3)].join('.') };
}

function refusal(code: number): Fate {
  return { kind: 'refuse', status: 400, code, message: REFUSALS[code] ?? `Error ${code}` };
}
