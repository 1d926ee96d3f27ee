import type { Channel } from '../kernel/words.js';

export type ChannelOrAll = Channel | 'all';

/** Whether an address, or a customer who asked not to be contacted, with these entries is closed for a channel. */
export function isClosedFor(entries: readonly string[], channel: Channel): boolean {
  return entries.includes('all') || entries.includes(channel);
}
