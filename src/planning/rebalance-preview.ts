import type { Reason } from '../kernel/reason.js';

/** Why a visit is not looked at: an appointment, begun already, with its owner, or in its agent's hands now. */
export type Stay = 'appointment' | 'started' | 'owner' | 'in-hand';

/** A visit that would change hands, or a call that would get another time. */
export interface RebalanceMove {
  readonly visitId: number;
  readonly campaignId: number;
  readonly customerNo: string;
  readonly customerName: string;
  /** Null: nobody had it. */
  readonly fromAgentNo: string | null;
  readonly toAgentNo: string;
  readonly toAgentId: number;
  /** The call's new moment, null where the time stays. */
  readonly at: Date | null;
  readonly attemptId: number | null;
  readonly version: number;
  readonly reason: Reason;
}

/** A visit that should go and cannot. */
export interface RebalanceBlocked {
  readonly visitId: number;
  readonly customerNo: string;
  readonly customerName: string;
  readonly agentNo: string | null;
  readonly reason: Reason;
}

/** An agent's live visits of all campaigns before and after, and how many come and go. */
export interface RebalanceShare {
  readonly agentNo: string;
  readonly name: string;
  readonly weight: number;
  readonly before: number;
  readonly after: number;
  readonly comes: number;
  readonly goes: number;
}

/** What a rebalance would do; nothing is done by making one. */
export interface RebalancePreview {
  readonly campaignIds: readonly number[];
  /** Visits that change hands. */
  readonly number: number;
  readonly moves: readonly RebalanceMove[];
  /** Calls that stay with their agent at another time. */
  readonly retimed: readonly RebalanceMove[];
  readonly blocked: readonly RebalanceBlocked[];
  readonly stays: Readonly<Record<Stay, number>>;
  readonly agents: readonly RebalanceShare[];
  /** Equal where it would do the same. */
  readonly token: string;
}

/** The numbers of each agent, those whom nothing concerns left out; before and after in all. */
export function sharesOf(
  agents: readonly {
    readonly agentNo: string;
    readonly name: string;
    readonly weight: number;
    readonly held: number;
  }[],
  moves: readonly Pick<RebalanceMove, 'fromAgentNo' | 'toAgentNo'>[],
): RebalanceShare[] {
  const [comes, goes] = [new Map<string, number>(), new Map<string, number>()];
  for (const { fromAgentNo, toAgentNo } of moves) {
    comes.set(toAgentNo, (comes.get(toAgentNo) ?? 0) + 1);
    if (fromAgentNo !== null) goes.set(fromAgentNo, (goes.get(fromAgentNo) ?? 0) + 1);
  }
  return agents.map(({ agentNo, name, weight, held }) => {
    const [more, less] = [comes.get(agentNo) ?? 0, goes.get(agentNo) ?? 0];
    return { agentNo, name, weight, before: held, after: held + more - less, comes: more, goes: less };
  });
}
