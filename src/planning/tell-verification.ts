import type { Check } from './verify-check.js';
import type { Verification } from './verify-plan.service.js';

/** What `verify plan` prints: what was checked, how many of it, and each fault with its visit and customer. */
export function tellVerification({ campaignId, planVersion, ok, checks }: Verification): string {
  const verdict = ok ? 'Everything holds.' : 'Something does not hold.';
  return [`Plan ${planVersion} of campaign ${campaignId}. ${verdict}`, ...checks.flatMap(tellCheck)].join('\n');
}

/** One line that names the rules that were broken. */
export function tellFailed({ campaignId, planVersion, failed }: Verification): string {
  return `Plan ${planVersion} of campaign ${campaignId} does not hold: ${failed.join(', ')}`;
}

function tellCheck({ name, ok, detail, skipped, checked, wrong, faults }: Check): string[] {
  if (ok) return [`${skipped === null ? 'ok     ' : 'skipped'} ${name}: ${tellLooked(checked, detail, skipped)}`];
  const unlisted = wrong - faults.length;
  return [
    `WRONG   ${name}: ${wrong} of ${checked} checked`,
    ...faults.map(({ text }) => `          ${text}`),
    ...(unlisted > 0 ? [`          and ${unlisted} more`] : []),
  ];
}

function tellLooked(checked: number, detail: string, skipped: string | null): string {
  if (skipped === null) return detail;
  return checked === 0 ? skipped : `${detail}; not all: ${skipped}`;
}
