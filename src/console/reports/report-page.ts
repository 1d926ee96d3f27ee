import type { AskedDocument } from '../../reports/report-documents.repository.js';
import type { ReportPaper } from '../../reports/report-html.adapter.js';
import type { BuiltReport } from '../../reports/report.service.js';

/** What a manager reads first stands open; how it was computed is one click away. */
const FIRST = ['unfinished', 'improvements'];
const BEHIND = ['headline', 'ledger', 'balance', 'deferrals', 'scope'];
const CLOSABLE = ['completed', 'cancelled', 'archived'];
const DIRECT_FORMATS = ['pdf', 'xlsx', 'csv', 'html', 'json'] as const;
/** What takes long for a large campaign is drawn in the background. */
const BACKGROUND_FORMATS = ['pdf', 'xlsx'] as const;

type PaperSection = ReportPaper['sections'][number];

/** The report's page: the paper in the order in which it is read, and what can be done with it. */
export interface ReportPage {
  readonly campaignId: number;
  readonly paper: ReportPaper;
  readonly first: readonly PaperSection[];
  readonly body: readonly PaperSection[];
  readonly behind: readonly PaperSection[];
  readonly frozen: BuiltReport['frozen'];
  readonly files: readonly { readonly format: string; readonly href: string }[];
  readonly background: readonly string[];
  readonly documents: DocumentsBlock;
  /** Where the report is frozen; null for who may not, and while the campaign goes on. */
  readonly closeHref: string | null;
}

/** The files that were asked for; `waits`: one is not drawn yet, so the page asks again. */
export interface DocumentsBlock {
  readonly href: string;
  readonly waits: boolean;
  readonly items: readonly (AskedDocument & { readonly fileHref: string | null; readonly isLive: boolean })[];
}

/** Lays the report's page out. */
export function reportPage(
  campaignId: number,
  paper: ReportPaper,
  { document, frozen }: BuiltReport,
  documents: readonly AskedDocument[],
  mayClose: boolean,
): ReportPage {
  const plain = { ...paper, sections: paper.sections.map(withPlainChart) };
  const isIn = (keys: readonly string[]) => (section: PaperSection) => keys.includes(section.key);
  const path = `/campaigns/${campaignId}/report`;
  return {
    campaignId,
    paper: plain,
    first: plain.sections.filter(isIn(FIRST)),
    body: plain.sections.filter((section) => !isIn([...FIRST, ...BEHIND])(section)),
    behind: plain.sections.filter(isIn(BEHIND)),
    frozen,
    files: DIRECT_FORMATS.map((format) => ({ format, href: `${path}/file?format=${format}` })),
    background: BACKGROUND_FORMATS,
    documents: documentsBlock(campaignId, documents),
    closeHref: mayClose && CLOSABLE.includes(document.scope.state) ? `${path}/close` : null,
  };
}

/** The documents of a campaign with their state. */
export function documentsBlock(campaignId: number, documents: readonly AskedDocument[]): DocumentsBlock {
  const href = `/campaigns/${campaignId}/report/documents`;
  return {
    href,
    waits: documents.some((document) => document.state === 'asked'),
    items: documents.map((document) => ({
      ...document,
      fileHref: document.state === 'ready' ? `${href}/${document.id}/file` : null,
      isLive: document.frozenVersion === null,
    })),
  };
}

/** The console allows no inline style; its own style sheet says how the letters of a chart look. */
function withPlainChart(section: PaperSection): PaperSection {
  if (section.chart === null) return section;
  const chart = section.chart.replace(/ style="[^"]*"/g, '').replace(/<style[\s\S]*?<\/style>/g, '');
  return { ...section, chart };
}
