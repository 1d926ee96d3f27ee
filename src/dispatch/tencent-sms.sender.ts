import { type WireError, classifyWireError } from './classify-error.js';
import {
  type FoundMessage,
  type LookupQuestion,
  type OutgoingMessage,
  Provider,
  type SendResult,
  type TemplateReview,
} from './provider.js';
import { TencentApi, type TencentApiSettings } from './tencent-api.adapter.js';
import { classifyTencentCode } from './tencent-codes.js';
import { reportStatus } from './tencent-webhook.js';

export interface TencentSenderSettings extends TencentApiSettings {
  readonly name: string;
  readonly capabilityName: string;
  readonly sdkAppId: string;
  /** Real seconds since 1970. */
  readonly seconds: () => number;
}

interface SendStatus {
  readonly SerialNo?: string;
  readonly Code?: string;
}
interface PulledStatus {
  readonly SerialNo?: string;
  readonly ReportStatus?: string;
  readonly Description?: string;
  readonly SessionContext?: string;
}
interface DescribedTemplate {
  readonly TemplateId?: number;
  readonly StatusCode?: number;
  readonly ReviewReply?: string;
  readonly TemplateContent?: string;
}

const WIDTH = 25;
const LOOKUP_LIMIT = 100;
/** The provider answers only for the last seven days. */
const LOOKUP_SECONDS = 7 * 86_400 - 60;
const LOOKUP_TIMEOUT_MS = 10_000;
const MAINLAND = 0;

/** SMS to mainland China through Tencent Cloud: a registered template, its parameters, and the attempt's key as the session's context. */
export class TencentSmsSender extends Provider {
  override readonly name: string;
  override readonly capabilityName: string;
  override readonly channel = 'sms';
  override readonly width = WIDTH;
  override readonly host: string;
  private readonly api: TencentApi;

  constructor(private readonly settings: TencentSenderSettings) {
    super();
    this.name = settings.name;
    this.capabilityName = settings.capabilityName;
    this.api = new TencentApi(settings, WIDTH, settings.seconds);
    this.host = this.api.host;
  }

  override async send(message: OutgoingMessage, signal: AbortSignal): Promise<SendResult> {
    if (signal.aborted) return { outcome: 'failed', errorClass: 'unknown-outcome', code: 'ABORT_ERR' };
    const { registered } = message;
    // Never as a text of our own.
    if (registered === undefined) return { outcome: 'failed', errorClass: 'next-rung', code: 'not-registered' };
    const request = {
      PhoneNumberSet: [message.to],
      SmsSdkAppId: this.settings.sdkAppId,
      TemplateId: registered.providerTemplateId,
      SignName: registered.signature,
      TemplateParamSet: registered.params,
      SessionContext: message.key,
    };
    try {
      const answer = await this.api.call<{ SendStatusSet?: SendStatus[] }>('SendSms', request, signal);
      const status = 'error' in answer ? { Code: answer.error.code } : (answer.content.SendStatusSet?.[0] ?? {});
      return this.blame(understand(status), registered.providerTemplateId);
    } catch (error) {
      return classifyWireError(error as WireError);
    }
  }

  /** Reports on messages to this number with the attempt's own key: proof that the provider has it. */
  override async lookup({ to, key, since }: LookupQuestion): Promise<FoundMessage[]> {
    const now = this.settings.seconds();
    const request = {
      BeginTime: Math.max(Math.floor(since.getTime() / 1_000), now - LOOKUP_SECONDS),
      EndTime: now,
      Offset: 0,
      Limit: LOOKUP_LIMIT,
      PhoneNumber: to,
      SmsSdkAppId: this.settings.sdkAppId,
    };
    const answer = await this.api.call<{ PullSmsSendStatusSet?: PulledStatus[] }>(
      'PullSmsSendStatusByPhoneNumber',
      request,
      AbortSignal.timeout(LOOKUP_TIMEOUT_MS),
    );
    if ('error' in answer) return [];
    return (answer.content.PullSmsSendStatusSet ?? []).flatMap((found) => {
      const { SerialNo: providerMessageId, SessionContext, ReportStatus, Description } = found;
      if (SessionContext !== key || providerMessageId === undefined || ReportStatus === undefined) return [];
      return [{ providerMessageId, ...reportStatus(ReportStatus, Description ?? '') }];
    });
  }

  /** What the provider's review says of these templates; those that it does not know, or will not tell about, are left out. */
  override async reviewTemplates(ids: readonly string[]): Promise<TemplateReview[]> {
    const request = { International: MAINLAND, TemplateIdSet: ids.map(Number) };
    const answer = await this.api.call<{ DescribeTemplateStatusSet?: DescribedTemplate[] }>(
      'DescribeSmsTemplateList',
      request,
      AbortSignal.timeout(LOOKUP_TIMEOUT_MS),
    );
    if ('error' in answer) throw new Error(`the provider does not tell of its templates: ${answer.error.code}`);
    return (answer.content.DescribeTemplateStatusSet ?? []).flatMap(toReview);
  }

  override close(): Promise<void> {
    return this.api.close();
  }

  private blame(result: SendResult, providerTemplateId: string): SendResult {
    if (result.outcome === 'accepted' || result.templateFault !== true) return result;
    return { ...result, rejectedTemplate: { provider: this.capabilityName, providerTemplateId } };
  }
}

function understand({ Code: code, SerialNo: providerMessageId }: SendStatus): SendResult {
  if (code === 'Ok' && providerMessageId) return { outcome: 'accepted', providerMessageId };
  return classifyTencentCode(code === undefined || code === 'Ok' ? 'no-answer' : code);
}

/** 0: approved and in force, 1: in review, 2: approved but not yet in force, -1: rejected. */
function toReview({ TemplateId, StatusCode, ReviewReply, TemplateContent }: DescribedTemplate): TemplateReview[] {
  if (TemplateId === undefined || StatusCode === undefined) return [];
  const state = StatusCode === 0 ? 'approved' : StatusCode < 0 ? 'rejected' : 'pending';
  const text = TemplateContent ?? null;
  return [{ providerTemplateId: String(TemplateId), state, note: ReviewReply || null, text }];
}
