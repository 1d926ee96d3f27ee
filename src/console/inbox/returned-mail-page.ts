import { maskEmail } from '../../kernel/masking.js';
import type { WaitingReport } from '../../responses/mail-report.repository.js';

const ADDRESS = /[^\s<>"',;:()[\]]+@[^\s<>"',;:()[\]]+/g;

/** The page of returned mail; every address in it is masked. */
export function returnedMailPage(
  mails: readonly WaitingReport[],
  counts: readonly { readonly verdict: string; readonly number: number }[],
) {
  return {
    counts: counts.map(({ verdict, number }) => ({ number, labelKey: `console.mail.verdict.${verdict}` })),
    mails: mails.map(({ id, receivedAt, from, subject, body, customerId, customerNo, matchedBy }) => ({
      ...{ id, receivedAt, customerId, customerNo },
      ...{ from: masked(from), subject: masked(subject), body: masked(body) },
      isKnown: customerId !== null,
      isSure: matchedBy === 'bounce-address',
    })),
  };
}

function masked(text: string): string {
  return text.replace(ADDRESS, (address) => maskEmail(address));
}
