import { LEG_EVENTS } from '../../dispatch/leg-events.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

/** Twilio's answer to a call that is not put through. */
export const HANG_UP = `${HEAD}<Response><Hangup/></Response>`;
/** So long the customer's telephone rings, in seconds. */
const CUSTOMER_RINGS_SECONDS = 45;

/** Twilio's answer when the agent is on the line: puts the customer through and tells what becomes of it. */
export function bridgeResponse(call: {
  readonly number: string;
  readonly callerId: string;
  readonly statusUrl: string;
}): string {
  const events = LEG_EVENTS.join(' ');
  const told = `statusCallback="${escapeXml(call.statusUrl)}" statusCallbackEvent="${events}"`;
  const dial = `<Dial callerId="${escapeXml(call.callerId)}" timeout="${CUSTOMER_RINGS_SECONDS}" answerOnBridge="true">`;
  return `${HEAD}<Response>${dial}<Number ${told}>${escapeXml(call.number)}</Number></Dial></Response>`;
}

/** Twilio's answer to an inbound message: a text for the customer, or silence. */
export function toMessagingResponse(reply: string | null): string {
  const message = reply === null ? '' : `<Message>${escapeXml(reply)}</Message>`;
  return `${HEAD}<Response>${message}</Response>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
