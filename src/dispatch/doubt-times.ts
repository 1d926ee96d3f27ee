/** After so many minutes in doubt, nobody waits for word of a message any more: it is assumed sent, and the ladder goes on. */
export const ASSUME_SENT_AFTER_MINUTES = 30;
/** Where a provider could be asked and has not answered yet, this is waited for, but not longer than so many minutes. */
export const UNANSWERED_AFTER_MINUTES = 120;

/** What a provider said when it was asked; nothing found proves nothing. */
export type LookupAnswer = 'found' | 'nothing' | 'failed';
