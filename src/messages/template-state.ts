import type { TemplateRef } from './template-text.js';

/**
 * Whether a version may be sent: an account's needs a second person (domain.md D5); what came with the product or from the
 * command line stands above that. `replaced`: a newer version was saved before anybody had decided.
 */
export const TEMPLATE_STATES = ['approved', 'waiting', 'refused', 'replaced'] as const;
export type TemplateState = (typeof TEMPLATE_STATES)[number];

const SUBJECT_SQL = `'template:' || t.id || '/' || t.channel || '/' || t.language || '/' || t.version`;
const NEEDS_NOBODY_SQL = `t.created_by NOT LIKE 'user:%'`;

/** The agreement to a version, as `p`, beside `templates t`; whole rows of null where nobody has asked. */
export const APPROVAL_JOIN_SQL = `LEFT JOIN approvals p ON p.kind = 'template' AND p.subject = ${SUBJECT_SQL}`;
/** Whether `t` may be sent; stands behind `APPROVAL_JOIN_SQL`. */
export const IS_APPROVED_SQL = `(${NEEDS_NOBODY_SQL} OR p.decision IS NOT DISTINCT FROM 'approved')`;
/** The state of `t`; stands behind `APPROVAL_JOIN_SQL`. */
export const STATE_SQL = `CASE WHEN ${NEEDS_NOBODY_SQL} THEN 'approved' WHEN p.id IS NULL THEN 'replaced'
  ELSE coalesce(p.decision, 'waiting') END`;

/** Under which name the agreement to a version is asked for. */
export function templateSubject({ id, channel, language, version }: TemplateRef): string {
  return `template:${id}/${channel}/${language}/${version}`;
}

/** The version that a subject names; null when it names none. */
export function readTemplateSubject(subject: string): TemplateRef | null {
  const [, id, channel, language, version] = /^template:([^/]+)\/(sms|email|call)\/([^/]+)\/(\d+)$/.exec(subject) ?? [];
  if (id === undefined || channel === undefined || language === undefined) return null;
  return { id, channel: channel as TemplateRef['channel'], language, version: Number(version) };
}

/** Whether what `actor` saves must be agreed to by somebody else: accounts must, the operator and the installer not. */
export function needsSecondPerson(actor: string): boolean {
  return actor.startsWith('user:');
}
