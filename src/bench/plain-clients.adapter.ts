import nodemailer from 'nodemailer';
import twilio from 'twilio';
import type { Composed } from '../messages/compose-message.js';
import type { Sink } from './sink.adapter.js';

/** The same library sending the same message as often as asked, with nothing around it. */
export type PlainClient = (count: number) => Promise<void>;

/** As many in flight as Revisit has. */
const MAIL_CONNECTIONS = 10;
const SMS_IN_FLIGHT = 25;
export const MAIL_FROM = 'Bench <bench@example.com>';
export const TWILIO_LOGIN = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'bench', from: '+15005550006' } as const;

/** A pool of nodemailer's, as its manual shows it. */
export function plainMailPool(sink: Sink, { subject, text, html, headers }: Composed): PlainClient {
  const ownHeaders = Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => name !== 'Message-ID'));
  return async (count) => {
    const limits = { pool: true, maxConnections: MAIL_CONNECTIONS, maxMessages: Number.MAX_SAFE_INTEGER } as const;
    const pool = nodemailer.createTransport({ url: sink.smtpUrl, ...limits });
    await inLanes(count, MAIL_CONNECTIONS, (i) => {
      const about = { from: MAIL_FROM, to: `b${i}@example.com`, messageId: `<bench-${i}@example.com>` };
      return pool.sendMail({ ...about, subject, text, html, headers: ownHeaders });
    });
    pool.close();
  };
}

/** Twilio's own client as it comes: its transport keeps connections open. */
export function plainTwilio(sink: Sink, { text }: Composed): PlainClient {
  return async (count) => {
    const { accountSid, authToken, from } = TWILIO_LOGIN;
    const client = twilio(accountSid, authToken);
    client.api.baseUrl = sink.twilioBaseUrl;
    await inLanes(count, SMS_IN_FLIGHT, (i) => {
      const statusCallback = `http://127.0.0.1/webhooks/twilio/status?key=bench-${i}`;
      return client.messages.create({ from, to: '+14155550100', body: text, statusCallback });
    });
  };
}

async function inLanes(count: number, lanes: number, send: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      next += 1;
      await send(next);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
