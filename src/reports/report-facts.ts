import type { MeasureName } from './report-measures.js';

/** The counts of all measures. */
export type MeasureCounts = Readonly<Record<MeasureName, number>>;

/** How many rows carry a code. */
export interface CodeFact {
  readonly code: string;
  readonly n: number;
}

/** How many gave each mark, the lowest mark first. */
export interface MarkFacts {
  /** 1 … 5 */
  readonly product: readonly number[];
  /** 1 … 5 */
  readonly service: readonly number[];
  /** 0 … 10 */
  readonly nps: readonly number[];
  /** 1 … 7 */
  readonly ces: readonly number[];
}

/** Everything of a campaign that the report is composed from, read in one snapshot. */
export interface ReportFacts {
  readonly counts: MeasureCounts;
  readonly excluded: readonly CodeFact[];
  readonly unfinished: readonly CodeFact[];
  readonly deferrals: readonly CodeFact[];
  readonly reasons: readonly CodeFact[];
  readonly marks: MarkFacts;
  readonly channels: readonly ChannelFacts[];
  readonly agents: readonly AgentFacts[];
  readonly comments: readonly CommentFact[];
}

/** What a customer wrote, with the names that must not be quoted. */
export interface CommentFact {
  readonly comment: string;
  readonly name: string;
  readonly contactName: string | null;
}

export interface ChannelFacts {
  readonly channel: string;
  readonly sent: number;
  readonly delivered: number;
  readonly failed: number;
  readonly inDoubt: number;
  readonly answers: number;
  readonly rated: number;
  readonly satisfied: number;
}

export interface AgentFacts {
  readonly agentNo: string;
  readonly name: string;
  readonly weight: number;
  readonly visits: number;
  readonly done: number;
  readonly reached: number;
  readonly answered: number;
  readonly rated: number;
  readonly satisfied: number;
}
