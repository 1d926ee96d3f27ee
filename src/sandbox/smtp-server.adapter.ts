import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Clock } from '../kernel/clock.js';
import type { Arrivals } from './arrivals.worker.js';
import { fateOfMail, type MailReturn, returnOfMail } from './magic-addresses.js';
import type { ReturnedLetter } from './return-mail.js';
import type { NewSandboxMessage } from './sandbox-message.repository.js';

/** What smtp-server keeps of a connection. */
interface OpenConnection {
  readonly id: string;
  readonly _socket: { destroy(): void; end(text: string): void };
}

/** A real SMTP server on this machine that keeps every message and passes none on. */
export class SandboxSmtpServer {
  private readonly server: SMTPServer;

  constructor(
    private readonly arrivals: Arrivals,
    private readonly clock: Clock,
    /** Called with a message that is to come back, and how. */
    private readonly returns: (letter: ReturnedLetter, how: MailReturn) => void = () => undefined,
  ) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      banner: 'Revisit sandbox',
      disableReverseLookup: true,
      onRcptTo: ({ address }, _session, callback) => {
        const fate = fateOfMail(address);
        callback(fate.kind === 'refuse' ? smtpError(fate.status, fate.message) : null);
      },
      onData: (stream, session, callback) => {
        this.take(stream, session).then(
          (isAnswered) => (isAnswered ? callback() : stream.destroy()),
          (error: Error) => callback(smtpError(451, `4.3.0 ${error.message}`)),
        );
      },
    });
    this.server.on('error', () => undefined);
  }

  /** Listens on a free port of this machine; answers with the URL. */
  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** Whoever waits for an answer that never comes is cut off. */
  stop(): Promise<void> {
    for (const { _socket } of this.connections()) _socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** Keeps the message; false where no answer is to follow. */
  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<boolean> {
    // Loaded when the first mail comes: most processes never open a mailbox.
    const { simpleParser } = await import('mailparser');
    const mail = await simpleParser(stream);
    const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
    const recipients = session.envelope.rcptTo.map(({ address }) => address);
    if (recipients.some((to) => fateOfMail(to).kind === 'silence')) return new Promise(() => undefined);
    for (const to of recipients) await this.arrivals.add(toMessage(mail, from, to, this.clock.now()));
    for (const recipient of recipients) {
      const how = from === '' ? null : returnOfMail(recipient);
      const of = { returnTo: from, recipient, messageId: mail.messageId ?? '', subject: mail.subject ?? '' };
      if (how !== null) this.returns({ ...of, at: this.clock.now() }, how);
    }
    return this.maySayTaken(recipients, session);
  }

  /** What becomes of the answer to a message that was taken. */
  private async maySayTaken(recipients: readonly string[], session: SMTPServerSession): Promise<boolean> {
    const fates = recipients.map(fateOfMail);
    for (const fate of fates) if (fate.kind === 'slow') await delay(fate.ms, undefined, { ref: false });
    const isGarbled = fates.some(({ kind }) => kind === 'garbled');
    if (!isGarbled && !fates.some(({ kind }) => kind === 'lose-answer')) return true;
    for (const { id, _socket } of this.connections()) {
      if (id !== session.id) continue;
      if (isGarbled) _socket.end('OK, I took that one\r\n');
      else _socket.destroy();
    }
    return false;
  }

  private connections(): Iterable<OpenConnection> {
    return (this.server as unknown as { connections: Set<OpenConnection> }).connections;
  }
}

function toMessage(mail: ParsedMail, from: string, to: string, receivedAt: Date): NewSandboxMessage {
  const headers = Object.fromEntries(
    mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
  );
  return {
    channel: 'email',
    direction: 'to-customer',
    messageId: mail.messageId ?? `<none-${receivedAt.getTime()}@sandbox>`,
    fromAddress: from,
    toAddress: to,
    subject: mail.subject ?? null,
    body: mail.text ?? '',
    html: mail.html === false ? null : (mail.html ?? null),
    headers,
    status: 'delivered',
    errorCode: null,
    statusCallback: null,
    receivedAt,
  };
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
