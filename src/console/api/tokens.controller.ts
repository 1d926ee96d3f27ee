import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { TokenService } from '../../access/token.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';

const tokenForm = z.strictObject({ login: z.string(), name: z.string().max(100) });

@ApiTags('tokens')
@Controller('api/v1/tokens')
@Roles('tokens.manage')
export class TokensController {
  constructor(private readonly tokens: TokenService) {}

  @Get()
  @ApiOperation({ summary: 'Tokens, newest first, without their secrets' })
  async list() {
    return { items: await this.tokens.list(), next: null };
  }

  @Post()
  @ApiOperation({ summary: 'Make a token; it is shown this once' })
  add(@Body({ schema: tokenForm }) form: z.infer<typeof tokenForm>, @CurrentAccount() account: Account) {
    return this.tokens.add(form.login, form.name, actorOf(account));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End a token for good' })
  revoke(@Param('id', { schema: idParam }) id: number, @CurrentAccount() account: Account): Promise<void> {
    return this.tokens.revoke(id, actorOf(account));
  }
}
