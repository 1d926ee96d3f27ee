import { addDays, localDate, localInstant } from '../../archive/local-instant.js';
import { maskAddress } from '../../kernel/masking.js';
import type { SandboxMessage } from '../../sandbox/sandbox-message.repository.js';
import { oneClickUrl } from '../../sandbox/one-click.js';
import type { Bubble, SandboxEntry } from './sandbox.read-model.js';

const MORNING_MINUTE = 9 * 60 + 5;
const HOUR_MS = 3_600_000;
const LINK = /https?:\/\/[^\s<>"，。；）]+/g;

/** What the address of the page says: which phone and mail are open, what the lists are narrowed to. */
export interface SandboxPlace {
  readonly q: string;
  readonly campaign: number | null;
  readonly thread: number | null;
  readonly earlier: number | null;
  readonly mail: number | null;
  readonly threadsBefore: number | null;
  readonly mailsBefore: number | null;
}

/** Reads the address; what it says wrongly counts as not said. */
export function readPlace(raw: Readonly<Record<string, unknown>>): SandboxPlace {
  const number = (name: string) => {
    const text = raw[name];
    return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
  };
  return {
    q: typeof raw['q'] === 'string' ? raw['q'].trim().slice(0, 100) : '',
    campaign: number('campaign'),
    thread: number('thread'),
    earlier: number('earlier'),
    mail: number('mail'),
    threadsBefore: number('threadsBefore'),
    mailsBefore: number('mailsBefore'),
  };
}

/** The address of a place, with some of it changed. */
export function hrefOf(place: SandboxPlace, change: Partial<SandboxPlace> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...place, ...change })) {
    if (value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '/sandbox' : `/sandbox?${text}`;
}

/** A phone or mail of the list: whose it is, its address with the middle hidden. */
export function toEntry(entry: SandboxEntry, href: string, isOpen: boolean) {
  return { ...entry, address: maskAddress(entry.address), href, isOpen, isOut: entry.direction === 'from-customer' };
}

/** A message as a bubble: what the customer wrote on the right, as on the customer's own phone. */
export function toBubble(message: Bubble) {
  return {
    ...message,
    isMine: message.direction === 'from-customer',
    statusKey: `console.sandbox.status.${message.status}`,
    isLost: ['undelivered', 'failed'].includes(message.status),
    parts: splitLinks(message.body),
  };
}

/** A text in pieces, those that are links with their address. */
export function splitLinks(text: string): { readonly text: string; readonly href: string | null }[] {
  const parts: { text: string; href: string | null }[] = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    const link = found[0].replace(/[.,;:!?)]+$/, '');
    if (found.index > from) parts.push({ text: text.slice(from, found.index), href: null });
    parts.push({ text: link, href: link });
    from = found.index + link.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null });
  return parts;
}

/** An opened mail: its head, its text in pieces, and whether a mail program would show "unsubscribe". */
export function toMail(mail: SandboxMessage, publicUrl: string) {
  return {
    id: mail.id,
    subject: mail.subject ?? '',
    from: mail.fromAddress,
    to: maskAddress(mail.toAddress),
    at: mail.receivedAt,
    isHtml: mail.html !== null,
    parts: splitLinks(mail.body),
    isSample: mail.sampleOf !== null,
    mayUnsubscribe: mail.sampleOf === null && oneClickUrl(mail.headers, publicUrl) !== null,
  };
}

/** A mail's own HTML, its links made to open beside the console. */
export function mailDocument(html: string): string {
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html;
}

/** Where the demonstration's clock can be moved to: an hour on, or shortly after nine on the next morning. */
export function clockSteps(now: Date, zone: string): { readonly hour: Date; readonly morning: Date } {
  const today = localInstant(localDate(now, zone), MORNING_MINUTE, zone, 'start');
  const tomorrow = localInstant(addDays(localDate(now, zone), 1), MORNING_MINUTE, zone, 'start');
  return { hour: new Date(now.getTime() + HOUR_MS), morning: now < today ? today : tomorrow };
}
