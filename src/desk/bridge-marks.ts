import type { CallMarks } from './call-marks.js';
import { NO_MARKS } from './call-marks.js';

/** What the provider told of one side of a bridged call. */
export interface LegEvent {
  readonly leg: 'agent' | 'customer';
  readonly status: string;
  readonly at: Date;
  /** How long they talked, where the end says so. */
  readonly talkSeconds: number | null;
}

/** Statuses after which a side is over. */
export const LEG_ENDS: readonly string[] = ['completed', 'busy', 'no-answer', 'failed', 'canceled'];

/** Every status that a side may have. */
export const LEG_STATUSES: readonly string[] = ['queued', 'initiated', 'ringing', 'in-progress', ...LEG_ENDS];

/**
 * The marks of a call, from all that was told of it so far: they do not depend on the order in which it came. The customer's
 * side decides; nothing was dialled while only the agent's own telephone rang.
 */
export function marksOfBridge(events: readonly LegEvent[]): CallMarks {
  const customer = events.filter(({ leg }) => leg === 'customer');
  if (customer.length === 0) return NO_MARKS;
  const dialledAt = earliest(customer.map(({ at }) => at));
  const end = customer.find(({ status }) => LEG_ENDS.includes(status)) ?? null;
  const answeredAt = customer.find(({ status }) => status === 'in-progress')?.at ?? talkBegan(end);
  // The agent's side ends with the customer's; its end counts where the other was lost on the way.
  const agentEnd = events.find(({ leg, status }) => leg === 'agent' && LEG_ENDS.includes(status));
  return { dialledAt, answeredAt, hungUpAt: end?.at ?? agentEnd?.at ?? null };
}

/** Whether both sides are over, as far as they ever began. */
export function isBridgeOver(events: readonly LegEvent[]): boolean {
  return events.some(({ leg, status }) => leg === 'agent' && LEG_ENDS.includes(status));
}

/** How a side stands now: its end, else the furthest that was told. */
export function legStatus(events: readonly LegEvent[], leg: LegEvent['leg']): string | null {
  const known = events.filter((event) => event.leg === leg).map(({ status }) => status);
  return LEG_STATUSES.findLast((status) => known.includes(status)) ?? null;
}

function talkBegan(end: LegEvent | null): Date | null {
  if (end?.status !== 'completed' || end.talkSeconds === null || end.talkSeconds === 0) return null;
  return new Date(end.at.getTime() - end.talkSeconds * 1000);
}

function earliest(instants: readonly Date[]): Date {
  return instants.reduce((first, at) => (at < first ? at : first), instants[0] ?? new Date(0));
}
