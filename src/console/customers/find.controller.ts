import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../../access/account.js';
import { canDo, rowScope } from '../../access/permissions.js';
import { Clock } from '../../kernel/clock.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { CustomerAccess } from '../customer-access.service.js';
import { maskCard } from '../customer-privacy.js';
import { PageView } from '../page.view.js';
import { placeName } from '../place-name.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CustomerAround } from './customer-around.read-model.js';
import { toVisitCard } from './customer-page.js';

const findQuery = z.looseObject({ q: z.string().trim().max(200).default('') });

/** The search box of every page: who is on the line, and which visit of theirs is open? */
@ApiExcludeController()
@Controller('find')
@Roles('customers.read')
export class FindController {
  constructor(
    private readonly customers: CustomerAccess,
    private readonly around: CustomerAround,
    private readonly view: PageView,
    private readonly clock: Clock,
  ) {}

  /** Exactly one whom the reader may open: their page at once, for they are on the line. */
  @Get()
  async find(
    @Query({ schema: findQuery }) { q }: z.infer<typeof findQuery>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const found = q === '' ? [] : await this.customers.find(account, q);
    const ids = found.map(({ id }) => id);
    const reach = new Set(await this.customers.reach(account, ids));
    const [only, second] = found;
    if (only && !second && reach.has(only.id)) {
      return response.redirect(303, `/customers/${only.id}?q=${encodeURIComponent(q)}`);
    }
    const visits = await this.around.openVisits(ids, rowScope(account));
    const now = this.clock.now();
    const items = found.map(maskCard).map((card) => ({
      ...card,
      place: placeName([card.province, card.city]),
      mayOpen: reach.has(card.id),
      visits: visits.filter(({ customerId }) => customerId === card.id).map((visit) => toVisitCard(visit, now)),
    }));
    const mayRecord = canDo(account.role, 'visits.record');
    await this.view.send(request, response, 'find', 'console.find.title', { page: { q, items, mayRecord } });
  }
}
