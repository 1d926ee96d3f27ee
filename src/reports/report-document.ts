import type { Reason } from '../kernel/reason.js';
import type { Locale } from '../kernel/words.js';
import type { NetPromoter } from './net-promoter.js';
import type { MeasureName } from './report-measures.js';
import type { Proportion } from './proportion.js';

/** The shape of the document; a change that old readers would misread raises it. */
export const REPORT_SCHEMA = 1;

/** Counts by a code, with the path under the API that lists the rows. */
export interface CodeCount {
  readonly code: string;
  readonly count: number;
  readonly rows: string;
}

/** One score on a scale that begins with 1: how many gave each mark, and the share of the good marks. */
export interface ScoreSummary {
  readonly n: number;
  /** Answers for 1, 2, 3 … */
  readonly distribution: readonly number[];
  readonly mean: number | null;
  /** 4 and 5 of five marks; 5 to 7 of seven. */
  readonly good: Proportion | null;
}

export interface ChannelLine {
  readonly channel: string;
  readonly sent: number;
  readonly delivered: number;
  readonly failed: number;
  readonly inDoubt: number;
  readonly answers: number;
  /** The service, 4 or 5. */
  readonly satisfied: Proportion | null;
}

export interface AgentLine {
  readonly agentNo: string;
  readonly name: string;
  readonly weight: number;
  readonly visits: number;
  readonly done: number;
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
  /** Of those that were tried. */
  readonly reachedRate: Proportion | null;
  readonly answered: number;
  /** The service, 4 or 5. */
  readonly satisfied: Proportion | null;
  /** The product, 4 or 5. */
  readonly productSatisfied: Proportion | null;
  readonly nps: number | null;
}

/** Persons on their way: audience = excluded + planned, planned = notAttempted + attempted, and so on down. */
export interface Funnel {
  readonly audience: number;
  readonly excluded: number;
  readonly planned: number;
  readonly notAttempted: number;
  readonly attempted: number;
  readonly notReached: number;
  readonly reached: number;
  readonly unanswered: number;
  readonly answered: number;
}

export interface Rates {
  /** Tried, of all members in scope (G4). */
  readonly coverageOfAll: Proportion | null;
  /** Tried, of those whom law, wish and addresses allow to contact. */
  readonly coverageOfContactable: Proportion | null;
  /** Reached, of those tried. */
  readonly contact: Proportion | null;
  /** Complete answers, of those reached. */
  readonly completion: Proportion | null;
  /** Complete answers, of those who can be contacted. */
  readonly response: Proportion | null;
  /** Refused, of those reached. */
  readonly refusal: Proportion | null;
}

export interface PromiseKept {
  readonly matured: number;
  readonly kept: number;
  readonly missed: number;
  readonly byWish: number;
  readonly notYetDue: number;
  readonly share: Proportion | null;
  /** First try within a week of the assignment (T3); null where no visit has that clock. */
  readonly firstWeek: Proportion | null;
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

export interface Balance {
  readonly spread: number;
  readonly gini: number;
  readonly jain: number;
}

/** The visit report (回访总结报告). Every number names the rows behind it, every rate its base and its interval. */
export interface ReportDocument {
  readonly schema: typeof REPORT_SCHEMA;
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
  readonly funnel: Funnel;
  readonly excluded: readonly CodeCount[];
  readonly contactable: number;
  readonly rates: Rates;
  readonly promise: PromiseKept;
  readonly product: ScoreSummary;
  readonly service: ScoreSummary;
  readonly nps: (NetPromoter & { readonly distribution: readonly number[] }) | null;
  readonly effort: ScoreSummary;
  readonly partialResponses: number;
  readonly channels: readonly ChannelLine[];
  readonly agents: readonly AgentLine[];
  readonly reasons: readonly ParetoLine[];
  /** What the survey calls its reasons. */
  readonly reasonTexts: Readonly<Record<string, Partial<Record<Locale, string>>>>;
  readonly suggestions: {
    readonly count: number;
    readonly quotes: readonly { readonly text: string; readonly count: number }[];
  };
  readonly followUps: { readonly opened: number; readonly closed: number };
  /** Why visits are not done; `still/…` for those that are not over. */
  readonly unfinished: readonly CodeCount[];
  readonly deferrals: readonly CodeCount[];
  readonly optOuts: number;
  /** As it was carried out, and as it was planned with what the agents held already. */
  readonly balance: Balance & { readonly planned: (Balance & { readonly optimal: boolean }) | null };
  /** What a reader should know before trusting a number. */
  readonly notes: readonly Reason[];
  /** The path under the API that lists the rows of each number; a line of a table adds `&agent=…`, `&channel=…`. */
  readonly rows: Readonly<Record<MeasureName, string>>;
}

/** A report with the hash of its content, as it is kept when the campaign is closed (A9). */
export interface FrozenReport {
  readonly version: number;
  readonly document: ReportDocument;
  readonly contentHash: string;
  readonly closedBy: string;
  readonly closedAt: Date;
}
