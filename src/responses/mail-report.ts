import { enhancedStatusIn } from '../dispatch/mail-status.js';
import {
  allParts,
  first,
  type MailHeaders,
  type MimePart,
  readHeaders,
  readMime,
  readWords,
  textOf,
} from './mime-part.js';

/** What a delivery report (RFC 3464) says of one recipient. */
export interface RecipientStatus {
  /** `failed`, `delayed`, `delivered`, `relayed`, `expanded`. */
  readonly action: string;
  /** The enhanced code (RFC 3463); null where there is none. */
  readonly status: string | null;
  /** The SMTP reply of the last server; null where it is not told. */
  readonly replyCode: number | null;
  readonly diagnostic: string;
  readonly recipient: string | null;
}

/** A mail that came back, as it says of itself; nothing in it is believed before it is matched. */
export interface MailReport {
  readonly kind: 'delivery' | 'complaint' | 'auto-reply' | 'other';
  readonly recipients: readonly RecipientStatus[];
  /** Of a complaint (RFC 5965): `abuse`, `fraud`, `not-spam` … */
  readonly feedbackType: string | null;
  /** Where an address of ours may stand, in the order in which to try them. */
  readonly addresses: readonly string[];
  /** The Message-IDs of the message that came back. */
  readonly messageIds: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
}

const LONGEST_TEXT = 2_000;
const LONGEST_LINE = 300;
const ADDRESS = /[^\s<>"',;:()[\]]+@[^\s<>"',;:()[\]]+/g;
/** What mail servers write that send no report: Tencent's and NetEase's among them. */
const RETURNED =
  /undeliver|undelivered|returned mail|delivery (status|failure|has failed)|mail delivery failed|failure notice|退信|退回|投递失败|发送失败|无法投递/i;

/** Reads a mail that came to a return address. `raw` holds its bytes as characters (latin1). Never throws. */
export function readMailReport(raw: string): MailReport {
  const mail = readMime(raw);
  const parts = allParts(mail);
  const status = parts.find(({ type }) => /^message\/(global-)?delivery-status$/.test(type));
  const feedback = parts.find(({ type }) => type === 'message/feedback-report');
  const returned = returnedHeaders(parts);
  const fields = feedback === undefined ? null : readHeaders(feedback.body);
  const subject = clip(readWords(first(mail.headers, 'subject') ?? ''), LONGEST_LINE);
  const text = clip(plainText(parts), LONGEST_TEXT);
  const recipients = status === undefined ? [] : readDeliveryStatus(status.body);
  const guessed = status === undefined && fields === null ? guess(subject, text) : [];
  return {
    kind: fields !== null ? 'complaint' : kindOf(mail, [...recipients, ...guessed]),
    recipients: [...recipients, ...guessed],
    feedbackType: fields === null ? null : (first(fields, 'feedback-type') ?? '').toLowerCase(),
    addresses: addressesIn(mail.headers, fields, returned),
    messageIds: (returned.get('message-id') ?? []).flatMap((value) => value.match(/<[^<>\s]{3,300}>/g) ?? []),
    from: clip(readWords(first(mail.headers, 'from') ?? ''), LONGEST_LINE),
    subject,
    text,
  };
}

/** The fields of a message/delivery-status: a group about the message, then one for each recipient. */
export function readDeliveryStatus(body: string): RecipientStatus[] {
  return body
    .split(/(?:\r?\n[ \t]*){2,}/)
    .map(readHeaders)
    .filter((group) => group.has('action'))
    .map((group) => {
      const diagnostic = clip(withoutType(first(group, 'diagnostic-code') ?? ''), LONGEST_LINE);
      const stated = enhancedStatusIn(first(group, 'status') ?? '');
      const told = enhancedStatusIn(diagnostic);
      // x.0.0 says nothing; the server's own words may say more.
      const status = stated === null || (stated.endsWith('.0.0') && told !== null) ? (told ?? stated) : stated;
      return {
        action: (first(group, 'action') ?? '').trim().toLowerCase(),
        status,
        replyCode: replyCodeIn(diagnostic),
        diagnostic,
        recipient: withoutType(first(group, 'final-recipient') ?? first(group, 'original-recipient') ?? '') || null,
      };
    });
}

function kindOf(mail: MimePart, recipients: readonly RecipientStatus[]): MailReport['kind'] {
  if (recipients.length > 0) return 'delivery';
  const submitted = (first(mail.headers, 'auto-submitted') ?? 'no').trim().toLowerCase();
  const isAutomatic =
    submitted.startsWith('auto-replied') || mail.headers.has('x-autoreply') || mail.headers.has('x-autorespond');
  return isAutomatic ? 'auto-reply' : 'other';
}

/** A return without a report: believed only where its subject says so and its text names a code. */
function guess(subject: string, text: string): RecipientStatus[] {
  if (!RETURNED.test(subject)) return [];
  const line = text.split(/\r?\n/).find((each) => enhancedStatusIn(each) !== null || replyCodeIn(each) !== null);
  if (line === undefined) return [];
  const diagnostic = clip(line.trim(), LONGEST_LINE);
  const status = enhancedStatusIn(line);
  return [{ action: 'failed', status, replyCode: replyCodeIn(line), diagnostic, recipient: null }];
}

function returnedHeaders(parts: readonly MimePart[]): MailHeaders {
  const returned = parts.find(({ type }) =>
    /^(message\/(rfc822|global|global-headers|partial)|text\/rfc822-headers)$/.test(type),
  );
  return returned === undefined ? new Map() : readMime(returned.body).headers;
}

function addressesIn(mail: MailHeaders, feedback: MailHeaders | null, returned: MailHeaders): string[] {
  const values = [
    ...['delivered-to', 'x-original-to', 'envelope-to', 'to'].flatMap((name) => mail.get(name) ?? []),
    ...(feedback?.get('original-mail-from') ?? []),
    ...['return-path', 'x-envelope-from'].flatMap((name) => returned.get(name) ?? []),
  ];
  return [...new Set(values.flatMap((value) => value.match(ADDRESS) ?? []))].slice(0, 50);
}

function plainText(parts: readonly MimePart[]): string {
  const plain = parts.find(({ type }) => type === 'text/plain');
  if (plain !== undefined) return textOf(plain).trim();
  const html = parts.find(({ type }) => type === 'text/html');
  return html === undefined ? '' : textOf(html).replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ').replace(/<br\s*\/?>|<\/(p|div|tr|li)>/gi, '\n').replace(/<[^>]*>/g, ' ').trim(); // prettier-ignore
}

/** `rfc822; anna@example.com` without its type. */
function withoutType(value: string): string {
  return value.replace(/^\s*[\w-]+\s*;\s*/, '').trim();
}

function replyCodeIn(text: string): number | null {
  const found = /(?<![\d.])([45][0-5]\d)(?=[ -])/.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

function clip(text: string, length: number): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (sign) => (sign === '\n' ? sign : ' ')).slice(0, length); // prettier-ignore
}
