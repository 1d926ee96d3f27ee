import { countSegments } from '../messages/sms-segments.js';

/** What a message's resource is made of. */
export interface ShownMessage {
  readonly messageId: string;
  readonly direction: 'to-customer' | 'from-customer';
  readonly fromAddress: string;
  readonly toAddress: string;
  readonly body: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly receivedAt: Date;
}

/** A message as Twilio's REST API shows it. */
export function twilioMessage(message: ShownMessage, accountSid: string): Record<string, unknown> {
  const at = message.receivedAt.toUTCString().replace('GMT', '+0000');
  const country = message.toAddress.startsWith('+86') ? 'CN' : null;
  const isService = message.fromAddress.startsWith('MG');
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: at,
    date_sent: at,
    date_updated: at,
    direction: message.direction === 'to-customer' ? 'outbound-api' : 'inbound',
    error_code: message.errorCode === null ? null : Number(message.errorCode),
    error_message: null,
    from: isService ? null : message.fromAddress,
    messaging_service_sid: isService ? message.fromAddress : null,
    num_media: '0',
    num_segments: String(countSegments(message.body, country).segments),
    price: null,
    price_unit: 'USD',
    sid: message.messageId,
    status: message.status,
    subresource_uris: { media: `/2010-04-01/Accounts/${accountSid}/Messages/${message.messageId}/Media.json` },
    to: message.toAddress,
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${message.messageId}.json`,
  };
}

/** A call as Twilio's REST API shows it when it was taken. */
export function twilioCall(
  call: { readonly sid: string; readonly to: string; readonly from: string; readonly at: Date },
  accountSid: string,
): Record<string, unknown> {
  const at = call.at.toUTCString().replace('GMT', '+0000');
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    date_created: at,
    date_updated: at,
    direction: 'outbound-api',
    duration: null,
    from: call.from,
    sid: call.sid,
    status: 'queued',
    to: call.to,
    uri: `/2010-04-01/Accounts/${accountSid}/Calls/${call.sid}.json`,
  };
}

/** A page of messages, newest first and alone. */
export function twilioPage(messages: readonly ShownMessage[], accountSid: string): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  return {
    messages: [...messages].reverse().map((message) => twilioMessage(message, accountSid)),
    page: 0,
    page_size: 50,
    start: 0,
    end: Math.max(0, messages.length - 1),
    uri,
    first_page_uri: uri,
    next_page_uri: null,
    previous_page_uri: null,
  };
}
