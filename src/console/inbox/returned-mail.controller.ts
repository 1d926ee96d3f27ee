import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { MailReportRepository } from '../../responses/mail-report.repository.js';
import { MailReportService } from '../../responses/mail-report.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { returnedMailPage } from './returned-mail-page.js';

const MOST = 50;
const decisionForm = z.looseObject({ as: z.enum(['bounce', 'complaint', 'nothing']) });

/** Which returned mails could the machine not understand, and what came back altogether? */
@ApiExcludeController()
@Controller('inbox/mail')
@Roles('returned-mail.decide')
export class ReturnedMailController {
  constructor(
    private readonly reports: MailReportRepository,
    private readonly service: MailReportService,
    private readonly view: PageView,
  ) {}

  @Get()
  async page(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    const [mails, counts] = await Promise.all([this.reports.waiting(MOST), this.reports.counts()]);
    const page = returnedMailPage(mails, counts);
    await this.view.send(request, response, 'inbox-mail', 'console.mail.title', { page });
  }

  @Post(':id/decide')
  async decide(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: decisionForm }) { as }: z.infer<typeof decisionForm>,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.service.settle(id, as, actorOf(account));
    response.redirect(303, '/inbox/mail?done=mail-decided');
  }
}
