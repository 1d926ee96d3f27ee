import type { Reason } from '../kernel/reason.js';
import type { NetPromoter } from './net-promoter.js';
import type { MeasureName } from './report-measures.js';
import type { Proportion } from './proportion.js';

/** A count with the path under the API that lists its rows. */
export interface CountWithRows {
  readonly count: number;
  readonly rows: string;
}

/** Counts by a code whose text is in the catalogue. */
export interface CodeCount extends CountWithRows {
  readonly code: string;
}

/** One score on the scale 1–5: how many gave each mark, and the share of 4 and 5. */
export interface ScoreSummary {
  readonly n: number;
  /** Answers for 1, 2, 3, 4, 5. */
  readonly distribution: readonly number[];
  readonly mean: number | null;
  readonly topTwo: Proportion | null;
  readonly rows: string;
}

export interface ChannelLine {
  readonly channel: string;
  readonly sent: number;
  readonly delivered: number;
  readonly failed: number;
  readonly inDoubt: number;
  readonly answers: number;
  readonly satisfied: Proportion | null;
}

export interface AgentLine {
  readonly agentNo: string;
  readonly name: string;
  readonly weight: number;
  readonly visits: number;
  readonly reached: number;
  readonly answered: number;
  readonly satisfied: Proportion | null;
}

export interface ParetoLine {
  readonly code: string;
  readonly count: number;
  readonly share: number;
  readonly cumulative: number;
  /** Belongs to the first classes that together reach 80 %. */
  readonly vital: boolean;
}

/** What a manager asks first. */
export interface Headline {
  readonly planned: number;
  readonly done: number;
  readonly doneRate: Proportion | null;
  readonly reached: number;
  readonly reachedRate: Proportion | null;
  readonly answered: number;
  readonly satisfied: Proportion | null;
}

export interface Scope {
  readonly campaignId: number;
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly purpose: string;
  readonly segment: unknown;
  readonly ladder: readonly string[];
  readonly startAt: Date;
  readonly deadlineAt: Date;
  readonly policy: { readonly id: string; readonly version: number | null };
  readonly survey: { readonly id: string; readonly version: number } | null;
  readonly templates: readonly {
    readonly id: string;
    readonly channel: string;
    readonly language: string;
    readonly version: number;
  }[];
  readonly planVersion: number;
  readonly audienceHash: string | null;
}

/** The visit report (回访总结报告). Every count names the rows behind it; every rate its base and its interval. */
export interface ReportDocument {
  readonly scope: Scope;
  readonly asOf: Date;
  readonly organisation: {
    readonly name: string;
    readonly center: string;
    readonly department: string;
    readonly timeZone: string;
  };
  readonly headline: Headline;
  /** The campaign of the same kind before this one, if there was one. */
  readonly previous: (Headline & { readonly campaignId: number; readonly name: string }) | null;
  readonly ledger: {
    readonly audience: number;
    readonly parts: Readonly<Record<string, number>>;
    readonly balanced: boolean;
  };
  readonly funnel: readonly (CountWithRows & { readonly step: 'audience' | 'excluded' | MeasureName })[];
  readonly excluded: readonly CodeCount[];
  readonly coverage: { readonly ofAll: Proportion | null; readonly ofContactable: Proportion | null };
  readonly promise: {
    readonly matured: CountWithRows;
    readonly kept: CountWithRows;
    readonly byWish: CountWithRows;
    readonly notYetDue: number;
    readonly share: Proportion | null;
  };
  readonly response: Proportion | null;
  readonly product: ScoreSummary;
  readonly service: ScoreSummary;
  readonly nps: NetPromoter | null;
  readonly channels: readonly ChannelLine[];
  readonly agents: readonly AgentLine[];
  readonly reasons: readonly ParetoLine[];
  readonly unfinished: readonly CodeCount[];
  readonly deferrals: readonly CodeCount[];
  readonly optOuts: CountWithRows;
  readonly balance: { readonly spread: number; readonly gini: number; readonly jain: number };
  /** What a reader should know before trusting a number. */
  readonly notes: readonly Reason[];
}

/** A report with the hash of its content, as it is kept when the campaign is closed (A9). */
export interface FrozenReport {
  readonly version: number;
  readonly document: ReportDocument;
  readonly contentHash: string;
  readonly closedBy: string;
  readonly closedAt: Date;
}
