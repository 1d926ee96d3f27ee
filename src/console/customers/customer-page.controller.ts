import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { FieldConflictService } from '../../archive/field-conflict.service.js';
import { CHANNELS } from '../../kernel/words.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { CustomerAccess } from '../customer-access.service.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CustomerAround } from './customer-around.read-model.js';
import { CustomerOptOut } from './customer-opt-out.service.js';
import { toCustomerPage } from './customer-page.js';
import { CustomerSheets } from './customer-sheet.service.js';

const conflictForm = z.looseObject({ decision: z.enum(['keep', 'take']) });
const optOutForm = z.looseObject({
  point: idParam,
  channel: z.enum([...CHANNELS, 'all']),
  evidence: z.string().trim().max(1000).default(''),
});

/** One customer: who this is, what we did, and why. */
@ApiExcludeController()
@Controller('customers')
@Roles('customers.read')
export class CustomerPageController {
  constructor(
    private readonly sheets: CustomerSheets,
    private readonly around: CustomerAround,
    private readonly access: CustomerAccess,
    private readonly conflicts: FieldConflictService,
    private readonly optOuts: CustomerOptOut,
    private readonly view: PageView,
  ) {}

  @Get(':id')
  async show(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const into = await this.around.mergedInto(id);
    if (into !== null) return response.redirect(303, `/customers/${into}`);
    const page = toCustomerPage(await this.sheets.load(account, id));
    await this.view.send(request, response, 'customers-customer', 'console.customers.title', {
      page,
      heading: page.name,
    });
  }

  @Post(':id/conflicts/:conflictId')
  @Roles('customers.write')
  async decide(
    @Param('id', { schema: idParam }) id: number,
    @Param('conflictId', { schema: idParam }) conflictId: number,
    @Body({ schema: conflictForm }) { decision }: z.infer<typeof conflictForm>,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.access.check(account, id);
    const found = await this.conflicts.list({ ids: [conflictId], limit: 1 });
    const own = found.filter((conflict) => conflict.customerId === id);
    const { left } = await this.conflicts[decision](own, actorOf(account));
    response.redirect(303, `/customers/${id}?done=${left > 0 ? 'conflict-left' : 'conflict-decided'}#conflicts`);
  }

  @Post(':id/opt-out')
  @Roles('opt-outs.write')
  async optOut(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: optOutForm }) form: z.infer<typeof optOutForm>,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.access.check(account, id);
    const ended = await this.optOuts.close(id, form, actorOf(account));
    response.redirect(303, `/customers/${id}?done=opted-out&n=${ended}`);
  }
}
