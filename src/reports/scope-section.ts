import type { Segment } from '../archive/segment-filter.js';
import { segmentSentence } from '../archive/segment-sentence.js';
import type { Catalogue } from '../kernel/catalogue.js';
import type { Locale } from '../kernel/words.js';
import { type Cell, type Section, text } from './report-cells.js';
import type { ReportDocument, Scope } from './report-document.js';
import { type Say, sayIn } from './report-words.js';

/** Whom and what the report is about: criteria, dates, policy, survey and template versions (A9). */
export function scopeSection({ scope, organisation }: ReportDocument, catalogue: Catalogue, locale: Locale): Section {
  const say = sayIn(catalogue);
  const at = (instant: Date) => formatInstant(instant, locale, organisation.timeZone);
  const line = (key: string, value: string): Cell[] => [text(say(key)), text(value)];
  const comma = locale === 'zh-CN' ? '、' : ', ';
  const templates = scope.templates.map(
    ({ id, channel, language, version }) =>
      `${id} (${say(`channel.${channel}`)}, ${language}, ${say('version', { version })})`,
  );
  return {
    key: 'scope',
    title: say('scope'),
    columns: ['', ''],
    rows: [
      line('campaign', `${scope.name} (${scope.campaignId})`),
      line('kind', say(`kind.${scope.kind}`)),
      line('state', say(`state.${scope.state}`)),
      line('purpose', say(`purpose.${scope.purpose}`)),
      line('dates', say('period', { from: at(scope.startAt), to: at(scope.deadlineAt), zone: organisation.timeZone })),
      line('segment', segmentSentence(scope.segment as Segment, catalogue)),
      line('ladder', scope.ladder.map((channel) => say(`channel.${channel}`)).join(' → ')),
      line('policy', versioned(scope.policy, say)),
      line('survey', versioned(scope.survey, say)),
      line('templates', templates.length === 0 ? say('none') : templates.join(comma)),
      line('plan-version', String(scope.planVersion)),
      line('audience-hash', scope.audienceHash ?? say('none')),
    ],
  };
}

function versioned(thing: Scope['policy'] | Scope['survey'], say: Say): string {
  if (thing === null) return say('none');
  return thing.version === null ? thing.id : `${thing.id} (${say('version', { version: thing.version })})`;
}

/** An instant on the wall clock of the organisation. */
export function formatInstant(instant: Date, locale: Locale, timeZone: string): string {
  return new Intl.DateTimeFormat(locale === 'zh-CN' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  }).format(instant);
}
