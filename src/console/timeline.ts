import type { Reason } from '../kernel/reason.js';

/** One thing that happened, as a timeline shows it: newest first, over all channels. */
export interface TimelineItem {
  readonly at: Date;
  /** One of the names in `partials/icon.hbs`. */
  readonly icon: string;
  readonly tone: 'plain' | 'good' | 'wrong' | 'warn';
  readonly titleKey: string;
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
  readonly href?: string | undefined;
  readonly actor?: string | undefined;
  readonly reasons?: readonly Reason[] | undefined;
}

/** The newest first; what happened at the same instant stays in the order in which it was told, later above earlier. */
export function newestFirst(items: readonly TimelineItem[]): readonly TimelineItem[] {
  return items
    .map((item, order) => ({ item, order }))
    .sort((one, other) => other.item.at.getTime() - one.item.at.getTime() || other.order - one.order)
    .map(({ item }) => item);
}
