import { type ContactQuestion, decideContact } from '../calendar/decide-contact.js';
import { dayPart } from '../campaigns/day-part.js';

/** A time that may be offered to the customer for the next call. */
export interface OfferedSlot {
  readonly at: Date;
  /** After the promise: only if the customer asks for a later time (T2). */
  readonly afterDue: boolean;
}

const GRID_MS = 30 * 60_000;
/** An appointment lies at least so far ahead. */
const LEAD_MS = 30 * 60_000;
/** More rounds than parts of the day within any horizon of closed days. */
const MAX_ROUNDS = 40;

/**
 * The next times at which the customer may be called, one for each part of the customer's day, on half hours: what an
 * agent reads out. Only the hours of law and company bind an appointment, as in `appointmentRefusal`.
 */
export function offeredSlots(
  question: ContactQuestion,
  wanted: { readonly now: Date; readonly dueAt: Date; readonly zone: string },
  count = 6,
): OfferedSlot[] {
  const asked: ContactQuestion = { ...question, channel: 'call', preferredTime: null };
  const slots: OfferedSlot[] = [];
  let from = new Date(wanted.now.getTime() + LEAD_MS);
  for (let round = 0; round < MAX_ROUNDS && slots.length < count; round += 1) {
    const open = decideContact(asked, from).next;
    if (open === null) return slots;
    const at = new Date(Math.ceil(open.getTime() / GRID_MS) * GRID_MS);
    if (decideContact(asked, at).allowed) {
      slots.push({ at, afterDue: at > wanted.dueAt });
      from = dayPart(at, wanted.zone).nextAt;
    } else {
      from = at;
    }
  }
  return slots;
}
