/** What a segment can ask of a customer: each field with its type and the SQL that reads it (alias `c` = customers). */

export const SEGMENT_OPS = [
  'eq',
  'ne',
  'in',
  'notIn',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'contains',
  'exists',
  'withinDays',
] as const;
export type SegmentOp = (typeof SEGMENT_OPS)[number];

export type SegmentFieldType =
  'text' | 'enum' | 'tags' | 'date' | 'birthday' | 'instant' | 'boolean' | 'number' | 'attribute';

export interface SegmentField {
  readonly type: SegmentFieldType;
  /** SQL expression over alias `c`; for an attribute, the name goes in as a parameter instead. */
  readonly sql: string;
  /** The only legal values of an `enum`. */
  readonly values?: readonly string[];
  /** Where a plain number in `withinDays` looks: back (what happened) or ahead (what is to come). */
  readonly looks?: 'back' | 'ahead';
  /** The name of a custom attribute. */
  readonly attribute?: string;
}

const EQUALITY = ['eq', 'ne', 'in', 'notIn'] as const;
const ORDER = ['lt', 'lte', 'gt', 'gte', 'between'] as const;

/** Which operators make sense for which type. */
export const OPS_OF_TYPE: Readonly<Record<SegmentFieldType, readonly SegmentOp[]>> = {
  text: [...EQUALITY, 'contains', 'exists'],
  enum: [...EQUALITY, 'exists'],
  tags: ['contains', 'in', 'notIn', 'exists'],
  date: ['eq', 'ne', ...ORDER, 'exists', 'withinDays'],
  birthday: ['eq', 'ne', ...ORDER, 'exists', 'withinDays'],
  instant: ['eq', 'ne', ...ORDER, 'exists', 'withinDays'],
  boolean: ['eq', 'ne'],
  number: [...EQUALITY, ...ORDER, 'exists'],
  attribute: SEGMENT_OPS,
};

const text = (column: string): SegmentField => ({ type: 'text', sql: `c.${column}` });
const instant = (sql: string): SegmentField => ({ type: 'instant', sql, looks: 'back' });
const flag = (sql: string): SegmentField => ({ type: 'boolean', sql });
const usable = (condition: string): string =>
  `EXISTS (SELECT 1 FROM contact_points p WHERE p.customer_id = c.id AND p.address IS NOT NULL AND ${condition})`;
const logged = (condition: string): string =>
  `(SELECT max(l.at) FROM contact_log l WHERE l.customer_id = c.id${condition})`;

const FIELDS: ReadonlyMap<string, SegmentField> = new Map<string, SegmentField>([
  ['customerNo', text('customer_no')],
  ['name', text('name')],
  ['contactName', text('contact_name')],
  ['company', text('company')],
  ['gender', { type: 'enum', sql: 'c.gender', values: ['male', 'female', 'unknown'] }],
  ['birthday', { type: 'birthday', sql: 'c.birthday', looks: 'ahead' }],
  ['preferredChannel', { type: 'enum', sql: 'c.preferred_channel', values: ['call', 'sms', 'email'] }],
  ['timezone', text('timezone')],
  ['country', text('country')],
  ['province', text('province')],
  ['city', text('city')],
  ['district', text('district')],
  ['postcode', text('postcode')],
  ['language', text('language')],
  ['memberLevel', text('member_level')],
  ['cardNo', text('card_no')],
  ['cardExpiresOn', { type: 'date', sql: 'c.card_expires_on', looks: 'ahead' }],
  ['lifecycle', { type: 'enum', sql: 'c.lifecycle', values: ['existing', 'onboarding', 'prospect', 'lapsed'] }],
  ['category', text('category')],
  ['source', text('source')],
  ['tags', { type: 'tags', sql: 'c.tags' }],
  ['product', text('product')],
  ['lastServiceAt', instant('c.last_service_at')],
  ['lastServiceItem', text('last_service_item')],
  ['lastServedBy', text('last_served_by')],
  ['ownerAgentNo', text('owner_agent_no')],
  ['assignedAt', instant('c.assigned_at')],
  ['requiredSkill', text('required_skill')],
  ['visitIntervalDays', { type: 'number', sql: 'c.visit_interval_days' }],
  ['doNotContact', { type: 'tags', sql: 'c.do_not_contact' }],
  ['deceased', flag('c.deceased')],
  ['minor', flag('c.minor')],
  ['createdAt', instant('c.created_at')],
  ['updatedAt', instant('c.updated_at')],
  ['lastContactAt', instant(logged(''))],
  ['lastReachedAt', instant(logged(' AND l.reached'))],
  ['hasMobile', flag(usable(`p.kind = 'phone' AND p.phone_type = 'mobile'`))],
  ['hasPhone', flag(usable(`p.kind = 'phone'`))],
  ['hasEmail', flag(usable(`p.kind = 'email'`))],
  ['hasOpenIssue', flag('EXISTS (SELECT 1 FROM open_issues o WHERE o.customer_id = c.id)')],
  ...consentFields(),
]);

const ATTRIBUTE = /^attributes\.(.{1,100})$/su;

/** The names that a fault lists, in the order of the archive form. */
export const SEGMENT_FIELD_NAMES: readonly string[] = [...FIELDS.keys(), 'attributes.<name>'];

/** Finds a field by its camelCase name or as `attributes.<name>`; null for anything else. */
export function segmentField(name: string): SegmentField | null {
  const known = FIELDS.get(name);
  if (known) return known;
  const attribute = ATTRIBUTE.exec(name)?.[1];
  if (attribute === undefined || attribute.includes('\0')) return null;
  return { type: 'attribute', sql: 'c.attributes', attribute, looks: 'back' };
}

function consentFields(): [string, SegmentField][] {
  return ['call', 'sms', 'email'].flatMap((channel) =>
    ['service', 'marketing'].map((purpose): [string, SegmentField] => [
      `consent.${channel}.${purpose}`,
      {
        type: 'enum',
        sql: `coalesce(c.consent ->> '${channel}.${purpose}', c.consent ->> 'all.${purpose}', 'unknown')`,
        values: ['granted', 'denied', 'unknown'],
      },
    ]),
  );
}
