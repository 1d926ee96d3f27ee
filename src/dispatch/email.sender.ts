import nodemailer, { type SendMailOptions } from 'nodemailer';
import type { SmtpSettings } from '../config/mail-settings.js';
import { type BounceBase, bounceAddress } from '../messages/bounce-address.js';
import { type WireError, classifySmtpError } from './classify-error.js';
import { mailSource } from './mail-source.js';
import { type FoundMessage, isLoopback, type OutgoingMail, Provider, type SendResult } from './provider.js';
import { withSignal } from './with-signal.js';

export interface EmailSenderSettings {
  readonly name: string;
  readonly capabilityName: string;
  /** smtp:// or smtps://, with credentials where the relay wants them. */
  readonly url: string;
  /** `Name <address>` or an address alone. */
  readonly from: string;
  /** How the relay is spoken to; what is left out has its default. */
  readonly relay?: Pick<SmtpSettings, 'tls' | 'connections' | 'messagesPerConnection' | 'dkim'>;
  /** What return addresses are made with; null: mail comes back to the sender's own address. */
  readonly bounce?: BounceBase | null;
}

const CONNECTIONS = 10;
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 25_000, dnsTimeout: 10_000 };
/** One strict address: nothing that a parser could read as a list, a group or a second header. */
const ADDR_SPEC = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,253}$/u;

/** E-mail over SMTP, through a pool of connections. */
export class EmailSender extends Provider {
  override readonly name: string;
  override readonly capabilityName: string;
  override readonly channel = 'email';
  override readonly width: number;
  override readonly host: string;
  private readonly transport: ReturnType<typeof createPool>;
  private readonly from: { readonly name: string; readonly address: string };
  private readonly bounce: BounceBase | null;

  constructor(settings: EmailSenderSettings) {
    super();
    this.name = settings.name;
    this.capabilityName = settings.capabilityName;
    this.host = new URL(settings.url).hostname;
    this.from = splitAddress(settings.from);
    this.bounce = settings.bounce ?? null;
    this.width = settings.relay?.connections ?? CONNECTIONS;
    this.transport = createPool(settings.url, settings.relay ?? {});
  }

  override async send(message: OutgoingMail, signal: AbortSignal): Promise<SendResult> {
    if (!ADDR_SPEC.test(message.to)) {
      return { outcome: 'failed', errorClass: 'next-rung', code: 'unsafe-address', badAddress: true };
    }
    try {
      const info = await withSignal(this.transport.sendMail(this.mail(message)), signal);
      if (info.accepted.length === 1) return { outcome: 'accepted', providerMessageId: info.messageId };
      return classifySmtpError(info.rejectedErrors?.[0] ?? { responseCode: 550, response: info.response });
    } catch (error) {
      return classifySmtpError(error as WireError);
    }
  }

  /** SMTP has nothing to ask. */
  override lookup(): Promise<FoundMessage[]> {
    return Promise.resolve([]);
  }

  override close(): Promise<void> {
    this.transport.close();
    return Promise.resolve();
  }

  /** Written by ourselves where it is an ordinary one, for composing costs more than sending; else by the library. */
  private mail(message: OutgoingMail): SendMailOptions {
    const { 'Message-ID': given, ...headers } = message.headers ?? {};
    const messageId = given ?? `<${message.key}@${this.from.address.split('@')[1] ?? 'localhost'}>`;
    const returnTo = this.bounce === null ? null : bounceAddress(message.key, this.bounce);
    const envelope = { from: returnTo ?? this.from.address, to: [message.to] };
    const { at, subject, text, html, to, key } = message;
    if (at !== undefined && subject !== undefined && html !== undefined) {
      const parts = { from: this.from, to, subject, text, html, messageId, headers, boundary: key, at };
      const raw = mailSource(parts);
      if (raw !== null) return { raw: Buffer.from(raw, 'latin1'), envelope, messageId };
    }
    return this.composed(message, { envelope, messageId, headers });
  }

  /** The recipient as a pair and the envelope apart, so that no address is ever parsed out of a text. */
  private composed(message: OutgoingMail, about: SendMailOptions): SendMailOptions {
    return {
      ...about,
      from: this.from,
      to: { name: '', address: message.to },
      subject: message.subject,
      text: message.text,
      html: message.html,
      disableFileAccess: true,
      disableUrlAccess: true,
    };
  }
}

/** RFC 8058 wants both of the unsubscribe lines signed, which is one more than is usual. */
const SIGNED_FIELDS = [
  ...['From', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'To', 'MIME-Version', 'Content-Type'],
  ...['Content-Transfer-Encoding', 'Auto-Submitted', 'List-Unsubscribe', 'List-Unsubscribe-Post'],
].join(':');

function createPool(url: string, relay: NonNullable<EmailSenderSettings['relay']>) {
  const { tls, connections = CONNECTIONS, messagesPerConnection = Number.MAX_SAFE_INTEGER, dkim } = relay;
  const { hostname, username } = new URL(url);
  // A password does not go over an open line. Where TLS is offered it is used, and no mail goes where that fails.
  const requireTLS = tls === 'always' || (username !== '' && !isLoopback(hostname));
  return nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: connections,
    maxMessages: messagesPerConnection,
    requireTLS,
    ...TIMEOUTS,
    ...(dkim === undefined
      ? {}
      : {
          dkim: {
            domainName: dkim.domain,
            keySelector: dkim.selector,
            privateKey: dkim.privateKey,
            headerFieldNames: SIGNED_FIELDS,
          },
        }),
  });
}

/** Reads `Name <address>` of the settings. */
export function splitAddress(text: string): { name: string; address: string } {
  const parts = /^\s*(?:"?([^"<]*?)"?\s*<([^<>]+)>|([^<>\s]+))\s*$/.exec(text);
  return { name: parts?.[1] ?? '', address: parts?.[2] ?? parts?.[3] ?? text };
}
