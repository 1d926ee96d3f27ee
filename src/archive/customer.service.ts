import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { CustomerForm } from './customer-form.js';
import { parseCustomerForm, parseCustomerNo } from './customer-form.js';
import { changedFields, handEditedNames } from './customer-changes.js';
import type { Customer, CustomerCard, CustomerDetail } from './customer.js';
import { CustomerReadModel } from './customer.read-model.js';
import { CustomerRepository } from './customer.repository.js';
import { readSearch } from './customer-search.js';
import { EVERYONE, parseSegment } from './segment-filter.js';
import { compileSegment } from './segment-sql.js';

export interface CustomerPage {
  readonly items: readonly CustomerCard[];
  /** Where the next page begins; null after the last. */
  readonly next: number | null;
}

const MAX_PAGE = 200;
const MAX_FOUND = 50;

/** The archive as people use it: looked up, written, listed. */
@Injectable()
export class CustomerService {
  constructor(
    private readonly database: Database,
    private readonly readModel: CustomerReadModel,
    private readonly repository: CustomerRepository,
    private readonly audit: AuditService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** A customer by id (number) or customer number (text); throws NotFoundError. */
  async get(key: number | string): Promise<CustomerDetail> {
    const found =
      typeof key === 'number'
        ? await this.readModel.byId(this.database, key)
        : await this.readModel.byNo(this.database, key);
    return this.readModel.detail(this.database, present(found, key));
  }

  /** Customers by number, card, phone, its last four digits, e-mail, or the beginning of the name. */
  async find(query: string): Promise<CustomerCard[]> {
    const { country } = await this.settings.organisation();
    const search = readSearch(query, country);
    return search ? this.readModel.search(this.database, search, MAX_FOUND) : [];
  }

  /** Customers of a segment (everyone by default), a page at a time. */
  async list(
    filter: { readonly segment?: unknown; readonly after?: number; readonly limit?: number } = {},
  ): Promise<CustomerPage> {
    const segment = filter.segment === undefined ? EVERYONE : parseSegment(filter.segment, 'segment');
    const { timeZone } = await this.settings.organisation();
    const condition = compileSegment(segment, { now: this.clock.now(), zone: timeZone }, 2);
    const limit = Math.min(Math.max(filter.limit ?? 50, 1), MAX_PAGE);
    const items = await this.readModel.cards(this.database, condition, { after: filter.after ?? 0, limit: limit + 1 });
    const page = items.slice(0, limit);
    return { items: page, next: items.length > limit ? (page.at(-1)?.id ?? null) : null };
  }

  /** Adds a customer; `form` also has its `customerNo`. Throws InputError with every fault. */
  async create(form: Readonly<Record<string, unknown>>, actor: string): Promise<CustomerDetail> {
    const { customerNo: given, ...rest } = form;
    const { country } = await this.settings.organisation();
    const customerNo = parseCustomerNo(given);
    const parsed = parseCustomerForm(rest, country);
    const id = await this.database.transaction(async (tx) => {
      const created = await this.repository.insert(tx, customerNo, parsed.fields, this.clock.now());
      if (created === null) throw taken(customerNo);
      await this.writeContacts(tx, created, parsed);
      await this.audit.audit(tx, { actor, action: 'customer.create', subject: `customer:${created}` });
      return created;
    });
    return this.get(id);
  }

  /**
   * Changes a customer by hand: the fields that really change are kept from then on whatever an import says.
   * Throws RefusedError `stale-version` when somebody else changed the customer since it was read.
   */
  async edit(id: number, form: unknown, expectedVersion: number, actor: string): Promise<CustomerDetail> {
    await this.database.transaction(async (tx) => {
      const customer = present(await this.repository.lock(tx, id), id);
      if (customer.version !== expectedVersion) throw stale(expectedVersion, customer.version);
      const { country } = await this.settings.organisation();
      const parsed = parseCustomerForm(form, customer.country ?? country);
      const detail = await this.readModel.detail(tx, customer);
      const change = changedFields(detail, parsed);
      const names = handEditedNames(change);
      if (names.length === 0) return;
      await this.repository.update(tx, id, { fields: change.fields, handEdited: names, now: this.clock.now() });
      await this.writeContacts(tx, id, change);
      const details = { fields: names };
      await this.audit.audit(tx, { actor, action: 'customer.edit', subject: `customer:${id}`, details });
    });
    return this.get(id);
  }

  private async writeContacts(db: Queryable, id: number, form: CustomerForm): Promise<void> {
    for (const field of ['phone', 'phone2', 'email'] as const) {
      const point = form.contacts[field];
      if (point !== undefined) await this.repository.writeContact(db, id, field, point);
    }
  }
}

function present(customer: Customer | null, key: number | string): Customer {
  if (!customer) throw new NotFoundError('customer', key);
  return customer;
}

function taken(customerNo: string): InputError {
  const message = `The customer number ${customerNo} is taken`;
  return new InputError([{ field: 'customerNo', code: 'taken', message }]);
}

function stale(expected: number, actual: number): RefusedError {
  return new RefusedError(
    reason('stale-version', { expected, actual }),
    `The customer was changed meanwhile (version ${actual}, not ${expected}); read it again`,
  );
}
