import type { Queryable } from '../../src/database/queryable.js';

type Overrides = Readonly<Record<string, unknown>>;

let counter = 0;
const next = () => (counter += 1);

/** Inserts a row from column names and values; objects become JSON. Answers with the new id. */
export async function insertRow(db: Queryable, table: string, values: Overrides): Promise<number> {
  const columns = Object.keys(values);
  const params = Object.values(values).map((value) => (isPlainObject(value) ? JSON.stringify(value) : value));
  const marks = columns.map((_, i) => `$${i + 1}`);
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks.join(', ')}) RETURNING id`;
  return (await db.one<{ id: number }>(sql, params)).id;
}

/** A customer; `phone` and `email` also make the contact points and addresses. */
export async function insertCustomer(
  db: Queryable,
  { phone, email, ...overrides }: Overrides & { phone?: string; email?: string } = {},
): Promise<number> {
  const id = await insertRow(db, 'customers', { customer_no: `T${next()}`, name: '张三', country: 'CN', ...overrides });
  if (phone !== undefined) await insertContactPoint(db, id, 'phone', phone);
  if (email !== undefined) await insertContactPoint(db, id, 'email', email);
  return id;
}

async function insertContactPoint(db: Queryable, customerId: number, kind: string, address: string): Promise<void> {
  await db.execute('INSERT INTO addresses (address, kind) VALUES ($1, $2) ON CONFLICT DO NOTHING', [address, kind]);
  const phone = kind === 'phone' ? { phone_type: 'mobile', country: 'CN' } : {};
  await insertRow(db, 'contact_points', { customer_id: customerId, kind, raw: address, address, ...phone });
}

/** An agent on shift from Monday to Sunday, all day. */
export function insertAgent(db: Queryable, overrides: Overrides = {}): Promise<number> {
  const shifts = JSON.stringify([{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }]);
  return insertRow(db, 'agents', { agent_no: `A${next()}`, name: '李客服', shifts, ...overrides });
}

/** A survey version with an empty definition, for rows that need one to point at. */
export async function insertSurvey(db: Queryable, id = 'default', definition: object = {}): Promise<void> {
  await db.execute(
    `INSERT INTO survey_versions (survey_id, version, definition, created_by) VALUES ($1, 1, $2, 'test') ON CONFLICT DO NOTHING`,
    [id, JSON.stringify(definition)],
  );
}

/** A draft campaign without a survey, from 2026-11-23 09:00 to 2026-11-26 20:00 in Shanghai. */
export function insertCampaign(db: Queryable, overrides: Overrides = {}): Promise<number> {
  return insertRow(db, 'campaigns', {
    name: 'Test campaign',
    kind: 'routine',
    purpose: 'service',
    segment: JSON.stringify({ all: [] }),
    ladder: JSON.stringify([{ channel: 'sms', waitHours: 24 }]),
    policy_id: 'CN-default',
    templates: JSON.stringify({ sms: 'visit-survey', email: 'visit-survey', call: 'visit-script' }),
    start_at: '2026-11-23T01:00:00Z',
    deadline_at: '2026-11-26T12:00:00Z',
    created_by: 'test',
    ...overrides,
  });
}

/** A planned visit of the campaign. */
export function insertVisit(
  db: Queryable,
  campaignId: number,
  customerId: number,
  overrides: Overrides = {},
): Promise<number> {
  return insertRow(db, 'visits', {
    campaign_id: campaignId,
    customer_id: customerId,
    ladder: ['sms'],
    due_at: '2026-11-26T12:00:00Z',
    rolled_due_at: '2026-11-26T12:00:00Z',
    zones: ['Asia/Shanghai'],
    plan_version: 1,
    ...overrides,
  });
}

/** A scheduled attempt of the visit. */
export function insertAttempt(
  db: Queryable,
  visit: { id: number; campaignId: number; customerId: number },
  overrides: Overrides = {},
): Promise<number> {
  return insertRow(db, 'attempts', {
    visit_id: visit.id,
    campaign_id: visit.campaignId,
    customer_id: visit.customerId,
    rung: 0,
    channel: 'sms',
    scheduled_at: '2026-11-23T01:00:00Z',
    attempt_key: `test-${next()}`,
    ...overrides,
  });
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
