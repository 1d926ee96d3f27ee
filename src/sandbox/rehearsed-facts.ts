import type { AttemptFacts } from '../planning/decide-attempt.js';
import type { RehearsalPlan } from './rehearsal-plan.js';
import type { RunState } from './rehearsal-state.js';

/** What dispatch takes for the longest send. */
export const SEND_TIMEOUT_MS = 30_000;

/** Everything that the decision about a visit's current attempt asks, as dispatch and the desk would read it. */
export function factsOf({ campaign, visits }: RehearsalPlan, state: RunState, visit: number): AttemptFacts {
  const member = visits.member[visit]!;
  const rung = state.rung[visit]!;
  const contact = visits.people.question(member, rung);
  const deadlineAt = new Date(Math.max(campaign.deadlineAt, visits.rolledDue[visit]!));
  return {
    attemptId: visits.ids[visit]!,
    channel: state.channel(visit),
    fixedTime: false,
    campaign: { state: 'running', kind: campaign.kind, purpose: campaign.purpose, deadlineAt },
    visitState: state.visitState(visit),
    customer: visits.people.personOf(member),
    // The audience was read through the same rules: an address that is on the ladder is good, and is reached.
    address: { address: visits.people.addressOf(member, rung), status: 'active', optedOut: [] },
    hasOpenComplaint: false,
    contact,
    caps: campaign.caps,
    contacts: state.contacts(visit),
    superior: visits.people.planned.get(member) ?? [],
    zone: contact.zones[0] ?? 'UTC',
    unreachable: null,
    sendTimeoutMs: SEND_TIMEOUT_MS,
  };
}
