import type { AddressInfo } from 'node:net';
import { Injectable, Logger } from '@nestjs/common';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { type ListenerPlace, ProviderEndpoints } from '../dispatch/provider-endpoints.service.js';
import { LARGEST_MAIL, MailReportService } from './mail-report.service.js';

const MOST_CLIENTS = 50;
const MOST_RECIPIENTS = 10;
const IDLE_MS = 60_000;
const CLOSE_WITHIN_MS = 2_000;

/** A mail server for returned mail alone: it takes what comes to our return addresses and passes nothing on. */
@Injectable()
export class BounceListener {
  private readonly log = new Logger(BounceListener.name);
  private server: SMTPServer | null = null;

  constructor(
    private readonly reports: MailReportService,
    private readonly endpoints: ProviderEndpoints,
  ) {}

  /** Listens; on a free port where none is named. Rejects where the port cannot be had. */
  async start(place: { readonly host: string; readonly port: number }): Promise<ListenerPlace> {
    const server = this.makeServer();
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(place.port, place.host, resolve);
    });
    this.server = server;
    const { port } = server.server.address() as AddressInfo;
    const listening = { host: place.host, port };
    this.endpoints.useBounceListener(listening);
    return listening;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    this.endpoints.useBounceListener(null);
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private makeServer(): SMTPServer {
    const server = new SMTPServer({
      banner: 'Revisit returned mail',
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: LARGEST_MAIL,
      maxClients: MOST_CLIENTS,
      socketTimeout: IDLE_MS,
      closeTimeout: CLOSE_WITHIN_MS,
      onRcptTo: ({ address }, session, callback) => {
        if (session.envelope.rcptTo.length >= MOST_RECIPIENTS)
          return callback(refusal(452, '4.5.3 Too many recipients'));
        callback(this.reports.takes(address) ? null : refusal(550, '5.1.1 No such address here'));
      },
      onData: (stream, session, callback) => {
        this.take(stream, session).then(
          (tooLarge) => callback(tooLarge ? refusal(552, '5.3.4 Message too large') : null),
          (error: Error) => {
            this.log.error(`A returned mail could not be taken: ${error.message}`);
            callback(refusal(451, '4.3.0 Try again later'));
          },
        );
      },
    });
    // A client that drops its connection is no news.
    server.on('error', (error) => this.log.debug(error.message));
    return server;
  }

  /** Answered when everything is written down: until then the other side keeps it and comes again. */
  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<boolean> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) chunks.push(chunk);
    if (stream.sizeExceeded) return true;
    const raw = Buffer.concat(chunks);
    for (const { address } of session.envelope.rcptTo) {
      await this.reports.receive({ raw, envelopeTo: address, via: 'smtp' });
    }
    return false;
  }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
