import type { ClosedRecord } from '../desk/record-listener.js';
import { type Reason, reason } from '../kernel/reason.js';

/** Why a visit record needs a follow-up, or null; the weightiest first: escalated (B3), complaint, special (G7), open need (H2). */
export function recordNeedsFollowUp({ form, escalated }: Pick<ClosedRecord, 'form' | 'escalated'>): Reason | null {
  if (form.complaint !== undefined) return reason('complaint-by-agent', { text: form.complaint });
  if (escalated) return reason('escalated-by-agent', { disposition: form.disposition ?? '', text: form.note ?? '' });
  if (form.special === true) return reason('special-by-agent', { text: form.note ?? form.leftover ?? '' });
  const isOpenNeed = form.newNeed !== undefined && (form.newNeedOutcome ?? 'open') === 'open';
  if (isOpenNeed) return reason('open-need', { text: form.newNeed ?? '' });
  if (form.solutionOutcome === 'rejected')
    return reason('solution-rejected', { text: form.leftover ?? form.note ?? '' });
  return form.followUp === undefined ? null : reason('follow-up-by-agent', { text: form.followUp });
}
