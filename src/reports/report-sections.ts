import type { Catalogue } from '../kernel/catalogue.js';
import type { Locale } from '../kernel/words.js';
import {
  agentSection,
  balanceSection,
  channelSection,
  coverageSection,
  effortSection,
  npsSection,
  promiseSection,
  reasonSection,
  scoreSection,
  suggestionSection,
} from './detail-sections.js';
import { improvementSection } from './improvement-section.js';
import {
  deferralSection,
  excludedSection,
  funnelSection,
  headlineSection,
  ledgerSection,
  unfinishedSection,
} from './overview-sections.js';
import type { Section } from './report-cells.js';
import type { ReportDocument } from './report-document.js';
import { sayIn } from './report-words.js';
import { scopeSection } from './scope-section.js';

/** The report in words of one language, section by section, what a manager asks first at the top. */
export function toSections(document: ReportDocument, catalogue: Catalogue, locale: Locale): Section[] {
  const say = sayIn(catalogue);
  const sections = [
    headlineSection(document, say),
    unfinishedSection(document, catalogue),
    improvementSection(document, catalogue, locale),
    funnelSection(document, say),
    excludedSection(document, catalogue),
    ledgerSection(document, catalogue),
    coverageSection(document, say),
    promiseSection(document, say),
    scoreSection(document, say),
    npsSection(document, say),
    effortSection(document, say),
    reasonSection(document, catalogue, locale),
    suggestionSection(document, say),
    channelSection(document, say),
    agentSection(document, say),
    balanceSection(document, say),
    deferralSection(document, catalogue),
    scopeSection(document, catalogue, locale),
  ];
  return sections.filter((section) => section.rows.length > 0);
}
