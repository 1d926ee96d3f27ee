import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Global, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccessModule } from '../../src/access/access.module.js';
import { CalendarModule } from '../../src/calendar/calendar.module.js';
import { PolicyInstallService } from '../../src/calendar/policy-install.service.js';
import { parseSettings } from '../../src/config/settings.js';
import { SettingsService } from '../../src/config/settings.service.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import type { Database } from '../../src/database/database.service.js';
import { DispatchModule } from '../../src/dispatch/dispatch.module.js';
import { ProviderEndpoints } from '../../src/dispatch/provider-endpoints.service.js';
import { type ReceiptOutcome, ReceiptService } from '../../src/dispatch/receipt.service.js';
import { readReports } from '../../src/dispatch/tencent-webhook.js';
import { isSignedByTwilio } from '../../src/dispatch/twilio-signature.js';
import { JobsModule } from '../../src/jobs/jobs.module.js';
import { Clock } from '../../src/kernel/clock.js';
import { SystemClock } from '../../src/kernel/system-clock.adapter.js';
import { ChannelProviders } from '../../src/messages/channel-providers.service.js';
import { TemplateRegistrationService } from '../../src/messages/template-registration.service.js';
import { TemplateService } from '../../src/messages/template.service.js';
import { MessagesModule } from '../../src/messages/messages.module.js';
import { ResponsesModule } from '../../src/responses/responses.module.js';
import { SandboxMessageRepository } from '../../src/sandbox/sandbox-message.repository.js';
import { SandboxService } from '../../src/sandbox/sandbox.service.js';
import { SurveyService } from '../../src/surveys/survey.service.js';
import { SurveysModule } from '../../src/surveys/surveys.module.js';
import type { FixedClock } from './fixed-clock.js';

/** Everything up to dispatch on a test database, with the sandbox beside it and a listener for its webhooks. */
export interface DispatchStage {
  readonly app: INestApplicationContext;
  readonly sandbox: SandboxService;
  readonly receipts: ReceiptOutcome[];
  /** Inbound webhooks that were signed, or (as `reply`) came to Tencent's secret address. */
  readonly inbound: Record<string, string>[];
  close(): Promise<void>;
}

/** `later`: modules of stages behind dispatch. */
export async function openDispatchStage(
  database: Database,
  clock: FixedClock,
  environment: Readonly<Record<string, string>> = {},
  later: readonly Type[] = [],
): Promise<DispatchStage> {
  const receipts: ReceiptOutcome[] = [];
  const inbound: Record<string, string>[] = [];
  const listener = await listen();
  const publicUrl = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const settings = { ...parseSettings(environment), publicUrl, secretKey: 'a secret of thirty-two characters' };
  const modules = [
    AccessModule,
    CalendarModule,
    SurveysModule,
    MessagesModule,
    DispatchModule,
    ResponsesModule,
    ...later,
  ];

  @Global()
  @Module({ providers: [{ provide: Clock, useValue: clock }, SystemClock], exports: [Clock, SystemClock] })
  class TestKernelModule {}
  @Module({ imports: [TestKernelModule, DatabaseModule.with(settings, database), JobsModule, ...modules] })
  class TestModule {}
  const app = await NestFactory.createApplicationContext(TestModule, { logger: ['fatal'], abortOnError: false });
  await app.get(PolicyInstallService).installPackagedPolicies();
  await app.get(SurveyService).installPackaged();
  await app.get(TemplateService).installPackaged();
  const endpoints = app.get(ProviderEndpoints);
  const sandbox = new SandboxService(
    new SandboxMessageRepository(database),
    endpoints,
    app.get(SettingsService),
    clock,
    app.get(ChannelProviders),
    app.get(TemplateRegistrationService),
  );
  const { authToken, tencent } = await sandbox.start({ callbackDelayMs: 5 });
  /** Tencent Cloud's callbacks: reports are applied, replies are kept. */
  const tencentHook = async (url: string, body: string): Promise<number> => {
    if (!url.includes(`/${tencent.callbackSecret}/`)) return 403;
    if (url.endsWith('/reply')) return inbound.push({ reply: body }) > 0 ? 200 : 500;
    for (const report of readReports(body, 'sandbox-tencent') ?? []) {
      receipts.push(await app.get(ReceiptService).apply(report));
    }
    return 200;
  };
  listener.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      if (request.url?.startsWith('/webhooks/tencent/')) {
        return void tencentHook(request.url, body).then((status) => response.writeHead(status).end());
      }
      const params = Object.fromEntries(new URLSearchParams(body));
      const url = `${publicUrl}${request.url ?? ''}`;
      const signature = request.headers['x-twilio-signature'] as string | undefined;
      const done = (status: number) => response.writeHead(status).end();
      if (!isSignedByTwilio({ url, params, signature }, authToken)) return done(403);
      if (!url.includes('/status')) return done(inbound.push(params) > 0 ? 200 : 500);
      const receipt = {
        provider: 'sandbox-sms',
        providerMessageId: params['MessageSid'] ?? '',
        status: params['MessageStatus'] ?? '',
        errorCode: params['ErrorCode'] ?? null,
        key: new URL(url).searchParams.get('key'),
      };
      app
        .get(ReceiptService)
        .apply(receipt)
        .then(
          (outcome) => done(receipts.push(outcome) > 0 ? 204 : 500),
          () => done(500),
        );
    });
  });
  const close = async () => {
    await sandbox.stop();
    await app.close();
    listener.closeAllConnections();
    await new Promise((resolve) => listener.close(resolve));
  };
  return { app, sandbox, receipts, inbound, close };
}

function listen(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
