import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OutgoingMessage } from './provider.js';
import { type TwilioSenderSettings, TwilioSmsSender } from './twilio-sms.sender.js';

const message: OutgoingMessage = {
  to: '+14155550100',
  text: 'How was it?',
  key: '6f1c',
  bodyHash: 'x',
  templateVersion: null,
} as unknown as OutgoingMessage;
const never = new AbortController().signal;
let server: Server;
let forms: URLSearchParams[] = [];
/** Null: nobody answers. */
let answer: (() => object) | null;

beforeEach(async () => {
  forms = [];
  answer = () => ({ sid: `SM${'0'.repeat(32)}`, status: 'queued' });
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      forms.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      if (answer !== null)
        response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(answer()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function sendWith(settings: Partial<TwilioSenderSettings>, more: Partial<OutgoingMessage> = {}, signal = never) {
  const sender = new TwilioSmsSender({
    ...{ name: 'twilio', capabilityName: 'twilio', accountSid: `AC${'0'.repeat(32)}`, authToken: 'secret' },
    apiBaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publicUrl: 'https://revisit.example.com',
    ...settings,
  });
  try {
    return await sender.send({ ...message, ...more } as OutgoingMessage, signal);
  } finally {
    await sender.close();
  }
}

describe('a message to Twilio', () => {
  it('may wait in its queue no longer than its window is open, and never longer than the queue holds', async () => {
    await sendWith({ from: '+15005550006' }, { validForSeconds: 95 });
    await sendWith({ from: '+15005550006' }, { validForSeconds: 90_000 });
    await sendWith({ from: '+15005550006' }, { validForSeconds: 0 });
    expect(forms.map((form) => form.get('ValidityPeriod'))).toEqual(['95', '14400', '1']);
  });

  it('leaves from the number or by the messaging service, with the attempt’s key in its callback', async () => {
    expect(await sendWith({ from: '+15005550006' })).toMatchObject({ outcome: 'accepted' });
    await sendWith({ messagingServiceSid: `MG${'0'.repeat(32)}` });
    expect(forms.map((form) => [form.get('From'), form.get('MessagingServiceSid')])).toEqual([
      ['+15005550006', null],
      [null, `MG${'0'.repeat(32)}`],
    ]);
    expect(forms[0]?.get('StatusCallback')).toBe('https://revisit.example.com/webhooks/twilio/status?key=6f1c');
  });

  it('is given up when told to, with an unknown outcome, and does not keep the sender open', async () => {
    answer = null;
    const result = await sendWith({ from: '+15005550006' }, {}, AbortSignal.timeout(100));
    expect(result).toMatchObject({ outcome: 'failed', errorClass: 'unknown-outcome' });
    expect(forms).toHaveLength(1);
  });
});
