import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OptOutPageService } from '../../responses/opt-out-page.service.js';
import { Public } from '../access.guard.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

/** The customer's way out: a page with one button, and one click from the mail program (RFC 8058). Needs no cookie. */
@ApiExcludeController()
@Controller('u/:token')
@Public()
export class OptOutPageController {
  constructor(
    private readonly optOuts: OptOutPageService,
    private readonly view: PageView,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    const page = await this.optOuts.open(token);
    const template = page.optedOut ? 'opted-out' : 'opt-out';
    await this.view.sendToCustomer(request, response, template, page.locale, { page, action: request.originalUrl });
  }

  @Post()
  @HttpCode(200)
  async optOut(
    @Param('token') token: string,
    @Body() body: Record<string, unknown> | undefined,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const isOneClick =
      body?.['List-Unsubscribe'] === 'One-Click' || request.headers['content-type']?.startsWith('multipart/') === true;
    const page = await this.optOuts.submit(token, {
      via: isOneClick ? 'one-click' : 'page',
      allChannels: body?.['all'] === 'yes',
    });
    await this.view.sendToCustomer(request, response, 'opted-out', page.locale, { page });
  }
}
