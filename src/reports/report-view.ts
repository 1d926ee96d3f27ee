import { translate, type Catalogue } from '../kernel/catalogue.js';
import type { Locale } from '../kernel/words.js';
import type { FrozenReport, ReportDocument } from './report-document.js';
import { toSections, type Section } from './report-sections.js';

/** The report ready to be drawn in one language: the same for page and PDF. */
export interface ReportView {
  readonly locale: Locale;
  readonly title: string;
  readonly organisation: string;
  /** Lines below the title: campaign, period, state, scope. */
  readonly lines: readonly string[];
  readonly legend: readonly {
    readonly part: string;
    readonly label: string;
    readonly count: number;
    readonly colour: string;
  }[];
  readonly sections: readonly Section[];
  readonly chartWords: { readonly product: string; readonly service: string };
  readonly document: ReportDocument;
}

export interface ReportViewInput {
  readonly document: ReportDocument;
  readonly frozen: Omit<FrozenReport, 'document'> | null;
  readonly catalogue: Catalogue;
  readonly locale: Locale;
  readonly colours: Readonly<Record<string, string>>;
}

/** Puts the report in words. Times are in the organisation's zone, which is named. */
export function viewReport(input: ReportViewInput): ReportView {
  const { document, catalogue, locale } = input;
  const say = (key: string, params: Readonly<Record<string, string | number>> = {}) =>
    translate(catalogue, `report.${key}`, params);
  const organisation = [document.organisation.name, document.organisation.center, document.organisation.department]
    .filter(Boolean)
    .join(' ');
  return {
    locale,
    title: `${say('title')} · ${document.scope.name}`,
    organisation,
    lines: [organisation, ...linesOf(input, say)],
    legend: Object.entries(document.ledger.parts)
      .filter(([, count]) => count > 0)
      .map(([part, count]) => ({
        part,
        count,
        colour: input.colours[part] ?? '#000',
        label: say(`part.${toSnake(part)}`),
      })),
    sections: toSections(document, catalogue),
    chartWords: { product: say('product'), service: say('service') },
    document,
  };
}

function linesOf(
  { document, frozen, locale }: ReportViewInput,
  say: (key: string, params?: Record<string, string | number>) => string,
): string[] {
  const { scope, organisation } = document;
  const at = (instant: Date) => formatInstant(instant, locale, organisation.timeZone);
  const survey =
    scope.survey === null ? say('none') : `${scope.survey.id} (${say('version', { version: scope.survey.version })})`;
  const policy =
    scope.policy.version === null
      ? scope.policy.id
      : `${scope.policy.id} (${say('version', { version: scope.policy.version })})`;
  const colon = locale === 'zh-CN' ? '：' : ': ';
  const facts = [
    `${say('ladder')}${colon}${scope.ladder.map((channel) => say(`channel.${channel}`)).join(' → ')}`,
    `${say('policy')}${colon}${policy}`,
    `${say('survey')}${colon}${survey}`,
  ];
  return [
    say('period', { from: at(scope.startAt), to: at(scope.deadlineAt) }),
    frozen === null
      ? say('live', { at: at(document.asOf) })
      : say('frozen', { at: at(frozen.closedAt), version: frozen.version, hash: frozen.contentHash.slice(0, 16) }),
    facts.join('  ·  '),
  ];
}

/** An instant on the wall clock of the organisation, with its zone. */
function formatInstant(instant: Date, locale: Locale, timeZone: string): string {
  return new Intl.DateTimeFormat(locale === 'zh-CN' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  }).format(instant);
}

function toSnake(part: string): string {
  return part.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
