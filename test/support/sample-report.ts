import { composeReport, type ReportInput } from '../../src/reports/compose-report.js';
import type { ReportDocument, Scope } from '../../src/reports/report-document.js';
import type { AgentFacts, MeasureCounts, ReportFacts } from '../../src/reports/report-facts.js';
import { MEASURE_NAMES } from '../../src/reports/report-measures.js';

const none = Object.fromEntries(MEASURE_NAMES.map((name) => [name, 0])) as MeasureCounts;

/** Counts of a campaign: those named, and zero for all others. */
export function countsOf(counts: Partial<MeasureCounts>): MeasureCounts {
  return { ...none, ...counts };
}

export const SAMPLE_SCOPE: Scope = {
  campaignId: 12,
  name: '国庆回访 2026',
  kind: 'holiday',
  state: 'running',
  purpose: 'service',
  segment: { all: [{ field: 'lifecycle', op: 'in', value: ['existing'] }] },
  ladder: ['sms', 'email', 'call'],
  startAt: new Date('2026-11-23T01:00:00Z'),
  deadlineAt: new Date('2026-11-26T12:00:00Z'),
  policy: { id: 'CN-default', version: 3 },
  survey: { id: 'default', version: 1 },
  templates: [{ id: 'visit-survey', channel: 'sms', language: 'zh-CN', version: 2 }],
  planVersion: 4,
  audienceHash: '9f2c0000aa',
};

/** Facts of nothing: no visit, no answer, no agent. */
export const EMPTY_FACTS: ReportFacts = {
  counts: none,
  excluded: [],
  unfinished: [],
  deferrals: [],
  reasons: [],
  marks: { product: zeros(5), service: zeros(5), nps: zeros(11), ces: zeros(7) },
  channels: [],
  agents: [],
  comments: [],
};

function zeros(n: number): number[] {
  return Array<number>(n).fill(0);
}

/** The funnel of 1,000 customers from which the statistics of the report are known to four digits and more. */
export const SAMPLE_FACTS: ReportFacts = {
  counts: countsOf({
    audience: 1000,
    excluded: 200,
    notContactable: 200,
    planned: 800,
    notAttempted: 20,
    attempted: 780,
    notReached: 168,
    reached: 612,
    unanswered: 230,
    answered: 382,
    done: 382,
    unfinished: 418,
    ended: 640,
    open: 160,
    refused: 91,
    optedOut: 12,
    promiseMatured: 460,
    promiseKept: 391,
    promiseMissed: 69,
    promiseOpen: 40,
    promiseByWish: 8,
    responses: 382,
    completeResponses: 344,
    partialResponses: 38,
    serviceRated: 100,
    serviceSatisfied: 73,
    productRated: 100,
    productSatisfied: 61,
    commented: 41,
    inDoubt: 3,
    lateResponses: 2,
    followUps: 15,
    followUpsClosed: 9,
  }),
  excluded: [
    { code: 'quarantine-any-survey', n: 120 },
    { code: 'opted-out', n: 40 },
    { code: 'no-usable-contact-point', n: 25 },
    { code: 'duplicate-address', n: 15 },
  ],
  unfinished: [
    { code: 'unreachable/nothing-delivered', n: 120 },
    { code: 'refused/refused', n: 91 },
    { code: 'still/waiting', n: 80 },
    { code: 'still/held', n: 80 },
    { code: 'expired/no-answer', n: 35 },
    { code: 'opted_out/opted-out', n: 12 },
  ],
  deferrals: [
    { code: 'rest-hours', n: 57 },
    { code: 'rest-day', n: 21 },
  ],
  reasons: [
    { code: 'product-quality', n: 48 },
    { code: 'service-attitude', n: 31 },
    { code: 'response-speed', n: 22 },
    { code: 'price', n: 12 },
    { code: 'expertise', n: 7 },
    { code: 'other', n: 5 },
  ],
  marks: {
    product: [14, 0, 25, 31, 30],
    service: [6, 9, 12, 31, 42],
    nps: [10, 1, 2, 3, 4, 7, 8, 12, 18, 15, 20],
    ces: [4, 6, 8, 12, 18, 22, 30],
  },
  channels: [
    { channel: 'sms', sent: 780, delivered: 540, failed: 60, inDoubt: 3, answers: 240, rated: 70, satisfied: 52 },
    { channel: 'email', sent: 310, delivered: 0, failed: 22, inDoubt: 0, answers: 90, rated: 25, satisfied: 17 },
    { channel: 'call', sent: 210, delivered: 120, failed: 90, inDoubt: 0, answers: 52, rated: 5, satisfied: 4 },
  ],
  agents: [agent('010', '李客服', 267), agent('020', '王𠮷', 266), agent('030', '<b>Mallory</b>', 267)],
  comments: [
    { comment: '等得太久了，请打13800138000', name: '张三', contactName: null },
    { comment: '=HYPERLINK("http://evil","x")', name: '李四', contactName: null },
    { comment: '<script>alert(1)</script>', name: '王五', contactName: null },
  ],
};

function agent(agentNo: string, name: string, visits: number): AgentFacts {
  return { agentNo, name, weight: 1, visits, done: 127, reached: 204, answered: 127, rated: 33, satisfied: 24 };
}

const BEFORE = {
  campaignId: 7,
  name: '国庆回访 2025',
  planned: 700,
  done: 280,
  doneRate: { count: 280, n: 700, share: 0.4, low: 0.364345, high: 0.436757 },
  reached: 500,
  reachedRate: { count: 500, n: 650, share: 0.769231, low: 0.735343, high: 0.799949 },
  answered: 280,
  satisfied: { count: 180, n: 250, share: 0.72, low: 0.661348, high: 0.77201 },
  productSatisfied: null,
  nps: -4.2,
} as const;

/** A report of the sample, or of other facts. */
export function sampleReport(given: Partial<ReportInput> = {}): ReportDocument {
  return composeReport({
    scope: SAMPLE_SCOPE,
    asOf: new Date('2026-11-25T08:30:00Z'),
    organisation: { name: '三学苑', center: '南昌服务中心', department: '客服部', timeZone: 'Asia/Shanghai' },
    ledger: {
      audience: 1000,
      parts: {
        answered: 382,
        waiting: 80,
        underWay: 0,
        planned: 0,
        held: 80,
        inDoubt: 0,
        unanswered: 35,
        notReached: 120,
        declined: 103,
        cancelled: 0,
        excluded: 200,
      },
      balanced: true,
    },
    facts: SAMPLE_FACTS,
    previous: BEFORE,
    plannedBalance: { spread: 1, gini: 0.0011, jain: 0.9999, optimal: true },
    reasonTexts: { price: { en: 'Price', 'zh-CN': '价格' } },
    ...given,
  });
}

/** A report of a campaign in which nothing is. */
export function emptyReport(): ReportDocument {
  const ledger = { audience: 0, parts: { answered: 0, excluded: 0 }, balanced: true };
  return sampleReport({ facts: EMPTY_FACTS, ledger, previous: null, plannedBalance: null });
}
