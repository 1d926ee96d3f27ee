import type { Approval } from '../../access/approval.service.js';
import type { Fault } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import type { Channel } from '../../kernel/words.js';
import { isComposed } from '../../messages/compose-message.js';
import type { Composition } from '../../messages/compose-message.js';
import { splitScript } from '../../messages/script-sections.js';
import { countSegments } from '../../messages/sms-segments.js';
import type { SegmentCount } from '../../messages/sms-segments.js';
import { readTemplateSubject } from '../../messages/template-state.js';
import type { TemplateListing } from '../../messages/template.service.js';
import type { StoredTemplate } from '../../messages/template.repository.js';
import type { TemplateRef, TemplateText } from '../../messages/template-text.js';
import { KNOWN_VARIABLES } from '../../messages/template-variables.js';
import { textDifference } from './text-difference.js';
import type { ChangedLine } from './text-difference.js';

/** More messages than this for one text are dear. */
export const MOST_SEGMENTS = 2;

/** A running campaign that sends a template. */
export interface TemplateUser {
  readonly campaignId: number;
  readonly name: string;
  readonly channel: Channel;
  readonly template: string;
}

/** Where a text lives. */
export function templatePath({ id, channel, language }: Omit<TemplateRef, 'version'>): string {
  return `/templates/${encodeURIComponent(id)}/${channel}/${encodeURIComponent(language)}`;
}

/** The templates with who uses them, each id once. */
export function toTemplateGroups(listed: readonly TemplateListing[], users: readonly TemplateUser[]) {
  const ids = [...new Set(listed.map(({ id }) => id))];
  return ids.map((id) => ({
    id,
    texts: listed
      .filter((one) => one.id === id)
      .map((one) => ({
        ...one,
        path: templatePath(one),
        stateKey: `console.templates.state.${one.state}`,
        users: users.filter(({ template, channel }) => template === id && channel === one.channel),
      })),
  }));
}

/** What a message looks like at the customer's, in the form of its channel; or why there is none. */
export interface PreviewView {
  readonly channel: Channel;
  readonly reason: Reason | null;
  readonly to: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  readonly sections: readonly { readonly nameKey: string; readonly text: string }[];
  readonly segments: (SegmentCount & { readonly isLong: boolean }) | null;
}

/** Lays a preview out; `country` counts the segments of an SMS. */
export function toPreviewView(channel: Channel, composition: Composition, country: string | null): PreviewView {
  const nothing = { channel, reason: null, to: null, subject: null, text: null, sections: [], segments: null };
  if (!isComposed(composition)) return { ...nothing, reason: composition.reason };
  const { text, to, subject = null } = composition;
  if (channel === 'call') return { ...nothing, sections: sectionsOf(text) };
  const segments = channel === 'sms' ? countSegments(text, country) : null;
  return {
    ...nothing,
    to,
    subject,
    text,
    segments: segments && { ...segments, isLong: segments.segments > MOST_SEGMENTS },
  };
}

/** What a look at a draft found. */
export interface DraftCheck {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Reason[];
  readonly used: readonly string[];
  readonly preview: PreviewView | null;
}

/** The variables that an author may use, the used ones marked. */
export function listVariables(used: ReadonlySet<string> = new Set()) {
  return [...KNOWN_VARIABLES].map((name) => ({ name, labelKey: `variable.${name}`, isUsed: used.has(name) }));
}

/** A version that waits, beside the one that is sent until then. */
export interface WishView {
  readonly approval: Approval;
  readonly template: StoredTemplate;
  readonly path: string;
  readonly sentVersion: number | null;
  readonly purposeBefore: string | null;
  readonly parts: readonly { readonly labelKey: string; readonly lines: readonly ChangedLine[] }[];
  /** One's own: shown, but not decided. */
  readonly isOwn: boolean;
}

/** The version of a wish with its difference from what is sent; null for a wish about something else. */
export function toWishView(approval: Approval, versions: readonly StoredTemplate[], actor: string): WishView | null {
  const ref = readTemplateSubject(approval.subject);
  const template = versions.find(({ version }) => version === ref?.version);
  if (ref === null || template === undefined) return null;
  const sent = versions.find(({ state }) => state === 'approved') ?? null;
  return {
    approval,
    template,
    path: templatePath(ref),
    sentVersion: sent?.version ?? null,
    purposeBefore: sent && sent.purpose !== template.purpose ? sent.purpose : null,
    parts: partsOf(sent, template),
    isOwn: approval.askedBy === actor,
  };
}

function partsOf(before: TemplateText | null, after: TemplateText): WishView['parts'] {
  const fields = ['subject', 'body', 'textBody'] as const;
  return fields.flatMap((field) => {
    const lines = textDifference(before?.[field] ?? '', after[field] ?? '');
    if (!lines.some(({ kind }) => kind !== 'same')) return [];
    return [{ labelKey: `console.templates.field.${field}`, lines }];
  });
}

function sectionsOf(script: string): PreviewView['sections'] {
  return [...splitScript(script)].map(([name, text]) => ({ nameKey: `console.templates.section.${name}`, text }));
}
