import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { MailReportRepository } from '../../responses/mail-report.repository.js';
import { MailReportService } from '../../responses/mail-report.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';

const MOST = 200;
const decisionForm = z.strictObject({ as: z.enum(['bounce', 'complaint', 'nothing']) });

@ApiTags('inbox')
@Controller('api/v1/returned-mail')
@Roles('returned-mail.decide')
export class ReturnedMailApiController {
  constructor(
    private readonly reports: MailReportRepository,
    private readonly service: MailReportService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Mail that came back: how many by meaning, and those that wait for a person, oldest first' })
  async list() {
    const [items, counts] = await Promise.all([this.reports.waiting(MOST), this.reports.counts()]);
    return { items, counts };
  }

  @Post(':id/decision')
  @HttpCode(204)
  @ApiOperation({ summary: 'Say what a returned mail means' })
  decide(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: decisionForm }) { as }: z.infer<typeof decisionForm>,
    @CurrentAccount() account: Account,
  ): Promise<void> {
    return this.service.settle(id, as, actorOf(account));
  }
}
