import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import { canDo, rowScope } from '../../access/permissions.js';
import { CustomerService } from '../../archive/customer.service.js';
import { Clock } from '../../kernel/clock.js';
import { CustomerAccess } from '../customer-access.service.js';
import { CustomerAround } from './customer-around.read-model.js';
import { CustomerHistory } from './customer-events.read-model.js';
import { CustomerHours } from './customer-hours.service.js';
import type { CustomerSheet } from './customer-page.js';

/** Puts together what the page of a customer shows. */
@Injectable()
export class CustomerSheets {
  constructor(
    private readonly access: CustomerAccess,
    private readonly customers: CustomerService,
    private readonly around: CustomerAround,
    private readonly history: CustomerHistory,
    private readonly hours: CustomerHours,
    private readonly clock: Clock,
  ) {}

  /** Throws NotFoundError for a customer that the account may not see. Addresses are whole here: the page masks them. */
  async load(account: Account, id: number): Promise<CustomerSheet> {
    await this.access.check(account, id);
    const now = this.clock.now();
    const customer = await this.customers.get(id);
    const family = await this.around.family(id);
    const addresses = customer.contactPoints.flatMap(({ address }) => (address === null ? [] : [address]));
    const [visits, household, merges, ownerName] = await Promise.all([
      this.around.openVisits(family, rowScope(account)),
      this.around.household(id),
      this.around.merges(id),
      this.around.agentName(customer.ownerAgentNo),
    ]);
    const hours = await this.hours.today(customer, visits, now);
    const facts = await this.history.load(family, addresses);
    return { customer, hours, visits, household, merges, facts, ownerName, now, may: rightsOf(account) };
  }
}

function rightsOf({ role }: Account): CustomerSheet['may'] {
  return {
    write: canDo(role, 'customers.write'),
    merge: canDo(role, 'customers.merge'),
    optOut: canDo(role, 'opt-outs.write'),
    lift: canDo(role, 'addresses.lift'),
    record: canDo(role, 'visits.record'),
  };
}
