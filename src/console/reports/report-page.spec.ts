import { sampleReport } from '../../../test/support/sample-report.js';
import { MEASURE_NAMES, NARROWINGS } from '../../reports/report-measures.js';
import type { AskedDocument } from '../../reports/report-documents.repository.js';
import { reportPaper } from '../../reports/report-html.adapter.js';
import { viewReport } from '../../reports/report-view.js';
import { mergeStrings } from '../../messages/merge-strings.js';
import { readStringsFiles } from '../../messages/strings.service.js';
import { readTableQuery } from '../table-query.js';
import { documentsBlock, reportPage } from './report-page.js';
import { REPORT_LIST, shareOf } from './report-lines.js';
import { narrowedTo, numberRows, questionOf } from './report-rows.js';

const { catalogue } = mergeStrings(readStringsFiles('en'));
const built = { document: sampleReport(), frozen: null, answersSince: 0 };
const paper = reportPaper(viewReport({ ...built, catalogue, locale: 'en', rowsAt: '/campaigns/12/report/rows' }));

const asked: AskedDocument = {
  id: 3,
  campaignId: 12,
  format: 'pdf',
  locale: 'en',
  state: 'asked',
  askedBy: 'user:manager',
  askedAt: new Date('2026-11-24T01:00:00Z'),
  readyAt: null,
  reason: null,
  frozenVersion: null,
  contentHash: null,
  size: null,
};

describe('the page of a report', () => {
  const page = reportPage(12, paper, built, [asked], true);
  const keys = (sections: typeof page.body) => sections.map((section) => section.key);

  it('shows first what is missing and what to improve, and keeps how it was computed behind', () => {
    expect(keys(page.first)).toEqual(['unfinished', 'improvements']);
    expect(keys(page.behind)).toEqual(['headline', 'ledger', 'balance', 'deferrals', 'scope']);
  });

  it('leaves no section of the report out and shows none twice', () => {
    const shown = [...keys(page.first), ...keys(page.body), ...keys(page.behind)];
    expect([...shown].sort()).toEqual(paper.sections.map((section) => section.key).sort());
  });

  it('has no inline style, which the console’s security policy would refuse', () => {
    const charts = page.body.flatMap((section) => section.chart ?? []);
    expect(charts).toHaveLength(1);
    expect(charts[0]).not.toMatch(/style/);
  });

  it('offers to freeze the report only to who may, and only when its campaign is over', () => {
    expect(page.closeHref).toBeNull();
    const over = { ...built, document: { ...built.document, scope: { ...built.document.scope, state: 'completed' } } };
    expect(reportPage(12, paper, over, [], true).closeHref).toBe('/campaigns/12/report/close');
    expect(reportPage(12, paper, over, [], false).closeHref).toBeNull();
  });

  it('waits for a file that is not drawn, and leads to one that is', () => {
    expect(page.documents.waits).toBe(true);
    const ready = documentsBlock(12, [{ ...asked, state: 'ready', frozenVersion: 2 }]);
    expect(ready.waits).toBe(false);
    expect(ready.items[0]).toMatchObject({ fileHref: '/campaigns/12/report/documents/3/file', isLive: false });
  });
});

describe('the rows behind a number', () => {
  const definition = numberRows(12);

  it('are asked for by every number and everything that narrows one', () => {
    const narrowings = Object.values(NARROWINGS).flatMap((of) => Object.keys(of));
    expect(definition.filters).toEqual(expect.arrayContaining(narrowings));
    const named = MEASURE_NAMES.filter((name) => catalogue[`console.reports.measure.${name}`] === undefined);
    expect(named).toEqual([]);
  });

  it('keep the question while they are sorted', () => {
    const query = readTableQuery(definition, { measure: 'done', agent: '010', sort: 'at', lang: 'en' });
    expect(questionOf(query)).toEqual({ measure: 'done', narrowed: { agent: '010' } });
    expect(narrowedTo(query)).toBe('010');
    expect(query.sort).toBe('at');
  });

  it('lead to the customer', () => {
    const row = { id: 1, customerId: 7, customerNo: 'V7', name: '张三', state: 'done', at: null, reason: null };
    expect(definition.columns[0]?.cell(row)).toMatchObject({ href: '/customers/7' });
  });
});

describe('the list of reports', () => {
  it('has no share of nothing', () => {
    expect(shareOf(0, 0)).toBeNull();
    expect(shareOf(1, 4)).toBe(0.25);
  });

  it('leads from the planned number to its rows', () => {
    const planned = REPORT_LIST.columns.find((column) => column.name === 'planned');
    const line = { id: 3, planned: 9 } as Parameters<NonNullable<typeof planned>['cell']>[0];
    expect(planned?.cell(line)).toMatchObject({ number: 9, href: '/campaigns/3/report/rows?measure=planned' });
  });
});
