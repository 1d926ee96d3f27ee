import { renderReason, translate, type Catalogue } from '../kernel/catalogue.js';
import { formatPercent, LEAST_N_FOR_RATE, type Proportion } from './proportion.js';
import type { CodeCount, Headline, ReportDocument, ScoreSummary } from './report-document.js';

/** One cell: its text, the number behind it, and where its rows are listed. */
export interface Cell {
  readonly text: string;
  readonly value?: number;
  readonly rows?: string;
}

/** A part of the report as a table: the one shape that page, PDF, workbook and CSV are made from. */
export interface Section {
  readonly key: string;
  readonly title: string;
  /** How it was counted, in a sentence. */
  readonly note?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

type Say = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** The report in words of one language, section by section. Counts carry their rows; rates carry n and interval. */
export function toSections(document: ReportDocument, catalogue: Catalogue): Section[] {
  const say: Say = (key, params = {}) => translate(catalogue, `report.${key}`, params);
  return [
    headlineSection(document, say),
    funnelSection(document, say),
    codeSection('excluded', document.excluded, say, catalogue),
    ledgerSection(document, say, catalogue),
    coverageSection(document, say),
    scoreSection(document, say),
    npsSection(document, say),
    channelSection(document, say, catalogue),
    agentSection(document, say),
    reasonSection(document, say),
    codeSection('unfinished', document.unfinished, say, catalogue),
    codeSection('deferrals', document.deferrals, say, catalogue),
    balanceSection(document, say),
    {
      key: 'notes',
      title: say('notes'),
      columns: [],
      rows: document.notes.map((note) => [text(renderReason(catalogue, note))]),
    },
  ].filter((section) => section.rows.length > 0);
}

const text = (value: string): Cell => ({ text: value });
const number = (value: number, rows?: string): Cell => ({
  text: String(value),
  value,
  ...(rows === undefined ? {} : { rows }),
});
const decimal = (value: number | null, digits: number): Cell =>
  value === null ? text('—') : { text: value.toFixed(digits), value };

/** A rate with its interval, or a dash: `85.0 % (81.4–88.0 %, n = 460)`. */
export function sayRate(rate: Proportion | null): string {
  if (rate === null) return '—';
  if (rate.n < LEAST_N_FOR_RATE) return `${rate.count} / ${rate.n}`;
  const bare = (share: number) => formatPercent(share).replace(' %', '');
  return `${formatPercent(rate.share)} (${bare(rate.low)}–${bare(rate.high)} %, n = ${rate.n})`;
}

function rateCell(rate: Proportion | null, rows?: string): Cell {
  const value = rate === null ? {} : { value: rate.share };
  return { text: sayRate(rate), ...value, ...(rows === undefined ? {} : { rows }) };
}

function headlineSection({ headline, previous, funnel }: ReportDocument, say: Say): Section {
  const rowsOf = (step: string) => funnel.find((line) => line.step === step)?.rows;
  const line = (key: string, pick: (from: Headline) => Cell, rows?: string): Cell[] => [
    text(say(key)),
    { ...pick(headline), ...(rows === undefined ? {} : { rows }) },
    previous === null ? text('—') : pick(previous),
  ];
  return {
    key: 'headline',
    title: say('headline'),
    columns: [
      '',
      say('this-campaign'),
      previous === null ? say('previous') : say('previous-named', { name: previous.name }),
    ],
    rows: [
      line('planned', (from) => number(from.planned), rowsOf('planned')),
      line('done', (from) => number(from.done)),
      line('done-rate', (from) => rateCell(from.doneRate)),
      line('reached', (from) => number(from.reached), rowsOf('reached')),
      line('reached-rate', (from) => rateCell(from.reachedRate)),
      line('answered', (from) => number(from.answered), rowsOf('answered')),
      line('satisfied-rate', (from) => rateCell(from.satisfied)),
    ],
  };
}

function funnelSection({ funnel, ledger }: ReportDocument, say: Say): Section {
  const rows = funnel.map((line) => {
    const share = ledger.audience === 0 ? '—' : formatPercent(line.count / ledger.audience);
    return [text(say(`step.${line.step}`)), number(line.count, line.rows), text(share)];
  });
  return {
    key: 'funnel',
    title: say('funnel'),
    note: say('funnel-note'),
    columns: ['', say('customers'), say('of-audience')],
    rows,
  };
}

function codeSection(key: string, lines: readonly CodeCount[], say: Say, catalogue: Catalogue): Section {
  const rows = lines.map((line) => [text(sayCode(line.code, catalogue)), number(line.count, line.rows)]);
  return { key, title: say(key), columns: [say('reason'), say('count')], rows };
}

/** A reason's text without its values, or the part of the ledger where a visit stands. */
function sayCode(code: string, catalogue: Catalogue): string {
  if (code.startsWith('still-'))
    return translate(catalogue, 'report.still', { part: translate(catalogue, `report.part.${code.slice(6)}`) });
  const own = catalogue[`report.code.${code}`];
  return own ?? catalogue[`reason.${code}`]?.replace(/\s*[(（]?\{\{[^}]*\}\}[)）]?/g, ' …').trim() ?? code;
}

function ledgerSection({ ledger }: ReportDocument, say: Say, catalogue: Catalogue): Section {
  const rows = Object.entries(ledger.parts).map(([part, count]) => [
    text(translate(catalogue, `report.part.${part.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`)),
    number(count),
    text(ledger.audience === 0 ? '—' : formatPercent(count / ledger.audience)),
  ]);
  rows.push([text(say('sum')), number(ledger.audience), text(ledger.balanced ? say('balanced') : say('not-balanced'))]);
  return { key: 'ledger', title: say('ledger'), columns: [say('part'), say('customers'), say('of-audience')], rows };
}

function coverageSection({ coverage, promise, response }: ReportDocument, say: Say): Section {
  return {
    key: 'coverage',
    title: say('coverage'),
    note: say('promise-note'),
    columns: ['', ''],
    rows: [
      [text(say('coverage-all')), rateCell(coverage.ofAll)],
      [text(say('coverage-contactable')), rateCell(coverage.ofContactable)],
      [text(say('response-rate')), rateCell(response)],
      [text(say('promise-kept')), rateCell(promise.share, promise.kept.rows)],
      [text(say('promise-matured')), number(promise.matured.count, promise.matured.rows)],
      [text(say('promise-by-wish')), number(promise.byWish.count, promise.byWish.rows)],
      [text(say('promise-not-due')), number(promise.notYetDue)],
    ],
  };
}

function scoreSection({ product, service }: ReportDocument, say: Say): Section {
  const line = (key: string, score: ScoreSummary): Cell[] => [
    text(say(key)),
    number(score.n, score.rows),
    ...[...score.distribution].reverse().map((count) => number(count)),
    rateCell(score.topTwo),
    decimal(score.mean, 2),
  ];
  return {
    key: 'satisfaction',
    title: say('satisfaction'),
    note: say('satisfaction-note'),
    columns: ['', 'n', '5', '4', '3', '2', '1', say('top-two'), say('mean')],
    rows: [line('product', product), line('service', service)],
  };
}

function npsSection({ nps }: ReportDocument, say: Say): Section {
  const rows =
    nps === null
      ? []
      : [
          [
            number(nps.n),
            number(nps.promoters),
            number(nps.passives),
            number(nps.detractors),
            { text: `${nps.score.toFixed(1)} (${nps.low.toFixed(1)} … ${nps.high.toFixed(1)})`, value: nps.score },
          ],
        ];
  return {
    key: 'nps',
    title: say('nps'),
    columns: ['n', say('promoters'), say('passives'), say('detractors'), say('nps-score')],
    rows,
  };
}

function channelSection({ channels }: ReportDocument, say: Say, catalogue: Catalogue): Section {
  const rows = channels.map((line) => [
    text(translate(catalogue, `report.channel.${line.channel}`)),
    number(line.sent),
    number(line.delivered),
    number(line.failed),
    number(line.inDoubt),
    number(line.answers),
    rateCell(line.satisfied),
  ]);
  const columns = ['channel', 'sent', 'delivered', 'failed', 'in-doubt', 'answers', 'satisfied-rate'].map((key) =>
    say(key),
  );
  return { key: 'channels', title: say('channels'), columns, rows };
}

function agentSection({ agents }: ReportDocument, say: Say): Section {
  const rows = agents.map((line) => [
    text(line.agentNo),
    text(line.name),
    number(line.visits),
    number(line.reached),
    number(line.answered),
    rateCell(line.satisfied),
  ]);
  const columns = ['agent-no', 'agent-name', 'visits', 'reached', 'answered', 'satisfied-rate'].map((key) => say(key));
  return { key: 'agents', title: say('agents'), note: say('agents-note'), columns, rows };
}

function reasonSection({ reasons }: ReportDocument, say: Say): Section {
  const rows = reasons.map((line) => [
    text(say(`dissatisfied.${line.code}`)),
    number(line.count),
    text(formatPercent(line.share)),
    text(formatPercent(line.cumulative)),
  ]);
  return {
    key: 'reasons',
    title: say('reasons'),
    columns: [say('reason'), say('count'), say('share'), say('cumulative')],
    rows,
  };
}

function balanceSection({ balance, agents }: ReportDocument, say: Say): Section {
  const rows =
    agents.length === 0 ? [] : [[decimal(balance.spread, 2), decimal(balance.gini, 4), decimal(balance.jain, 4)]];
  return {
    key: 'balance',
    title: say('balance'),
    note: say('balance-note'),
    columns: [say('spread'), 'Gini', 'Jain'],
    rows,
  };
}
