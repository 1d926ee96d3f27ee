import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../../access/account.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { CustomerAccess } from '../customer-access.service.js';
import { maskCard } from '../customer-privacy.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

const findQuery = z.looseObject({ q: z.string().trim().max(200).default('') });

/** The search box of every page: who is on the line? */
@ApiExcludeController()
@Controller('find')
@Roles('customers.read')
export class FindController {
  constructor(
    private readonly customers: CustomerAccess,
    private readonly view: PageView,
  ) {}

  @Get()
  async find(
    @Query({ schema: findQuery }) { q }: z.infer<typeof findQuery>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const found = q === '' ? [] : await this.customers.find(account, q);
    const items = found.map(maskCard);
    await this.view.send(request, response, 'find', 'console.find.title', { page: { q, items } });
  }
}
