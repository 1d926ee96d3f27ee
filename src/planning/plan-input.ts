import type { Channel } from '../kernel/words.js';
import type { CallingTime } from './call-cells.js';
import type { EarlierPlan } from './earlier-plan.js';
import type { ReplyWork } from './reply-capacity.js';
import type { Stretches } from './time-buckets.js';

/** An agent as planning sees them. Those who are away until the end, inactive or of weight 0 are not among them. */
export interface PlanAgent extends CallingTime {
  readonly id: number;
  readonly agentNo: string;
  readonly name: string;
  readonly team?: string | null;
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly regions: readonly string[];
  readonly weight: number;
  /** Live visits of other campaigns, and what of this campaign has begun. */
  readonly held: number;
}

/** Customers who may be contacted at the same times on their first channel. */
export interface TimeProfile {
  readonly channel: Channel;
  /** When a contact may start, from the plan's beginning to its horizon. */
  readonly windows: Stretches;
  /** From here on no published calendar covers the year; Infinity where all are covered. */
  readonly provisionalFrom: number;
}

/**
 * What binds a channel of messages: its rate, and what other campaigns have planned on it. All are in units of the
 * provider: segments for SMS, messages for e-mail.
 */
export interface ChannelRate {
  readonly perMinute: number;
  /** Most units on one local day of the organisation; null or left out where only the minute limits. */
  readonly perDay?: number | null;
  /** What one message of this campaign takes; 1 when left out. */
  readonly unitsPerMessage?: number;
  /** Minutes (instants in milliseconds) in which other campaigns send, and how much. */
  readonly held: readonly { readonly at: number; readonly count: number }[];
}

/** One customer and occasion that came through suppression. Instants in milliseconds; indices into shared lists. */
export interface Candidate {
  readonly customerId: number;
  readonly occasion: string;
  readonly profile: number;
  readonly agentSet: number;
  /** Index of what is asked of an agent. */
  readonly demand: number;
  /** Index of the owner among the agents who may take this customer, or −1. */
  readonly owner: number;
  /** Not before this instant (caps, the occasion's beginning). */
  readonly from: number;
  readonly due: number;
  readonly rolledDue: number;
  readonly weekDue: number;
  /** What the later rungs of this ladder wait for together. */
  readonly laterWaitMs: number;
  readonly address: string;
  readonly ladder: number;
  readonly zones: number;
  /** Index of the reasons that were known before solving. */
  readonly reasons: number;
  /** The hour of UTC at which a call is preferred; −1 or left out where none is. */
  readonly hour?: number;
}

/** Everything that a plan depends on besides its candidates. */
export interface PlanFrame {
  /** No contact before this instant. */
  readonly from: number;
  readonly seed: number;
  readonly assignment: 'owner' | 'even';
  readonly minutesPerCall: number;
  /** The number of the local day of an instant, in the organisation's zone. */
  readonly dayOf: (at: number) => number;
  readonly agents: readonly PlanAgent[];
  readonly agentSets: readonly Int32Array[];
  readonly profiles: readonly TimeProfile[];
  readonly rates: Readonly<Record<'sms' | 'email', ChannelRate>>;
  /** What answers to messages ask of the agents; null or left out where nobody need read them. */
  readonly replies?: ReplyWork | null;
  /** What the plan before gave; kept where it costs nothing. */
  readonly earlier?: EarlierPlan | null;
  /** By the number of a candidate's reasons: the team of an owner who cannot take the customer; null where there is none. */
  readonly absentTeams?: readonly (string | null)[];
}
