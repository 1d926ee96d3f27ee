import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { CustomerService } from '../archive/customer.service.js';
import { maskPhone } from '../kernel/masking.js';
import { Roles } from './access.guard.js';
import { PageView } from './page.view.js';
import type { WebRequest, WebResponse } from './web-request.adapter.js';

const findQuery = z.looseObject({ q: z.string().trim().max(200).default('') });

/** The search box of every page: who is on the line? */
@ApiExcludeController()
@Controller('find')
@Roles('customers.read')
export class FindController {
  constructor(
    private readonly customers: CustomerService,
    private readonly view: PageView,
  ) {}

  @Get()
  async find(
    @Query({ schema: findQuery }) { q }: z.infer<typeof findQuery>,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const found = q === '' ? [] : await this.customers.find(q);
    const items = found.map((card) => ({ ...card, phone: card.phone === null ? null : maskPhone(card.phone) }));
    await this.view.send(request, response, 'find', 'console.find.title', { page: { q, items } });
  }
}
