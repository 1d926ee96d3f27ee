import { measureBalance } from '../planning/balance-measures.js';
import { reason, type Reason } from '../kernel/reason.js';
import { anonymiseComment, countQuotes } from './anonymise-comment.js';
import { netPromoter } from './net-promoter.js';
import { pareto } from './pareto.js';
import { LEAST_N_FOR_RATE, proportion } from './proportion.js';
import {
  type CodeCount,
  type Headline,
  REPORT_SCHEMA,
  type Rates,
  type ReportDocument,
  type Scope,
  type ScoreSummary,
} from './report-document.js';
import type { CodeFact, MeasureCounts, ReportFacts } from './report-facts.js';
import { MEASURE_NAMES, type MeasureName, rowsPath, rowsQuery } from './report-measures.js';

/** What the report is made of besides the counts. */
export interface ReportInput {
  readonly scope: Scope;
  readonly asOf: Date;
  readonly organisation: ReportDocument['organisation'];
  readonly ledger: ReportDocument['ledger'];
  readonly facts: ReportFacts;
  readonly previous: ReportDocument['previous'];
  readonly plannedBalance: ReportDocument['balance']['planned'];
  readonly reasonTexts: ReportDocument['reasonTexts'];
}

const GOOD_OF_FIVE = 4;
const GOOD_OF_SEVEN = 5;
const QUOTES = 30;
const OVER = ['completed', 'archived', 'cancelled'];

/** Puts the report together from counted facts; knows nothing that was not counted. */
export function composeReport(input: ReportInput): ReportDocument {
  const { facts, scope, ledger } = input;
  const { counts, marks } = facts;
  const coded = codedBy(scope.campaignId);
  const contactable = ledger.audience - counts.notContactable;
  return {
    schema: REPORT_SCHEMA,
    scope,
    asOf: input.asOf,
    organisation: input.organisation,
    headline: headlineOf(facts),
    previous: input.previous,
    ledger,
    funnel: funnelOf(counts, ledger.audience),
    excluded: coded('excluded', facts.excluded),
    contactable,
    rates: ratesOf(counts, ledger.audience, contactable),
    promise: promiseOf(counts),
    product: summariseScore(marks.product, GOOD_OF_FIVE),
    service: summariseScore(marks.service, GOOD_OF_FIVE),
    nps: npsOf(marks.nps),
    effort: summariseScore(marks.ces, GOOD_OF_SEVEN),
    partialResponses: counts.partialResponses,
    channels: facts.channels.map(({ rated, satisfied, ...line }) => ({
      ...line,
      satisfied: proportion(satisfied, rated),
    })),
    agents: facts.agents.map(({ rated, satisfied, ...line }) => ({ ...line, satisfied: proportion(satisfied, rated) })),
    reasons: pareto(Object.fromEntries(facts.reasons.map(({ code, n }) => [code, n]))),
    reasonTexts: input.reasonTexts,
    suggestions: suggestionsOf(facts),
    followUps: { opened: counts.followUps, closed: counts.followUpsClosed },
    unfinished: coded('unfinished', facts.unfinished),
    deferrals: coded('deferrals', facts.deferrals),
    optOuts: counts.optedOut,
    balance: { ...balanceOf(facts), planned: input.plannedBalance },
    notes: notesOf(input),
    rows: Object.fromEntries(
      MEASURE_NAMES.map((name) => [name, rowsPath(scope.campaignId, rowsQuery(name))]),
    ) as ReportDocument['rows'],
  };
}

/** The first lines of a report, also of the campaign before. */
export function headlineOf({ counts, marks }: Pick<ReportFacts, 'counts' | 'marks'>): Headline {
  return {
    planned: counts.planned,
    done: counts.done,
    doneRate: proportion(counts.done, counts.planned),
    reached: counts.reached,
    reachedRate: proportion(counts.reached, counts.attempted),
    answered: counts.answered,
    satisfied: proportion(counts.serviceSatisfied, counts.serviceRated),
    productSatisfied: proportion(counts.productSatisfied, counts.productRated),
    nps: netPromoter(marks.nps)?.score ?? null,
  };
}

function funnelOf(counts: MeasureCounts, audience: number): ReportDocument['funnel'] {
  const { excluded, planned, notAttempted, attempted, notReached, reached, unanswered, answered } = counts;
  return { audience, excluded, planned, notAttempted, attempted, notReached, reached, unanswered, answered };
}

function ratesOf(counts: MeasureCounts, audience: number, contactable: number): Rates {
  return {
    coverageOfAll: proportion(counts.attempted, audience),
    coverageOfContactable: proportion(counts.attempted, contactable),
    contact: proportion(counts.reached, counts.attempted),
    completion: proportion(counts.completeResponses, counts.reached),
    response: proportion(counts.completeResponses, contactable),
    refusal: proportion(counts.refused, counts.reached),
  };
}

function promiseOf(counts: MeasureCounts): ReportDocument['promise'] {
  return {
    matured: counts.promiseMatured,
    kept: counts.promiseKept,
    missed: counts.promiseMissed,
    byWish: counts.promiseByWish,
    notYetDue: counts.promiseOpen,
    share: proportion(counts.promiseKept, counts.promiseMatured),
    firstWeek: proportion(counts.weekKept, counts.weekMatured),
  };
}

function codedBy(campaignId: number) {
  return (measure: MeasureName, facts: readonly CodeFact[]): CodeCount[] =>
    facts.map(({ code, n }) => ({ code, count: n, rows: rowsPath(campaignId, rowsQuery(measure, { code })) }));
}

/** n, mean and the share of marks from `goodFrom` on; skipped answers are not in the distribution. */
export function summariseScore(distribution: readonly number[], goodFrom: number): ScoreSummary {
  const n = sum(distribution);
  const points = sum(distribution.map((count, i) => count * (i + 1)));
  const good = sum(distribution.slice(goodFrom - 1));
  return { n, distribution, mean: n === 0 ? null : points / n, good: proportion(good, n) };
}

function npsOf(distribution: readonly number[]): ReportDocument['nps'] {
  const found = netPromoter(distribution);
  return found === null ? null : { ...found, distribution };
}

function suggestionsOf({ counts, comments }: ReportFacts): ReportDocument['suggestions'] {
  const quotes = comments.map(({ comment, name, contactName }) => anonymiseComment(comment, [name, contactName]));
  return { count: counts.commented, quotes: countQuotes(quotes.filter((quote) => quote !== '')).slice(0, QUOTES) };
}

function balanceOf({ agents }: ReportFacts): { spread: number; gini: number; jain: number } {
  const working = agents.filter((agent) => agent.weight > 0);
  return measureBalance(
    working.map((agent) => agent.visits),
    working.map((agent) => agent.weight),
  );
}

function notesOf({ facts: { counts }, ledger, scope }: ReportInput): Reason[] {
  const notes: Reason[] = [];
  const note = (code: string, count: number) => {
    if (count > 0) notes.push(reason(code, { count }));
  };
  const addsUp = ledger.balanced && counts.audience === ledger.audience;
  if (!addsUp) notes.push(reason('books-do-not-balance'));
  if (!OVER.includes(scope.state)) note('report-still-running', counts.open);
  note('report-in-doubt', counts.inDoubt);
  note('report-late-responses', counts.lateResponses);
  note('report-flagged-responses', counts.flaggedResponses);
  if (counts.responses < LEAST_N_FOR_RATE) note('report-small-sample', counts.responses);
  return notes;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
