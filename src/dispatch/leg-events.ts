/** What Twilio tells of a side of a call, beside its end. */
export const LEG_EVENTS = ['initiated', 'ringing', 'answered', 'completed'] as const;
