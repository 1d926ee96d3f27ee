import { Controller, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { AddressStatusService } from '../../archive/address-status.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { CustomerAccess } from '../customer-access.service.js';
import type { WebResponse } from '../web-request.adapter.js';

/** An address that could not be delivered to is used again, because somebody knows better. */
@ApiExcludeController()
@Controller('customers/:id/points/:pointId')
@Roles('addresses.lift')
export class AddressLiftController {
  constructor(
    private readonly access: CustomerAccess,
    private readonly addresses: AddressStatusService,
  ) {}

  @Post('lift')
  async lift(
    @Param('id', { schema: idParam }) id: number,
    @Param('pointId', { schema: idParam }) pointId: number,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.access.check(account, id);
    await this.addresses.lift(id, pointId, actorOf(account));
    response.redirect(303, `/customers/${id}?done=address-lifted`);
  }
}
