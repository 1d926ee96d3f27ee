import { Body, Controller, Get, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../../access/account.js';
import { CustomerService } from '../../archive/customer.service.js';
import { RefusedError } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam, jsonObject } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';
import { CustomerAccess } from '../customer-access.service.js';
import { CustomerMerging } from '../customer-merging.service.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { DuplicateList } from './duplicate-list.service.js';
import { readChoices, toMergePage } from './merge-page.js';

const duplicatesQuery = z.looseObject({
  of: idParam.optional().catch(undefined),
  after: z.string().max(500).optional().catch(undefined),
});

/** Duplicates: found, looked at side by side, merged, and taken back. */
@ApiExcludeController()
@Controller('customers')
@Roles('customers.merge')
export class MergeController {
  constructor(
    private readonly duplicates: DuplicateList,
    private readonly customers: CustomerService,
    private readonly access: CustomerAccess,
    private readonly merging: CustomerMerging,
    private readonly view: PageView,
  ) {}

  @Get('duplicates')
  async list(
    @Query({ schema: duplicatesQuery }) { of, after }: z.infer<typeof duplicatesQuery>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    if (of !== undefined) await this.access.check(account, of);
    const page = await this.duplicates.page(account, of ?? null, after ?? null);
    await this.view.send(request, response, 'customers-duplicates', 'console.customers.duplicates', { page });
  }

  @Get(':id/merge/:other')
  preview(
    @Param('id', { schema: idParam }) id: number,
    @Param('other', { schema: idParam }) other: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.show({ id, other, account, request, response }, {}, null);
  }

  @Post(':id/merge/:other')
  async merge(
    @Param('id', { schema: idParam }) id: number,
    @Param('other', { schema: idParam }) other: number,
    @Body({ schema: jsonObject }) body: JsonObject,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const choices = readChoices(body);
    const versions = { kept: Number(body['keptVersion']), merged: Number(body['otherVersion']) };
    try {
      const { endedVisits } = await this.merging.merge(account, { keptId: id, mergedId: other, choices, versions });
      response.redirect(303, `/customers/${id}?done=customers-merged&n=${endedVisits}`);
    } catch (error) {
      if (!(error instanceof RefusedError) || error.reason.code !== 'stale-version') throw error;
      response.status(HttpStatus.CONFLICT);
      await this.show({ id, other, account, request, response }, choices, error.reason);
    }
  }

  @Post('merges/:mergeId/undo')
  async undo(
    @Param('mergeId', { schema: idParam }) mergeId: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    try {
      const { mergedId } = await this.merging.undo(account, mergeId);
      response.redirect(303, `/customers/${mergedId}?done=merge-undone`);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      response.status(HttpStatus.CONFLICT);
      const page = { refusal: error.reason };
      await this.view.send(request, response, 'customers-refused', 'console.customers.merge.undo', { page });
    }
  }

  private async show(
    asked: { id: number; other: number; account: Account; request: WebRequest; response: WebResponse },
    choices: ReturnType<typeof readChoices>,
    refusal: Reason | null,
  ): Promise<void> {
    const { id, other, account, request, response } = asked;
    for (const one of [id, other]) await this.access.check(account, one);
    const [kept, gone] = [await this.customers.get(id), await this.customers.get(other)];
    const ended = await this.merging.countTwice(id, other);
    const page = { ...toMergePage(kept, gone, ended, choices), refusal };
    await this.view.send(request, response, 'customers-merge', 'console.customers.merge.title', { page });
  }
}
