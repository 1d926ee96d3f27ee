import type { Reason } from '../../kernel/reason.js';

/** What waits for a supervisor. */
export interface WaitingWork {
  readonly promisesAtRisk: number;
  readonly inDoubt: number;
  readonly held: number;
  readonly followUps: number;
  readonly repliesToSort: number;
  readonly conflicts: number;
}

/** A wish for a second person's agreement, as the page names it. */
export interface WaitingApproval {
  readonly id: number;
  readonly kindKey: string;
  readonly name: string;
  /** Of a changed text: which version of it. */
  readonly version: { readonly channelKey: string; readonly language: string; readonly version: number } | null;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly href: string;
}

/** What happened in a stretch of time; `rated` is the n of `satisfied` (service 4 or 5 of 5). */
export interface StretchNumbers {
  readonly reached: number;
  readonly answered: number;
  readonly rated: number;
  readonly satisfied: number;
}

/** A call that an agent still has to make. */
export interface AgentCall {
  readonly attemptId: number;
  readonly visitId: number;
  readonly customerNo: string;
  readonly customerName: string;
  readonly memberLevel: string | null;
  readonly campaignName: string;
  readonly scheduledAt: Date | null;
  readonly dueAt: Date;
  readonly isAppointment: boolean;
  readonly state: string;
  readonly reasons: readonly Reason[];
}
