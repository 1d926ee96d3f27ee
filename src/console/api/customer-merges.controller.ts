import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../../access/account.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { CustomerMerging } from '../customer-merging.service.js';

const version = z.number().int().positive();
const mergeForm = z.strictObject({
  other: z.number().int().positive().describe('The customer who goes'),
  choices: z.record(z.string(), z.enum(['kept', 'other'])).default({}),
  versions: z.strictObject({ kept: version, merged: version }).optional(),
});

/** Duplicates become one customer, and two again. */
@ApiTags('customers')
@Controller('api/v1/customers/:id/merge')
@Roles('customers.merge')
export class CustomerMergesController {
  constructor(private readonly merging: CustomerMerging) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Merge `other` into this customer; `choices` says by field whose value stays, `versions` what was looked at',
  })
  merge(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: mergeForm }) { other, choices, versions }: z.infer<typeof mergeForm>,
    @CurrentAccount() account: Account,
  ) {
    return this.merging.merge(account, { keptId: id, mergedId: other, choices, versions });
  }

  @Post('undo')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take the newest merge into this customer back, unless one of the two was changed since' })
  undo(@Param('id', { schema: idParam }) id: number, @CurrentAccount() account: Account) {
    return this.merging.undoNewest(account, id);
  }
}
