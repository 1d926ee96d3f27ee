import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { ConsentService } from '../../archive/consent.service.js';
import { CustomerService } from '../../archive/customer.service.js';
import { ImportService } from '../../archive/import.service.js';
import type { ImportOptionsInput } from '../../archive/import-options.js';
import { Database } from '../../database/database.service.js';
import { Clock } from '../../kernel/clock.js';
import { CHANNELS, PURPOSES } from '../../kernel/words.js';
import { CustomerAccess } from '../customer-access.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam, jsonObject, pageShape } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';

const segmentText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a segment as JSON, such as {"all":[]}' });
    return z.NEVER;
  }
});
const listQuery = z.strictObject({
  ...pageShape,
  q: z.string().max(200).optional(),
  segment: segmentText.optional(),
});
const editForm = z.looseObject({ version: z.number().int().positive() });
const bulkForm = z.strictObject({ rows: z.array(jsonObject).min(1).max(10_000), options: jsonObject.optional() });
const consentForm = z.strictObject({
  channel: z.enum([...CHANNELS, 'all']),
  purpose: z.enum(PURPOSES),
  state: z.enum(['granted', 'denied', 'unknown']),
  evidence: z.string().max(1000).optional(),
});

@ApiTags('customers')
@Controller('api/v1/customers')
@Roles('customers.read')
export class CustomersController {
  constructor(
    private readonly access: CustomerAccess,
    private readonly customers: CustomerService,
    private readonly imports: ImportService,
    private readonly consents: ConsentService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({
    summary:
      'Customers, a page at a time: those of `segment` (JSON), or found with `q` by phone, last four digits, name or number',
  })
  async list(
    @Query({ schema: listQuery }) { q, ...page }: z.infer<typeof listQuery>,
    @CurrentAccount() account: Account,
  ) {
    return q === undefined
      ? this.access.list(account, page)
      : { items: await this.access.find(account, q), next: null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One customer with contact points, services and conflicts' })
  get(@Param('id', { schema: idParam }) id: number, @CurrentAccount() account: Account) {
    return this.access.get(account, id);
  }

  @Post()
  @Roles('customers.write')
  @ApiOperation({ summary: 'Add a customer' })
  async create(@Body({ schema: jsonObject }) form: JsonObject, @CurrentAccount() account: Account) {
    const owned = await this.access.ownedForm(account, form);
    return this.access.show(account, await this.customers.create(owned, actorOf(account)));
  }

  @Patch(':id')
  @Roles('customers.write')
  @ApiOperation({ summary: 'Change fields by hand; `version` is the one that was read' })
  async edit(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: editForm }) { version, ...form }: z.infer<typeof editForm>,
    @CurrentAccount() account: Account,
  ) {
    await this.access.check(account, id);
    return this.access.show(account, await this.customers.edit(id, form, version, actorOf(account)));
  }

  @Post('bulk')
  @HttpCode(200)
  @Roles('imports.run')
  @ApiOperation({ summary: 'Upsert up to 10,000 rows through the same pipeline as a file' })
  bulk(@Body({ schema: bulkForm }) form: z.infer<typeof bulkForm>, @CurrentAccount() account: Account) {
    return this.imports.upsertRows(form.rows, actorOf(account), (form.options ?? {}) as ImportOptionsInput);
  }

  @Get(':id/consents')
  @ApiOperation({ summary: 'The history of consent' })
  async consentHistory(@Param('id', { schema: idParam }) id: number, @CurrentAccount() account: Account) {
    await this.access.check(account, id);
    return this.consents.history(id);
  }

  @Post(':id/consents')
  @Roles('customers.write')
  @ApiOperation({ summary: 'Record a consent or its withdrawal' })
  async recordConsent(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: consentForm }) form: z.infer<typeof consentForm>,
    @CurrentAccount() account: Account,
  ) {
    await this.access.check(account, id);
    const by = { method: 'api', actor: actorOf(account), at: this.clock.now() };
    const change = { ...form, evidence: form.evidence ?? null, customerId: id, ...by };
    return { changed: await this.consents.record(this.database, change) };
  }
}
