import { measureBalance } from '../planning/balance-measures.js';
import { reason, type Reason } from '../kernel/reason.js';
import { netPromoter } from './net-promoter.js';
import { pareto } from './pareto.js';
import { LEAST_N_FOR_RATE, proportion, type Proportion } from './proportion.js';
import type { CodeCount, CountWithRows, Headline, ReportDocument, Scope, ScoreSummary } from './report-document.js';
import type { MeasureName } from './report-measures.js';
import type { ReportFacts } from './report-facts.js';

/** What the report is made of besides the counts. */
export interface ReportInput {
  readonly scope: Scope;
  readonly asOf: Date;
  readonly organisation: ReportDocument['organisation'];
  readonly ledger: ReportDocument['ledger'];
  readonly facts: ReportFacts;
  readonly previous: ReportDocument['previous'];
  readonly contactable: number;
}

const FUNNEL = ['planned', 'attempted', 'reached', 'answered'] as const satisfies readonly MeasureName[];

/** Puts the report together from counted facts; knows nothing that was not counted. */
export function composeReport(input: ReportInput): ReportDocument {
  const { facts, scope } = input;
  const { counts } = facts;
  const link = linksOf(scope.campaignId);
  const measured = (name: MeasureName): CountWithRows => ({ count: counts[name], rows: link(name) });
  return {
    scope,
    asOf: input.asOf,
    organisation: input.organisation,
    headline: headlineOf(facts),
    previous: input.previous,
    ledger: input.ledger,
    funnel: [
      { step: 'audience', count: input.ledger.audience, rows: link('audience') },
      { step: 'excluded', ...measured('excluded') },
      ...FUNNEL.map((step) => ({ step, ...measured(step) })),
    ],
    excluded: withRows(facts.excluded, (code) => link('excluded', code)),
    coverage: {
      ofAll: proportion(counts.reached, input.ledger.audience),
      ofContactable: proportion(counts.reached, input.contactable),
    },
    promise: {
      matured: measured('promiseMatured'),
      kept: measured('promiseKept'),
      byWish: measured('promiseByWish'),
      notYetDue: counts.planned - counts.cancelled - counts.promiseByWish - counts.promiseMatured,
      share: proportion(counts.promiseKept, counts.promiseMatured),
    },
    response: proportion(counts.answered, counts.planned),
    product: scoreSummary(facts.scores.product, link('productRated')),
    service: scoreSummary(facts.scores.service, link('serviceRated')),
    nps: netPromoter(facts.nps.flatMap((n, mark) => Array<number>(n).fill(mark))),
    channels: facts.channels.map(({ rated, satisfied, ...line }) => ({
      ...line,
      satisfied: shownRate(satisfied, rated),
    })),
    agents: facts.agents.map(({ rated, satisfied, ...line }) => ({ ...line, satisfied: shownRate(satisfied, rated) })),
    reasons: pareto(facts.reasons),
    unfinished: withRows(facts.unfinished, (code) => link('unfinished', code)),
    deferrals: withRows(facts.deferrals, (code) => link('deferrals', code)),
    optOuts: measured('optedOut'),
    balance: balanceOf(facts),
    notes: notesOf(input),
  };
}

/** The first lines of a report, also of the campaign before. */
export function headlineOf({ counts }: Pick<ReportFacts, 'counts'>): Headline {
  return {
    planned: counts.planned,
    done: counts.done,
    doneRate: proportion(counts.done, counts.planned),
    reached: counts.reached,
    reachedRate: proportion(counts.reached, counts.attempted),
    answered: counts.answered,
    satisfied: proportion(counts.serviceSatisfied, counts.serviceRated),
  };
}

/** The path that lists the rows of a number. */
function linksOf(campaignId: number) {
  return (measure: MeasureName | 'audience' | 'unfinished', code?: string) =>
    `/api/v1/reports/${campaignId}/rows?measure=${measure}${code === undefined ? '' : `&code=${encodeURIComponent(code)}`}`;
}

function withRows(counted: readonly { code: string; n: number }[], link: (code: string) => string): CodeCount[] {
  return counted.map(({ code, n }) => ({ code, count: n, rows: link(code) }));
}

function scoreSummary(distribution: readonly number[], rows: string): ScoreSummary {
  const n = distribution.reduce((sum, count) => sum + count, 0);
  const points = distribution.reduce((sum, count, i) => sum + count * (i + 1), 0);
  const top = (distribution[3] ?? 0) + (distribution[4] ?? 0);
  return { n, distribution, mean: n === 0 ? null : points / n, topTwo: proportion(top, n), rows };
}

/** A rate on few answers says more about chance than about people: below the least base it is not shown. */
function shownRate(count: number, n: number): Proportion | null {
  return n < LEAST_N_FOR_RATE ? null : proportion(count, n);
}

function balanceOf({ agents }: ReportFacts): ReportDocument['balance'] {
  const working = agents.filter((agent) => agent.weight > 0);
  return measureBalance(
    working.map((agent) => agent.visits),
    working.map((agent) => agent.weight),
  );
}

function notesOf({ facts, ledger, scope }: ReportInput): Reason[] {
  const notes: Reason[] = [];
  const { counts } = facts;
  if (!ledger.balanced) notes.push(reason('books-do-not-balance'));
  if (!['completed', 'archived', 'cancelled'].includes(scope.state))
    notes.push(reason('report-still-running', { open: counts.open }));
  if (counts.inDoubt > 0) notes.push(reason('report-in-doubt', { count: counts.inDoubt }));
  if (counts.lateResponses > 0) notes.push(reason('report-late-responses', { count: counts.lateResponses }));
  if (facts.flagged > 0) notes.push(reason('report-flagged-responses', { count: facts.flagged }));
  if (counts.responses > 0 && counts.responses < LEAST_N_FOR_RATE)
    notes.push(reason('report-small-sample', { n: counts.responses }));
  return notes;
}
