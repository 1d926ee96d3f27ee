import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { SourceService } from '../../archive/source.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam, jsonObject } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';

/** The company's own archives that are pulled each day. What may be read from where is an administrator's word. */
@ApiTags('sources')
@Controller('api/v1/sources')
@Roles('imports.run')
export class SourcesController {
  constructor(private readonly sources: SourceService) {}

  @Get()
  @ApiOperation({ summary: 'Sources by name, without passwords; what a pull did stands under imports' })
  async list() {
    return { items: await this.sources.list(), next: null };
  }

  @Post()
  @Roles('sources.write')
  @ApiOperation({ summary: 'Add a source, or change the one of that name; every fault in it is named' })
  save(@Body({ schema: jsonObject }) definition: JsonObject, @CurrentAccount() account: Account) {
    return this.sources.save(definition, actorOf(account));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One source' })
  get(@Param('id', { schema: idParam }) id: number) {
    return this.sources.get(id);
  }

  @Post(':id/pull')
  @HttpCode(202)
  @ApiOperation({ summary: 'Pull now, besides the daily time' })
  async pull(@Param('id', { schema: idParam }) id: number) {
    await this.sources.pullNow(id);
    return { sourceId: id, queued: true };
  }
}
