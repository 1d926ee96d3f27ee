import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { readBounceAddress } from '../messages/bounce-address.js';
import { EmailSender, type EmailSenderSettings } from './email.sender.js';
import type { OutgoingMail } from './provider.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly isSecure: boolean;
  readonly raw: string;
}

const signal = new AbortController().signal;
const letter: OutgoingMail = {
  to: 'anna@example.com',
  subject: '回访',
  text: '您好',
  html: '<p>您好</p>',
  key: 'v1-r0-t1-abc',
};

/** A relay with these options, and a sender that speaks to it. */
async function withRelay(
  options: SMTPServerOptions,
  settings: Partial<EmailSenderSettings> & { readonly query?: string },
  work: (sender: EmailSender, taken: Taken[]) => Promise<void>,
): Promise<void> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        const raw = Buffer.concat(chunks).toString('latin1');
        taken.push({ from, to: rcptTo.map(({ address }) => address), isSecure: session.secure, raw });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const { query = '', ...given } = settings;
  const url = `smtp://127.0.0.1:${port}${query}`;
  const sender = new EmailSender({
    name: 'smtp',
    capabilityName: 'smtp',
    url,
    from: '三学苑 <visits@example.org>',
    ...given,
  });
  try {
    await work(sender, taken);
  } finally {
    await sender.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

const PLAIN: SMTPServerOptions = { disabledCommands: ['STARTTLS'] };

describe('TLS to the relay', () => {
  it('is used where it is offered', async () => {
    await withRelay({}, { query: '?tls.rejectUnauthorized=false' }, async (sender, taken) => {
      expect(await sender.send(letter, signal)).toMatchObject({ outcome: 'accepted' });
      expect(taken.map(({ isSecure }) => isSecure)).toEqual([true]);
    });
  });

  it('that cannot be trusted stops the relay, not the message: nothing goes in the open', async () => {
    await withRelay({}, {}, async (sender, taken) => {
      const failed = { outcome: 'failed', errorClass: 'retry', code: 'ETLS', blockMs: 300_000 };
      expect(await sender.send(letter, signal)).toEqual(failed);
      expect(taken).toEqual([]);
    });
  });

  it('can be demanded', async () => {
    await withRelay(PLAIN, { relay: { tls: 'always' } }, async (sender, taken) => {
      expect(await sender.send(letter, signal)).toMatchObject({ errorClass: 'retry', code: 'ETLS' });
      expect(taken).toEqual([]);
    });
    await withRelay(PLAIN, {}, async (sender, taken) => {
      expect(await sender.send(letter, signal)).toMatchObject({ outcome: 'accepted' });
      expect(taken.map(({ isSecure }) => isSecure)).toEqual([false]);
    });
  });
});

describe('a letter', () => {
  it('comes back to an address of its own', async () => {
    const bounce = { domain: 'b.example.org', secretKey: 'a secret of thirty-two characters' };
    await withRelay(PLAIN, { bounce }, async (sender, taken) => {
      await sender.send(letter, signal);
      expect(readBounceAddress(taken[0]?.from ?? '', bounce)).toBe(letter.key);
      expect(taken[0]?.raw).toMatch(/^From: =\?UTF-8\?.*<visits@example\.org>/m);
    });
  });

  it('keeps to one line for each header, whatever its parts hold', async () => {
    const evil = 'x\r\nBcc: evil@example.com\r\n\r\nbody';
    await withRelay(PLAIN, {}, async (sender, taken) => {
      const headers = { 'List-Unsubscribe': evil, 'X-Evil\r\nBcc': evil };
      await sender.send({ ...letter, subject: evil, headers }, signal);
      await sender.send({ ...letter, headers: { 'Message-ID': `<a@b>\r\nBcc: evil@example.com` } }, signal);
      for (const { to, raw } of taken) {
        expect(to).toEqual(['anna@example.com']);
        expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im);
      }
      expect(taken).toHaveLength(2);
    });
  });

  it('is signed when there is a key, with both lines of the way out under the signature', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const dkim = { domain: 'example.org', selector: 'r2026', privateKey };
    const headers = { 'List-Unsubscribe': '<https://x/u/1>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
    await withRelay(PLAIN, { relay: { dkim } }, async (sender, taken) => {
      await sender.send({ ...letter, headers }, signal);
      const { signed, fields } = signedBy(taken[0]?.raw ?? '', publicKey);
      expect(signed).toBe(true);
      expect(fields).toEqual(
        expect.arrayContaining(['from', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post']),
      );
      expect(signedBy((taken[0]?.raw ?? '').replace('/u/1', '/u/2'), publicKey).signed).toBe(false);
    });
  });
});

/** Checks the signature over the headers (RFC 6376, relaxed), written apart from the sender's own code. */
function signedBy(raw: string, publicKey: string): { signed: boolean; fields: string[] } {
  const head = raw.split('\r\n\r\n')[0] ?? '';
  const lines = head.split(/\r\n(?![ \t])/);
  const relaxed = (line: string) => {
    const colon = line.indexOf(':');
    const value = line
      .slice(colon + 1)
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim();
    return `${line.slice(0, colon).trim().toLowerCase()}:${value}`;
  };
  const signature = lines.find((line) => /^dkim-signature:/i.test(line)) ?? '';
  const tag = (name: string) => new RegExp(`[;: \\t\\n]${name}=([^;]*)`).exec(signature)?.[1]?.replace(/\s/g, '') ?? '';
  const fields = tag('h').toLowerCase().split(':');
  const chosen = fields.flatMap((field) =>
    lines.filter((line) => line.toLowerCase().startsWith(`${field}:`)).slice(-1),
  );
  const bare = relaxed(signature.replace(/([;: \t\n]b=)[^;]*/, '$1'));
  const verify = createVerify('RSA-SHA256').update([...chosen.map(relaxed), bare].join('\r\n'));
  return { signed: verify.verify(createPublicKey(publicKey), tag('b'), 'base64'), fields };
}
