import { EventEmitter } from 'node:events';
import type { Transporter } from 'nodemailer';

type Step = Parameters<Transporter['use']>[1];

/**
 * A message that is there as a whole, in the shape of the stream that nodemailer's pool takes: it goes to the connection in
 * one piece, without the three streams that would carry it in pieces. `readableDidRead` tells the pool, as a stream would,
 * whether a byte of it may have left.
 */
export class WholeMessage extends EventEmitter {
  readableDidRead = false;

  constructor(private readonly bytes: Buffer) {
    super();
  }

  pipe<T extends NodeJS.WritableStream>(connection: T): T {
    this.readableDidRead = true;
    connection.write(this.bytes);
    connection.end();
    return connection;
  }

  destroy(): void {
    this.removeAllListeners();
  }
}

/** Nodemailer's step before the wire: what was written as a whole goes as a whole, unless it is still to be signed. */
export const sendWhole: Step = (mail, done) => {
  const { raw } = mail.data;
  const isSigned = Boolean((mail.mailer as unknown as { dkim?: unknown }).dkim) || mail.data.dkim !== undefined;
  if (Buffer.isBuffer(raw) && !isSigned) {
    const message = mail.message as unknown as { createReadStream(): WholeMessage };
    message.createReadStream = () => new WholeMessage(raw);
  }
  done();
};
