import type { Catalogue } from '../kernel/catalogue.js';
import type { Locale } from '../kernel/words.js';
import { type Cell, count, decimal, points, rate, type Section, text } from './report-cells.js';
import { formatPercent } from './proportion.js';
import type { ReportDocument, ScoreSummary } from './report-document.js';
import { type MeasureName, rowsQuery } from './report-measures.js';
import { type Say, sayIn } from './report-words.js';

/** Coverage of all members and of those who can be contacted, and what came of the contacts. */
export function coverageSection(
  { rates, contactable, partialResponses, optOuts, followUps }: ReportDocument,
  say: Say,
): Section {
  const line = (key: string, cell: Cell): Cell[] => [text(say(key)), cell];
  return {
    key: 'coverage',
    title: say('coverage'),
    note: say('coverage-note'),
    columns: ['', ''],
    rows: [
      line('coverage-all', rate(rates.coverageOfAll, rowsQuery('attempted'))),
      line('coverage-contactable', rate(rates.coverageOfContactable, rowsQuery('attempted'))),
      line('contactable', count(contactable)),
      line('contact-rate', rate(rates.contact, rowsQuery('reached'))),
      line('completion-rate', rate(rates.completion, rowsQuery('completeResponses'))),
      line('response-rate', rate(rates.response, rowsQuery('completeResponses'))),
      line('partial', count(partialResponses, rowsQuery('partialResponses'))),
      line('refusal-rate', rate(rates.refusal, rowsQuery('refused'))),
      line('opt-outs', count(optOuts, rowsQuery('optedOut'))),
      line('follow-ups', count(followUps.opened, rowsQuery('followUps'))),
      line('follow-ups-closed', count(followUps.closed, rowsQuery('followUpsClosed'))),
    ],
  };
}

/** Whether visits came within three days of what caused them, matured ones only. */
export function promiseSection({ promise }: ReportDocument, say: Say): Section {
  const line = (key: string, n: number, measure: MeasureName): Cell[] => [text(say(key)), count(n, rowsQuery(measure))];
  const week = [text(say('promise-week')), rate(promise.firstWeek, rowsQuery('weekKept'))];
  return {
    key: 'promise',
    title: say('promise'),
    note: say('promise-note'),
    columns: ['', ''],
    rows: [
      [text(say('promise-share')), rate(promise.share, rowsQuery('promiseKept'))],
      line('promise-matured', promise.matured, 'promiseMatured'),
      line('promise-kept', promise.kept, 'promiseKept'),
      line('promise-missed', promise.missed, 'promiseMissed'),
      line('promise-by-wish', promise.byWish, 'promiseByWish'),
      line('promise-not-due', promise.notYetDue, 'promiseOpen'),
      ...(promise.firstWeek === null ? [] : [week]),
    ],
  };
}

/** Product and service on five marks, the best first. */
export function scoreSection({ product, service }: ReportDocument, say: Say): Section {
  const line = (key: 'product' | 'service', { n, distribution, good, mean }: ScoreSummary): Cell[] => [
    text(say(key)),
    count(n, rowsQuery(`${key}Rated`)),
    ...distribution.map((given, i) => count(given, rowsQuery(`${key}Rated`, { [key]: i + 1 }))).reverse(),
    rate(good, rowsQuery(`${key}Satisfied`)),
    decimal(mean, 2),
  ];
  return {
    key: 'satisfaction',
    title: say('satisfaction'),
    note: say('satisfaction-note'),
    columns: ['', 'n', '5', '4', '3', '2', '1', say('top-two'), say('mean')],
    rows: [line('product', product), line('service', service)],
  };
}

export function npsSection({ nps }: ReportDocument, say: Say): Section {
  const columns = ['n', say('promoters'), say('passives'), say('detractors'), say('nps-score')];
  const about = { key: 'nps', title: say('nps-title'), note: say('nps-note'), columns };
  if (nps === null) return { ...about, rows: [] };
  const detail = `${points(nps.low)} … ${points(nps.high)}`;
  const score = { text: points(nps.score), detail, value: nps.score, format: 'points' } as const;
  return {
    ...about,
    rows: [
      [
        count(nps.n, rowsQuery('recommended')),
        count(nps.promoters, rowsQuery('promoters')),
        count(nps.passives, rowsQuery('passives')),
        count(nps.detractors, rowsQuery('detractors')),
        score,
      ],
    ],
  };
}

/** How easy it was to get help, on seven marks. */
export function effortSection({ effort }: ReportDocument, say: Say): Section {
  const columns = ['n', '7', '6', '5', '4', '3', '2', '1', say('easy'), say('mean')];
  const about = { key: 'effort', title: say('effort'), note: say('effort-note'), columns };
  if (effort.n === 0) return { ...about, rows: [] };
  const marks = effort.distribution.map((given, i) => count(given, rowsQuery('effortRated', { ces: i + 1 }))).reverse();
  const n = count(effort.n, rowsQuery('effortRated'));
  return { ...about, rows: [[n, ...marks, rate(effort.good, rowsQuery('effortEasy')), decimal(effort.mean, 2)]] };
}

export function channelSection({ channels }: ReportDocument, say: Say): Section {
  const rows = channels.map((line) => {
    const { channel } = line;
    return [
      text(say(`channel.${channel}`)),
      count(line.sent, rowsQuery('sent', { channel })),
      count(line.delivered, rowsQuery('delivered', { channel })),
      count(line.failed, rowsQuery('failed', { channel })),
      count(line.inDoubt, rowsQuery('inDoubt', { channel })),
      count(line.answers, rowsQuery('responses', { channel })),
      rate(line.satisfied, rowsQuery('serviceSatisfied', { channel })),
    ];
  });
  const columns = ['channel', 'sent', 'delivered', 'failed', 'in-doubt', 'answers', 'satisfied'].map((key) => say(key));
  return { key: 'channels', title: say('channels'), note: say('channels-note'), columns, rows };
}

export function agentSection({ agents }: ReportDocument, say: Say): Section {
  const rows = agents.map((line) => {
    const of = { agent: line.agentNo };
    return [
      text(line.agentNo),
      text(line.name),
      count(line.visits, rowsQuery('planned', of)),
      count(line.done, rowsQuery('done', of)),
      count(line.reached, rowsQuery('reached', of)),
      count(line.answered, rowsQuery('answered', of)),
      rate(line.satisfied, rowsQuery('serviceSatisfied', of)),
    ];
  });
  const columns = ['agent-no', 'agent-name', 'visits', 'done', 'reached', 'answered', 'satisfied'].map((key) =>
    say(key),
  );
  return { key: 'agents', title: say('agents'), note: say('agents-note'), columns, rows };
}

/** Why customers are not satisfied, the most frequent first; the vital few are set off. */
export function reasonSection(document: ReportDocument, catalogue: Catalogue, locale: Locale): Section {
  const say = sayIn(catalogue);
  const rows = document.reasons.map((line) => {
    const strong = line.vital ? { strong: true } : {};
    return [
      { ...text(sayDissatisfied(document, catalogue, locale, line.code)), ...strong },
      { ...count(line.count, rowsQuery('reasoned', { reason: line.code })), ...strong },
      bareShare(line.share),
      bareShare(line.cumulative),
    ];
  });
  const columns = [say('reason'), say('count'), say('share'), say('cumulative')];
  return { key: 'reasons', title: say('reasons'), note: say('reasons-note'), columns, rows };
}

/** What the survey calls a reason of dissatisfaction; the packaged survey's words else. */
export function sayDissatisfied(
  { reasonTexts }: ReportDocument,
  catalogue: Catalogue,
  locale: Locale,
  code: string,
): string {
  return reasonTexts[code]?.[locale] ?? catalogue[`report.dissatisfied.${code}`] ?? code;
}

function bareShare(value: number): Cell {
  return { text: formatPercent(value), value, format: 'share' };
}

export function suggestionSection({ suggestions }: ReportDocument, say: Say): Section {
  const rows = suggestions.quotes.map((quote) => [text(quote.text), count(quote.count)]);
  return {
    key: 'suggestions',
    title: say('suggestions'),
    note: say('suggestions-note', { count: suggestions.count }),
    columns: [say('suggestion'), say('count')],
    rows,
  };
}

export function balanceSection({ balance, agents }: ReportDocument, say: Say): Section {
  const columns = ['', say('spread'), say('gini'), say('jain')];
  const about = { key: 'balance', title: say('balance'), note: say('balance-note'), columns };
  if (agents.length === 0) return { ...about, rows: [] };
  const line = (key: string, measures: { spread: number; gini: number; jain: number }) => [
    text(say(key)),
    decimal(measures.spread, 2),
    decimal(measures.gini, 4),
    decimal(measures.jain, 4),
  ];
  const planned = balance.planned === null ? [] : [line('balance-planned', balance.planned)];
  return { ...about, rows: [line('balance-now', balance), ...planned] };
}
