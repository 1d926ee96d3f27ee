import type { Organisation } from '../config/organisation.js';
import type { Catalogue } from '../kernel/catalogue.js';
import type { Locale } from '../kernel/words.js';
import type { AgentDay, DayCounts, Digest, StandingCounts } from './digest.service.js';
import { formatPercent, LEAST_N_FOR_RATE } from './proportion.js';
import { groupDigits, NOTHING } from './report-cells.js';
import { type Say, sayIn } from './report-words.js';
import { formatInstant } from './scope-section.js';

/** A figure and what it counts. */
export interface DigestLine {
  readonly label: string;
  readonly value: string;
}

/** The digest ready to be written as a mail in one language. */
export interface DigestView {
  readonly locale: Locale;
  readonly subject: string;
  readonly organisation: string;
  readonly title: string;
  readonly until: string;
  readonly parts: readonly { readonly title: string; readonly lines: readonly DigestLine[] }[];
  readonly agents: {
    readonly title: string;
    readonly columns: readonly string[];
    readonly rows: readonly { readonly name: string; readonly values: readonly string[] }[];
    /** How many had nothing to report; null where nobody. */
    readonly idle: string | null;
  };
  readonly link: { readonly label: string; readonly url: string };
  /** Why one gets this mail. */
  readonly why: string;
}

export interface DigestViewInput {
  readonly digest: Digest;
  readonly organisation: Pick<Organisation, 'name' | 'timeZone' | 'locale'>;
  readonly catalogue: Catalogue;
  /** Of the console. */
  readonly url: string;
}

/** Puts a digest into the words of the organisation's language. */
export function viewDigest({ digest, organisation, catalogue, url }: DigestViewInput): DigestView {
  const say = sayIn(catalogue);
  const { locale, name, timeZone } = organisation;
  const date = formatDate(digest.date, locale);
  return {
    locale,
    subject: say('digest.subject', { date, organisation: name }),
    organisation: name,
    title: say('digest.title', { date }),
    until: say('digest.until', { at: formatInstant(digest.until, locale, timeZone), zone: timeZone }),
    parts: [
      { title: say('digest.day'), lines: dayLines(digest.counts, say) },
      { title: say('digest.standing'), lines: standingLines(digest.standing, say) },
    ],
    agents: viewAgents(digest.agents, say),
    link: { label: say('digest.open-console'), url },
    why: say('digest.why', { organisation: name }),
  };
}

/** The mail's plain part, which says all that the HTML says. */
export function digestText(view: DigestView, catalogue: Catalogue): string {
  const say = sayIn(catalogue);
  const line = ({ label, value }: DigestLine) => say('digest.line', { label, value });
  const parts = view.parts.map(({ title, lines }) => [title, ...lines.map(line)].join('\n'));
  const { title, columns, rows, idle } = view.agents;
  const agents = rows.map(({ name, values }) =>
    [name, ...values.map((value, i) => `  ${line({ label: columns[i + 1] ?? '', value })}`)].join('\n'),
  );
  const all = [title, ...agents, ...(idle === null ? [] : [idle])].join('\n');
  const link = line({ label: view.link.label, value: view.link.url });
  return `${[`${view.organisation}\n${view.title}\n${view.until}`, ...parts, all, `${link}\n${view.why}`].join('\n\n')}\n`;
}

function dayLines(counts: DayCounts, say: Say): DigestLine[] {
  return [
    { label: say('digest.running'), value: groupDigits(counts.campaignsRunning) },
    { label: say('digest.sent'), value: groupDigits(counts.sent) },
    { label: say('digest.reached'), value: groupDigits(counts.reached) },
    { label: say('digest.answered'), value: groupDigits(counts.answered) },
    { label: say('digest.satisfied'), value: satisfied(counts, say) },
    { label: say('digest.opened'), value: groupDigits(counts.followUpsOpened) },
  ];
}

function standingLines(standing: StandingCounts, say: Say): DigestLine[] {
  return [
    { label: say('digest.open'), value: groupDigits(standing.followUpsOpen) },
    { label: say('digest.in-doubt'), value: groupDigits(standing.inDoubt) },
    { label: say('digest.overdue'), value: groupDigits(standing.overduePromises) },
  ];
}

/** The share only on a base that carries one, as in the report. */
function satisfied({ rated, satisfied: count }: DayCounts, say: Say): string {
  if (rated === 0) return NOTHING;
  const of = { count: groupDigits(count), n: groupDigits(rated) };
  return rated < LEAST_N_FOR_RATE
    ? say('digest.of', of)
    : say('digest.rate', { ...of, share: formatPercent(count / rated) });
}

function viewAgents(agents: readonly AgentDay[], say: Say): DigestView['agents'] {
  const busy = agents.filter((agent) => figuresOf(agent).some((figure) => figure > 0));
  const idle = agents.length - busy.length;
  return {
    title: say('digest.agents'),
    columns: [
      say('digest.agent'),
      say('digest.records'),
      say('digest.talk'),
      say('digest.reached'),
      say('digest.answered'),
      say('digest.late'),
    ],
    rows: busy.map((agent) => ({
      name: `${agent.agentNo} ${agent.name}`,
      values: figuresOf(agent).map((figure) => groupDigits(figure)),
    })),
    idle: idle === 0 ? null : say('digest.idle', { count: groupDigits(idle) }),
  };
}

/** In the order of the columns; talk in minutes. */
function figuresOf(agent: AgentDay): number[] {
  return [agent.records, Math.ceil(agent.talkSeconds / 60), agent.reached, agent.answered, agent.overduePromises];
}

/** A local date in words: `24 November 2026`, `2026年11月24日`. */
function formatDate(date: string, locale: Locale): string {
  const language = locale === 'en' ? 'en-GB' : locale;
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}
