import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { OptOutService } from '../../archive/opt-out.service.js';
import { Database } from '../../database/database.service.js';
import { Clock } from '../../kernel/clock.js';
import { CHANNELS } from '../../kernel/words.js';
import { AddressOptOut } from '../../responses/address-opt-out.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { pageShape, toPage } from '../api-shapes.js';

const address = z
  .string()
  .trim()
  .regex(/^(\+[1-9]\d{4,14}|[^\s@]+@[^\s@]+)$/, 'must be a number such as +8613800138000, or an e-mail address');
const optOutForm = z.strictObject({
  address,
  channel: z.enum([...CHANNELS, 'all']),
  /** True when the customer wishes to be contacted again. */
  optIn: z.boolean().default(false),
  evidence: z.string().max(1000).optional(),
});
const listQuery = z.strictObject({ ...pageShape, address: address.optional() });

@ApiTags('opt-outs')
@Controller('api/v1/opt-outs')
export class OptOutsController {
  constructor(
    private readonly optOuts: OptOutService,
    private readonly addresses: AddressOptOut,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Roles('opt-outs.read')
  @ApiOperation({ summary: 'Opt-outs and returns, newest first' })
  async list(@Query({ schema: listQuery }) { after, limit, ...filter }: z.infer<typeof listQuery>) {
    return toPage(await this.optOuts.list({ ...filter, before: after, limit: limit + 1 }), limit);
  }

  @Post()
  @HttpCode(200)
  @Roles('opt-outs.write')
  @ApiOperation({ summary: 'Close an address for a channel or all; its live visits end. `optIn` opens it again' })
  async change(@Body({ schema: optOutForm }) form: z.infer<typeof optOutForm>, @CurrentAccount() account: Account) {
    const { optIn, ...rest } = form;
    const by = { source: 'api', actor: actorOf(account), at: this.clock.now() };
    const change = { ...rest, address: normalise(rest.address), evidence: rest.evidence ?? null, ...by };
    return this.database.transaction(async (tx) =>
      optIn
        ? { optedIn: await this.addresses.reopen(tx, change), endedVisits: [] }
        : { optedIn: false, endedVisits: await this.addresses.close(tx, change) },
    );
  }
}

/** As the archive keeps addresses: an e-mail with its domain in lower case. */
function normalise(given: string): string {
  const at = given.lastIndexOf('@');
  return at < 0 ? given : given.slice(0, at) + given.slice(at).toLowerCase();
}
