const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Twilio's answer to a call that nothing is to be said to. */
export const EMPTY_RESPONSE = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** Twilio's answer to an inbound message: a text for the customer, or silence. */
export function toMessagingResponse(reply: string | null): string {
  const message =
    reply === null ? '' : `<Message>${reply.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)}</Message>`;
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${message}</Response>`;
}
