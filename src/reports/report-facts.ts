import type { MeasureName } from './report-measures.js';

/** The counts of all measures. */
export type MeasureCounts = Readonly<Record<MeasureName, number>>;

/** Everything of a campaign that the report is composed from, read in one snapshot. */
export interface ReportFacts {
  readonly counts: MeasureCounts;
  readonly excluded: readonly { code: string; n: number }[];
  readonly unfinished: readonly { code: string; n: number }[];
  readonly deferrals: readonly { code: string; n: number }[];
  readonly scores: { readonly product: readonly number[]; readonly service: readonly number[] };
  readonly nps: readonly number[];
  readonly reasons: Readonly<Record<string, number>>;
  readonly channels: readonly ChannelFacts[];
  readonly agents: readonly AgentFacts[];
  readonly flagged: number;
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
  readonly reached: number;
  readonly answered: number;
  readonly rated: number;
  readonly satisfied: number;
}
