import { randomInt, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { signTc3 } from '../dispatch/tc3-signature.js';
import type { Clock } from '../kernel/clock.js';
import { countSegments } from '../messages/sms-segments.js';
import { fillRegistered } from '../messages/registered-text.js';
import type { Arrivals } from './arrivals.worker.js';
import { LocalHttpServer, sendJson } from './local-http-server.adapter.js';
import { reviewOf, type TencentFate, tencentFateOf } from './tencent-fates.js';
import type { SandboxMessage, SandboxMessageRepository } from './sandbox-message.repository.js';

/** What the stand-in needs of the rest. */
export interface TencentServerTools {
  readonly arrivals: Arrivals;
  readonly messages: SandboxMessageRepository;
  readonly clock: Clock;
  /** The text that was registered under a number; null for a number that nobody registered. */
  readonly registered: (providerTemplateId: string) => Promise<{ readonly text: string } | null>;
  /** Called with a message that was taken, and what becomes of it; resolves when its report was sent. */
  readonly taken: (message: TencentTaken, fate: TencentFate) => Promise<void>;
  /** A fate that somebody asked for by hand; it goes before the number's own. */
  readonly nextFate: (to: string) => TencentFate | null;
}

export type TencentTaken = Pick<SandboxMessage, 'messageId' | 'toAddress' | 'headers'>;

export interface TencentAccount {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sdkAppId: string;
}

interface SendSms {
  readonly PhoneNumberSet?: readonly string[];
  readonly SmsSdkAppId?: string;
  readonly TemplateId?: string;
  readonly SignName?: string;
  readonly TemplateParamSet?: readonly string[];
  readonly SessionContext?: string;
}

const FIVE_MINUTES = 300;
const TEMPLATE_FAULT = 'FailedOperation.TemplateIncorrectOrUnapproved';
/** The name under which a sandbox message keeps the session's context. */
export const SESSION_CONTEXT = 'SessionContext';

/** A server with the shape of Tencent Cloud's API 3.0 for SMS, on this machine; it signs and renders as the real one does. */
export class SandboxTencentServer {
  private readonly http: LocalHttpServer;

  constructor(
    private readonly account: TencentAccount,
    private readonly tools: TencentServerTools,
  ) {
    this.http = new LocalHttpServer(
      (request, body, response) => this.answer(request, body, response),
      (response) => fail(response, 'InternalError'),
    );
  }

  /** Listens on a free port of this machine; answers with the base URL. */
  start(port = 0): Promise<string> {
    return this.http.start(port);
  }

  stop(): Promise<void> {
    return this.http.stop();
  }

  private async answer(request: IncomingMessage, payload: string, response: ServerResponse): Promise<void> {
    const fault = this.signatureFault(request, payload);
    if (fault !== null) return fail(response, fault);
    const asked = JSON.parse(payload) as Record<string, unknown>;
    switch (header(request, 'x-tc-action')) {
      case 'SendSms':
        return this.send(asked, response);
      case 'PullSmsSendStatusByPhoneNumber':
        return this.pull(asked, response);
      case 'DescribeSmsTemplateList':
        return this.describe(asked, response);
      default:
        return fail(response, 'InvalidAction');
    }
  }

  private signatureFault(request: IncomingMessage, payload: string): string | null {
    const timestamp = Number(header(request, 'x-tc-timestamp'));
    const { clock } = this.tools;
    const now = (clock.now().getTime() - clock.offsetMs()) / 1_000;
    if (!(Math.abs(now - timestamp) <= FIVE_MINUTES)) return 'AuthFailure.SignatureExpire';
    const action = header(request, 'x-tc-action');
    const signed = { host: header(request, 'host'), service: 'sms', action, payload, timestamp };
    return signTc3(signed, this.account) === header(request, 'authorization') ? null : 'AuthFailure.SignatureFailure';
  }

  private async send(asked: SendSms, response: ServerResponse): Promise<void> {
    const to = asked.PhoneNumberSet?.[0] ?? '';
    if (asked.SmsSdkAppId !== this.account.sdkAppId) return fail(response, 'InvalidParameterValue.SdkAppIdNotExist');
    const fate = this.tools.nextFate(to) ?? tencentFateOf(to);
    if (fate.kind === 'refuse')
      return fate.whole ? fail(response, fate.code) : status(response, { ...asked, to }, fate);
    if (fate.kind === 'silence') return;
    const text = await this.render(asked);
    if (text === null) return status(response, { ...asked, to }, { code: TEMPLATE_FAULT });
    const { SignName = '', TemplateId = '', SessionContext = '', TemplateParamSet = [] } = asked;
    const message = {
      channel: 'sms',
      direction: 'to-customer',
      messageId: newSerialNo(),
      fromAddress: SignName,
      toAddress: to,
      subject: null,
      body: `【${SignName}】${text}`,
      html: null,
      headers: { TemplateId, TemplateParamSet: JSON.stringify(TemplateParamSet), [SESSION_CONTEXT]: SessionContext },
      status: 'sent',
      errorCode: null,
      statusCallback: null,
      receivedAt: this.tools.clock.now(),
    } as const;
    await this.tools.arrivals.add(message);
    const reported = this.tools.taken(message, fate);
    if (fate.kind === 'receipts' && fate.come === 'early') await reported;
    if (fate.kind === 'slow') await delay(fate.ms, undefined, { ref: false });
    if (fate.kind === 'garbled') return void response.writeHead(200).end('<html>taken');
    if (fate.kind !== 'lose-answer') {
      const { segments: fee } = countSegments(message.body, 'CN');
      return status(response, { ...asked, to }, { code: 'Ok', serialNo: message.messageId, fee });
    }
    if (fate.code === null) response.socket?.destroy();
    else fail(response, fate.code);
  }

  /** What the customer reads: the registered text with its parameters; null where one of the two does not fit. */
  private async render({ TemplateId = '', TemplateParamSet = [], SignName }: SendSms): Promise<string | null> {
    const registered = await this.tools.registered(TemplateId);
    if (registered === null || !SignName || reviewOf(TemplateId).status !== 0) return null;
    const places = new Set(registered.text.match(/\{\d+\}/g) ?? []);
    return places.size === TemplateParamSet.length ? fillRegistered(registered.text, TemplateParamSet) : null;
  }

  /** Reports of the messages to a number; those whose fate is not known yet are not there. */
  private async pull(asked: Record<string, unknown>, response: ServerResponse): Promise<void> {
    const to = String(asked['PhoneNumber']);
    const since = new Date(Number(asked['BeginTime']) * 1_000);
    const sent = await this.tools.messages.list({ channel: 'sms', direction: 'to-customer', to, since, limit: 100 });
    const reported = sent.filter(({ status }) => status === 'delivered' || status === 'undelivered');
    succeed(response, {
      PullSmsSendStatusSet: reported.map((message) => ({
        UserReceiveTime: Math.floor(message.receivedAt.getTime() / 1_000),
        CountryCode: '86',
        SubscriberNumber: to.slice(3),
        PhoneNumber: to,
        SerialNo: message.messageId,
        ReportStatus: message.status === 'delivered' ? 'SUCCESS' : 'FAIL',
        Description: message.errorCode ?? 'DELIVRD',
        SessionContext: message.headers[SESSION_CONTEXT] ?? '',
      })),
    });
  }

  private async describe(asked: Record<string, unknown>, response: ServerResponse): Promise<void> {
    const ids = Array.isArray(asked['TemplateIdSet']) ? asked['TemplateIdSet'].map(String) : [];
    const found: object[] = [];
    for (const id of ids) {
      const registered = await this.tools.registered(id);
      if (registered === null) continue;
      const { status: StatusCode, reply: ReviewReply } = reviewOf(id);
      const TemplateContent = registered.text;
      found.push({ TemplateId: Number(id), International: 0, StatusCode, ReviewReply, TemplateContent });
    }
    succeed(response, { DescribeTemplateStatusSet: found });
  }
}

/** As the provider writes it: a channel and a long number. */
export function newSerialNo(): string {
  return `5000:${randomInt(1e12)}${String(randomInt(1e12)).padStart(12, '0')}`;
}

function status(
  response: ServerResponse,
  { to, SessionContext = '' }: { readonly to: string; readonly SessionContext?: string },
  { code, serialNo = '', fee = 0 }: { readonly code: string; readonly serialNo?: string; readonly fee?: number },
): void {
  const Message = code === 'Ok' ? 'send success' : code;
  const sent = { SerialNo: serialNo, PhoneNumber: to, Fee: fee, SessionContext, Code: code, Message, IsoCode: 'CN' };
  succeed(response, { SendStatusSet: [sent] });
}

function succeed(response: ServerResponse, content: object): void {
  write(response, { ...content, RequestId: randomUUID() });
}

/** The API says errors with status 200. */
function fail(response: ServerResponse, code: string): void {
  write(response, { Error: { Code: code, Message: code }, RequestId: randomUUID() });
}

function write(response: ServerResponse, content: object): void {
  sendJson(response, 200, { Response: content });
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
