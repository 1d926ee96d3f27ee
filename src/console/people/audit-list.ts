import type { AuditEvent } from '../../access/audit.service.js';
import { reason } from '../../kernel/reason.js';
import type { Reason, ReasonValue } from '../../kernel/reason.js';
import type { Cell, TableDefinition } from '../table.js';

/** An entry of the trail in the list. */
export interface AuditRow extends AuditEvent {
  readonly sortValue: string;
}

/** What has a text of its own; anything else is shown as it is written in the trail. */
export const KNOWN_ACTIONS: readonly string[] = [
  ...['user.sign-in', 'user.sign-in-failed', 'user.sign-out', 'user.add', 'user.change', 'user.set-password'],
  ...['user.enable', 'user.disable', 'token.add', 'token.revoke', 'agent.create', 'agent.update', 'agents.import'],
  ...['customer.create', 'customer.edit', 'campaign.create', 'campaign.plan', 'campaign.launch', 'campaign.pause'],
  ...['campaign.resume', 'campaign.cancel', 'campaign.complete', 'campaign.close', 'follow-up.close', 'policy.save'],
  ...['calendar.import', 'settings.change', 'list.export', 'approval.granted', 'approval.refused', 'template.save'],
  ...['follow-up.withdraw', 'owner-rule.save', 'owner-rule.remove', 'owner-rule.apply', 'inbox.undo', 'import.rejects'],
  ...['customer.merge', 'customer.merge-undo', 'conflicts.keep', 'campaign.change', 'campaign.discard-plan'],
  ...['template.register', 'template.review'],
];

/** Details that a reader understands, with their texts. */
const KNOWN_DETAILS = {
  fields: 'audit-fields',
  role: 'audit-role',
  name: 'audit-name',
  from: 'audit-from',
  state: 'audit-state',
  reason: 'audit-reason',
  version: 'audit-version',
  rows: 'audit-rows',
  rejected: 'audit-rejected',
  created: 'audit-created',
  updated: 'audit-updated',
  filters: 'audit-filters',
  masked: 'audit-masked',
  active: 'audit-active',
  approved: 'audit-approved',
  category: 'audit-category',
  agentNo: 'audit-agent',
  assigned: 'audit-assigned',
  settled: 'audit-settled',
  surveyVersion: 'audit-survey',
} as const;
const PAGES: Readonly<Record<string, (id: string) => string>> = {
  customer: (id) => `/customers/${id}`,
  campaign: (id) => `/campaigns/${id}`,
  agent: (id) => `/people/agents/${encodeURIComponent(id)}`,
};
/** What an entry may be about, with a text. */
const KNOWN_SUBJECTS: readonly string[] = [
  'user',
  'login',
  'agent',
  'customer',
  'campaign',
  'follow-up',
  'import',
  'message',
];
/** Values that are words of the product, each with a text. */
export const AUDIT_WORDS: Readonly<Record<string, readonly string[]>> = {
  role: ['audit-role-admin', 'audit-role-supervisor', 'audit-role-agent', 'audit-role-manager'],
  kind: [
    'audit-kind-routine',
    'audit-kind-first-contact',
    'audit-kind-after-service',
    'audit-kind-holiday',
    'audit-kind-anniversary',
    'audit-kind-birthday',
    'audit-kind-promotion',
    'audit-kind-renewal',
    'audit-kind-after-complaint',
  ],
};
const LONGEST_TEXT = 200;

/** The trail as a list, newest first; `actions` are those that were ever written down. */
export function auditTable(actions: readonly string[]): TableDefinition<AuditRow> {
  return {
    name: 'audit',
    path: '/audit',
    captionKey: 'console.audit.title',
    emptyKey: 'console.audit.empty',
    sorts: { newest: { sql: 'e.id', type: 'bigint' } },
    defaultSort: { sort: 'newest', direction: 'desc' },
    filters: ['actor', 'action', 'subject', 'from', 'to'],
    fields: [
      { name: 'actor', labelKey: 'console.audit.who', kind: 'text' },
      {
        name: 'action',
        labelKey: 'console.audit.what',
        kind: 'choice',
        options: actions.map((action) => ({
          value: action,
          ...(KNOWN_ACTIONS.includes(action) ? { labelKey: actionKey(action) } : { label: action }),
        })),
      },
      { name: 'subject', labelKey: 'console.audit.about', kind: 'text' },
      { name: 'from', labelKey: 'console.audit.from', kind: 'date' },
      { name: 'to', labelKey: 'console.audit.to', kind: 'date' },
    ],
    columns: [
      { name: 'at', labelKey: 'console.audit.when', cell: ({ at }) => ({ kind: 'dateTime', at }) },
      { name: 'actor', labelKey: 'console.audit.who', cell: ({ actor }) => text(actor.replace(/^user:/, '')) },
      { name: 'action', labelKey: 'console.audit.what', cell: ({ action }) => actionCell(action) },
      { name: 'subject', labelKey: 'console.audit.about', cell: ({ subject }) => subjectCell(subject) },
      {
        name: 'details',
        labelKey: 'console.audit.details',
        cell: ({ details }) => ({ kind: 'reasons', reasons: spellDetails(details) }),
      },
    ],
  };
}

/** The details of an entry as short texts; what is nested, empty or unknown and long is left out. */
export function spellDetails(details: Readonly<Record<string, unknown>>): Reason[] {
  return Object.entries(details).flatMap(([name, value]) => {
    const shown = toValue(value);
    if (shown === null) return [];
    const word = AUDIT_WORDS[name]?.find((code) => code === `audit-${name}-${String(shown)}`);
    if (word !== undefined) return [reason(word)];
    return [
      isKnown(name) ? reason(KNOWN_DETAILS[name], { value: shown }) : reason('audit-other', { name, value: shown }),
    ];
  });
}

function isKnown(name: string): name is keyof typeof KNOWN_DETAILS {
  return Object.hasOwn(KNOWN_DETAILS, name);
}

function toValue(value: unknown): ReasonValue | null {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value === '' ? null : value.slice(0, LONGEST_TEXT);
  const isList = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
  return isList ? value : null;
}

function actionCell(action: string): Cell {
  return KNOWN_ACTIONS.includes(action) ? { kind: 'word', key: actionKey(action) } : text(action);
}

function subjectCell(subject: string | null): Cell {
  const [kind = '', id = ''] = (subject ?? '').split(':', 2);
  const href = id === '' ? undefined : PAGES[kind]?.(id);
  if (id === '' || !KNOWN_SUBJECTS.includes(kind)) return { kind: 'text', text: subject ?? '', href };
  return { kind: 'word', key: `console.audit.subject.${kind}`, small: id, href };
}

function actionKey(action: string): string {
  return `console.audit.action.${action.replace('.', '-')}`;
}

function text(value: string): Cell {
  return { kind: 'text', text: value };
}
