import type { ApiOperation } from './openapi-document.js';

const token = [{ name: 'token', in: 'path', required: true, schema: { type: 'string' } }];
const form = (properties: object) => ({
  required: true,
  content: { 'application/x-www-form-urlencoded': { schema: { type: 'object', properties } } },
});
const json = (schema: object) => ({ required: true, content: { 'application/json': { schema } } });
const text = { type: 'string' };
const secret = [{ name: 'secret', in: 'path', required: true, schema: text }];
const taken = {
  status: '200',
  type: 'application/json',
  schema: { type: 'object', properties: { result: { const: 0 }, errmsg: text } },
};

function outside(
  tag: string,
  operationId: string,
  summary: string,
  answer: { status: string; type?: string; schema?: object },
  more: object = {},
): ApiOperation {
  const { status, type, schema = { type: 'string' } } = answer;
  const content = type === undefined ? {} : { content: { [type]: { schema } } };
  const refused =
    tag === 'webhooks'
      ? { '403': { description: 'The signature, or the secret of the address, is wrong or missing' } }
      : {};
  return {
    tags: [tag],
    operationId,
    summary,
    security: [],
    ...more,
    responses: { [status]: { description: 'Done', ...content }, ...refused },
  };
}

const page = { status: '200', type: 'text/html' };
const twilio = { requestBody: form({ MessageSid: text, From: text, To: text, Body: text, MessageStatus: text }) };
const mailEvents = {
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/MailEvents' } } },
  },
};

/** What customers, providers and operators call; none of it takes a token of ours, and webhooks are signed. */
export const OUTSIDE_PATHS: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>> = {
  '/webhooks/twilio/status': {
    post: outside(
      'webhooks',
      'twilioStatus',
      'What became of a message (X-Twilio-Signature)',
      { status: '204' },
      twilio,
    ),
  },
  '/webhooks/twilio/inbound': {
    post: outside(
      'webhooks',
      'twilioInbound',
      'What a customer wrote back',
      { status: '200', type: 'text/xml' },
      twilio,
    ),
  },
  '/webhooks/twilio/voice': {
    post: outside(
      'webhooks',
      'twilioVoice',
      'Whom to put through when the agent has answered',
      { status: '200', type: 'text/xml' },
      {
        requestBody: form({ CallSid: text, From: text, To: text }),
      },
    ),
  },
  '/webhooks/twilio/call': {
    post: outside(
      'webhooks',
      'twilioCall',
      'What happens on one side of a call that was put through',
      { status: '204' },
      {
        parameters: ['key', 'leg'].map((name) => ({ name, in: 'query', required: true, schema: text })),
        requestBody: form({ CallSid: text, CallStatus: text, CallDuration: text, Timestamp: text }),
      },
    ),
  },
  '/webhooks/tencent/{secret}/status': {
    post: outside('webhooks', 'tencentStatus', 'What became of messages, several at once', taken, {
      parameters: secret,
      requestBody: json({ $ref: '#/components/schemas/TencentReports' }),
    }),
  },
  '/webhooks/tencent/{secret}/reply': {
    post: outside('webhooks', 'tencentReply', 'What a customer wrote back', taken, {
      parameters: secret,
      requestBody: json({ type: 'object', properties: { mobile: text, nationcode: text, text, time: { type: 'integer' }, sign: text, extend: text } }), // prettier-ignore
    }),
  },
  '/webhooks/email/events': {
    post: outside(
      'webhooks',
      'emailEvents',
      'Bounces and complaints (X-Revisit-Signature)',
      { status: '204' },
      mailEvents,
    ),
  },
  '/webhooks/email/raw': {
    post: outside(
      'webhooks',
      'emailRaw',
      'A mail that came back, as it is (X-Revisit-Signature); `to` is the address that it came to',
      { status: '200', type: 'application/json', schema: { type: 'object' } },
      {
        parameters: [{ name: 'to', in: 'query', required: false, schema: text }],
        requestBody: { required: true, content: { 'message/rfc822': { schema: text } } },
      },
    ),
  },
  '/s/{token}': {
    get: outside('customers’ pages', 'showSurvey', 'The survey; looking never records', page, { parameters: token }),
    post: outside(
      'customers’ pages',
      'answerSurvey',
      'Records the answers, then shows the thanks',
      { status: '303' },
      {
        parameters: token,
        requestBody: form({}),
      },
    ),
  },
  '/u/{token}': {
    get: outside('customers’ pages', 'showOptOut', 'The way out; looking changes nothing', page, { parameters: token }),
    post: outside('customers’ pages', 'optOut', 'Opts out, also with one click (RFC 8058)', page, {
      parameters: token,
      requestBody: form({ 'List-Unsubscribe': text, all: text }),
    }),
  },
  '/healthz': {
    get: outside('operators', 'healthz', 'The process answers', {
      status: '200',
      type: 'application/json',
      schema: { type: 'object', properties: { status: { const: 'ok' } } },
    }),
  },
  '/readyz': {
    get: outside('operators', 'readyz', 'The service can work; 503 when it cannot. Oddities stand under `warnings`', {
      status: '200',
      type: 'application/json',
      schema: { $ref: '#/components/schemas/Ready' },
    }),
  },
  '/metrics': {
    get: outside('operators', 'metrics', 'Prometheus, from this machine or with an administrator’s token', {
      status: '200',
      type: 'text/plain',
    }),
  },
};
