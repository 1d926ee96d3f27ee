import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DigestService } from '../../reports/digest.service.js';
import { Roles } from '../access.guard.js';

const localDate = z.iso.date();
const listQuery = z.strictObject({
  after: localDate.optional(),
  limit: z.coerce.number('must be a number').int().min(1).max(99).default(31),
});

/** The daily digest for managers. */
@ApiTags('digests')
@Controller('api/v1/digests')
@Roles('digests.read')
export class DigestsController {
  constructor(private readonly digests: DigestService) {}

  @Get()
  @ApiOperation({ summary: 'Daily digests, newest first; a page begins before the date `after`' })
  async list(@Query({ schema: listQuery }) { after, limit }: z.infer<typeof listQuery>) {
    const rows = await this.digests.list(after ?? null, limit + 1);
    const items = rows.slice(0, limit);
    return { items, next: rows.length > limit ? (items.at(-1)?.date ?? null) : null };
  }

  @Get(':date')
  @ApiOperation({ summary: 'The digest of one date in the organisation’s zone' })
  get(@Param('date', { schema: localDate }) date: string) {
    return this.digests.get(date);
  }
}
