import { CHANNELS } from './words.js';

/** Several channels may stand in one value of a reason, as `sms, email`; any other text is one word. */
export function listedChannels(text: string): readonly string[] {
  const parts = text.split(', ');
  return parts.every((part) => CHANNELS.some((channel) => channel === part)) ? parts : [text];
}
