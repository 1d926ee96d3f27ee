import { type ContactQuestion, decideContact } from '../calendar/decide-contact.js';
import { type Reason, reason } from '../kernel/reason.js';

/** An appointment that somebody wants to make. */
export interface WantedAppointment {
  readonly at: Date;
  readonly now: Date;
  /** The raw promise of the visit. */
  readonly dueAt: Date;
  /** The customer asked for a time after the promise (T2). */
  readonly customerRequested: boolean;
}

/**
 * Why an appointment cannot be made, or null. Only the hours of law and company bind it: the customer has just said
 * which time suits. `next` in the reason is the first allowed instant from there on.
 */
export function appointmentRefusal(question: ContactQuestion, wanted: WantedAppointment): Reason | null {
  const { at, now, dueAt, customerRequested } = wanted;
  if (at <= now) return reason('appointment-in-past', { at: at.toISOString() });
  const decision = decideContact({ ...question, channel: 'call', preferredTime: null }, at);
  if (!decision.allowed) {
    const next = decision.next === null ? {} : { next: decision.next.toISOString() };
    return reason('appointment-in-rest-hours', { at: at.toISOString(), why: decision.reason.code, ...next });
  }
  if (at > dueAt && !customerRequested) return reason('appointment-after-due', { dueAt: dueAt.toISOString() });
  return null;
}
