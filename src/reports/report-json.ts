import { stableJson } from '../kernel/stable-json.js';
import type { FrozenReport, ReportDocument } from './report-document.js';

/**
 * The report as JSON with its keys in order, so that the same report is the same text, live or frozen. `frozen` says
 * version and content hash, which is the SHA-256 of the canonical JSON of all the rest but `answersSince`.
 */
export function reportJson(report: {
  readonly document: ReportDocument;
  readonly frozen: Omit<FrozenReport, 'document'> | null;
  readonly answersSince: number;
}): string {
  const { document, frozen, answersSince } = report;
  const ordered: unknown = JSON.parse(stableJson({ ...document, frozen, answersSince }));
  return `${JSON.stringify(ordered, null, 2)}\n`;
}
