import { Controller, Get, Param, Post, Req, Res, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { ImportDraftService } from '../../archive/import-draft.service.js';
import { SettingsService } from '../../config/settings.service.js';
import type { Fault } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { confirm, type ReceivedFile } from '../file-form.adapter.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CheckView } from './check.view.js';
import { DRAFT_FIELDS, KEY_OPTIONS, readDraftOptions } from './draft-form.js';

const NO_FILE: Fault = { field: 'file', code: 'missing', message: 'Choose a file.' };

/** A file from its upload to its import: each step is a place of its own, and can be left and come back to. */
@ApiExcludeController()
@Controller('imports')
@Roles('imports.run')
export class ImportDraftsController {
  constructor(
    private readonly drafts: ImportDraftService,
    private readonly checks: CheckView,
    private readonly settings: SettingsService,
    private readonly view: PageView,
  ) {}

  @Get('new')
  async showUpload(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    const { country } = await this.settings.organisation();
    await this.sendUpload(request, response, { country, key: 'customer_no' });
  }

  @Post('new')
  @UseInterceptors(FileInterceptor('file'))
  async upload(
    @UploadedFile() file: ReceivedFile | undefined,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    confirm(request);
    const body = { ...(request.body as Record<string, unknown>) };
    if (file?.path === undefined) {
      response.status(422);
      return this.sendUpload(request, response, body, file?.faults ?? [NO_FILE]);
    }
    const id = await this.drafts.add(file.originalname, file.path, readDraftOptions(body), actorOf(account));
    await this.checks.rehearse(id, actorOf(account));
    response.redirect(303, `/imports/${id}/check`);
  }

  @Get(':id/check')
  async showCheck(
    @Param('id', { schema: idParam }) id: number,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.checks.send(request, response, id);
  }

  @Post(':id/check')
  async check(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.drafts.setOptions(id, readDraftOptions(request.body as Record<string, unknown>));
    const faults = await this.checks.rehearse(id, actorOf(account));
    if (faults.length === 0) return response.redirect(303, `/imports/${id}/check`);
    response.status(422);
    await this.checks.send(request, response, id);
  }

  @Post(':id/start')
  async start(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    const importId = await this.drafts.start(id, actorOf(account));
    response.redirect(303, `/imports/${importId}`);
  }

  @Post(':id/discard')
  async discard(@Param('id', { schema: idParam }) id: number, @Res() response: WebResponse): Promise<void> {
    await this.drafts.discard(id);
    response.redirect(303, '/imports?done=import-discarded');
  }

  private sendUpload(
    request: WebRequest,
    response: WebResponse,
    typed: Readonly<Record<string, unknown>>,
    faults: readonly Fault[] = [],
  ): Promise<void> {
    const form = formState(DRAFT_FIELDS, { ...typed, consent: [typed['consent'] ?? []].flat() }, faults);
    return this.view.send(request, response, 'imports-new', 'console.imports.new', {
      form,
      page: { keys: KEY_OPTIONS },
    });
  }
}
