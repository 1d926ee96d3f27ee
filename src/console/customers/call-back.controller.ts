import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../../access/account.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam, jsonObject } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CallBackPage } from './call-back.view.js';

const visitQuery = z.looseObject({ visit: idParam.optional().catch(undefined) });

/** The customer called: what was said is recorded on the open visit. */
@ApiExcludeController()
@Controller('customers/:id/call-back')
@Roles('visits.record')
export class CallBackController {
  constructor(private readonly page: CallBackPage) {}

  @Get()
  show(
    @Param('id', { schema: idParam }) id: number,
    @Query({ schema: visitQuery }) { visit }: z.infer<typeof visitQuery>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.page.show({ account, id, request, response }, visit ?? null);
  }

  @Post()
  record(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: jsonObject }) body: JsonObject,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.page.record({ account, id, request, response }, body);
  }
}
