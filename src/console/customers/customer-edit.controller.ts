import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { ConsentService } from '../../archive/consent.service.js';
import { CustomerService } from '../../archive/customer.service.js';
import { Database } from '../../database/database.service.js';
import { Clock } from '../../kernel/clock.js';
import { CHANNELS, PURPOSES } from '../../kernel/words.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam, jsonObject } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';
import { CustomerAccess } from '../customer-access.service.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CustomerEditPage } from './customer-edit.view.js';
import { readCustomerForm } from './customer-edit.js';

const consentForm = z.looseObject({
  channel: z.enum([...CHANNELS, 'all']),
  purpose: z.enum(PURPOSES),
  state: z.enum(['granted', 'denied', 'unknown']),
  evidence: z.string().trim().min(1).max(1000),
});

/** Customers by hand: added, changed (also in place, during a call), their consent noted. */
@ApiExcludeController()
@Controller('customers')
@Roles('customers.write')
export class CustomerEditController {
  constructor(
    private readonly customers: CustomerService,
    private readonly access: CustomerAccess,
    private readonly consents: ConsentService,
    private readonly page: CustomerEditPage,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get('new')
  startNew(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.page.showNew(account, request, response);
  }

  @Post('new')
  async create(
    @Body({ schema: jsonObject }) body: JsonObject,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const form = readCustomerForm(body, this.page.rightsOf(account));
    const numbered = { ...withoutNothing(form), customerNo: body['customerNo'] };
    await this.page.orAgain(account, request, response, { typed: body, id: null }, async () => {
      const owned = await this.access.ownedForm(account, numbered);
      const { id } = await this.customers.create(owned, actorOf(account));
      response.redirect(303, `/customers/${id}?done=customer-added`);
    });
  }

  @Get(':id/edit')
  async edit(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.access.check(account, id);
    await this.page.showEdit(account, id, request, response);
  }

  @Post(':id/edit')
  async save(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: jsonObject }) body: JsonObject,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.access.check(account, id);
    const form = readCustomerForm(body, this.page.rightsOf(account));
    await this.page.orAgain(account, request, response, { typed: body, id }, async () => {
      await this.customers.edit(id, form, Number(body['version']), actorOf(account));
      await this.page.saved(id, request, response);
    });
  }

  @Post(':id/consents')
  async recordConsent(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: consentForm }) { channel, purpose, state, evidence }: z.infer<typeof consentForm>,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.access.check(account, id);
    const by = { method: 'console', actor: actorOf(account), at: this.clock.now() };
    await this.consents.record(this.database, { customerId: id, channel, purpose, state, evidence, ...by });
    response.redirect(303, `/customers/${id}?done=consent-recorded`);
  }
}

/** Of a new customer what is empty is not said, so that the archive's own beginnings hold. */
function withoutNothing(form: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value !== null && value !== ''));
}
