import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail server and a Twilio that take everything and keep nothing, in a process of their own: the wire without the far end's work. */
let taken = 0;

const mail = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData(stream, _session, done) {
    stream.on('data', () => undefined);
    stream.on('end', () => {
      taken += 1;
      done(null, 'taken');
    });
  },
});
const twilio = createServer((request, response) => {
  request.on('data', () => undefined);
  request.on('end', () => {
    taken += 1;
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ sid: `SM${taken.toString(16).padStart(32, '0')}`, status: 'queued', error_code: null }),
    );
  });
});
twilio.keepAliveTimeout = 60_000;

mail.listen(0, '127.0.0.1', () => {
  twilio.listen(0, '127.0.0.1', () => {
    const ports = { smtp: (mail.server.address() as AddressInfo).port, twilio: (twilio.address() as AddressInfo).port };
    process.send?.(ports);
  });
});
process.on('message', () => process.send?.({ taken }));
process.on('disconnect', () => process.exit(0));
