import { Injectable } from '@nestjs/common';
import type { Account } from '../access/account.js';
import { rowScope, scopeAgents } from '../access/permissions.js';
import type { RowScope } from '../access/permissions.js';
import type { CustomerCard, CustomerDetail } from '../archive/customer.js';
import { CustomerReadModel } from '../archive/customer.read-model.js';
import { CustomerService } from '../archive/customer.service.js';
import { EVERYONE, parseSegment } from '../archive/segment-filter.js';
import { compileSegment } from '../archive/segment-sql.js';
import { SegmentService } from '../archive/segment.service.js';
import { Database } from '../database/database.service.js';
import { NotFoundError } from '../kernel/faults.js';
import { toPage } from './api-shapes.js';
import type { Page } from './api-shapes.js';
import { maskCard, maskDetail } from './customer-privacy.js';

interface CustomerListQuery {
  readonly segment?: unknown;
  readonly after?: number | undefined;
  readonly limit: number;
}

/**
 * The archive as far as an account may see it: an agent the customers it owns or has a live visit with, and no full number
 * outside the call in hand; a supervisor with teams theirs and nobody's; everybody else all.
 */
@Injectable()
export class CustomerAccess {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomerService,
    private readonly rows: CustomerReadModel,
    private readonly segments: SegmentService,
  ) {}

  /** Customers of a segment (everyone by default), a page at a time. Throws InputError. */
  async list(account: Account, query: CustomerListQuery): Promise<Page<CustomerCard>> {
    const segment = query.segment === undefined ? EVERYONE : parseSegment(query.segment, 'segment');
    const asked = compileSegment(segment, await this.segments.time(), 2);
    const own = scopeSql(rowScope(account), 2 + asked.params.length);
    const condition = { sql: `(${asked.sql}) AND ${own.sql}`, params: [...asked.params, ...own.params] };
    const page = { after: query.after ?? 0, limit: query.limit + 1 };
    const found = await this.rows.cards(this.database, condition, page);
    return toPage(maskedFor(account) ? found.map(maskCard) : found, query.limit);
  }

  /** The customers that an account may see, over alias `c`, with `before` parameters in front of it. */
  scope(account: Account, before: number): { readonly sql: string; readonly params: readonly unknown[] } {
    return scopeSql(rowScope(account), before);
  }

  /** Who may be on the line: anybody, but an agent sees no full number. */
  async find(account: Account, text: string): Promise<CustomerCard[]> {
    const found = await this.customers.find(text);
    return maskedFor(account) ? found.map(maskCard) : found;
  }

  /** Throws NotFoundError for a customer out of reach too: that there is one says something already. */
  async get(account: Account, id: number): Promise<CustomerDetail> {
    await this.check(account, id);
    return this.show(account, await this.customers.get(id));
  }

  /** Throws NotFoundError for a customer that the account may not see. */
  async check(account: Account, id: number): Promise<void> {
    const own = scopeSql(rowScope(account), 1);
    const sql = `SELECT c.id FROM customers c WHERE c.id = $1 AND ${own.sql}`;
    if ((await this.database.maybe(sql, [id, ...own.params])) === null) throw new NotFoundError('customer', id);
  }

  /** Of these customers, those that the account may see. */
  async reach(account: Account, ids: readonly number[]): Promise<number[]> {
    if (ids.length === 0) return [];
    const own = scopeSql(rowScope(account), 1);
    const sql = `SELECT c.id FROM customers c WHERE c.id = ANY ($1::bigint[]) AND ${own.sql}`;
    return (await this.database.query<{ id: number }>(sql, [ids, ...own.params])).map(({ id }) => id);
  }

  /** A customer as this account may read it. */
  show(account: Account, customer: CustomerDetail): CustomerDetail {
    return maskedFor(account) ? maskDetail(customer) : customer;
  }

  /** A new customer's form; what an agent adds without saying whose it is belongs to the agent. */
  async ownedForm(account: Account, form: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    if (account.role !== 'agent' || form['ownerAgentNo'] !== undefined) return { ...form };
    const agent = await this.database.one<{ agentNo: string }>(
      'SELECT agent_no AS "agentNo" FROM agents WHERE id = $1',
      [account.agentId],
    );
    return { ...form, ownerAgentNo: agent.agentNo };
  }
}

function maskedFor(account: Account): boolean {
  return account.role === 'agent';
}

/** A condition over alias `c` = customers, with `before` parameters in front of it. */
function scopeSql(scope: RowScope, before: number): { sql: string; params: (readonly number[])[] } {
  const { agentIds, orNobody } = scopeAgents(scope);
  if (agentIds === null) return { sql: 'TRUE', params: [] };
  const ids = `$${before + 1}::bigint[]`;
  // An agent has few among many: their ids first. A team has a large part: a look into its set for each row.
  if (scope.kind === 'agent') {
    const sql = `c.id IN (SELECT w.id FROM customers w JOIN agents o ON o.agent_no = w.owner_agent_no WHERE o.id = ANY (${ids})
      UNION SELECT v.customer_id FROM visits v WHERE v.agent_id = ANY (${ids}) AND v.state IN ('planned', 'open'))`;
    return { sql, params: [agentIds] };
  }
  const conditions = [
    `c.owner_agent_no IN (SELECT o.agent_no FROM agents o WHERE o.id = ANY (${ids}))`,
    `c.id IN (SELECT v.customer_id FROM visits v WHERE v.agent_id = ANY (${ids}) AND v.state IN ('planned', 'open'))`,
    ...(orNobody ? ['c.owner_agent_no IS NULL'] : []),
  ];
  return { sql: `(${conditions.join(' OR ')})`, params: [agentIds] };
}
