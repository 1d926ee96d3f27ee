import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { InputError, NotFoundError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import { CHANNELS, PURPOSES } from '../../kernel/words.js';
import { checkDraft, completeDraft, TemplateService } from '../../messages/template.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { DraftCheckService } from './draft-check.service.js';
import { withOwnFrames } from './mail-frame.js';
import { MailView } from './mail.view.js';
import { readTyped, TEMPLATE_FIELDS, toDraft, toTyped } from './template-form.js';
import type { TemplateTyped } from './template-form.js';
import { listVariables, templatePath } from './templates-page.js';
import type { DraftCheck } from './templates-page.js';

const place = z.object({ id: z.string(), channel: z.enum(CHANNELS), language: z.string() });
type Place = z.infer<typeof place>;
const newQuery = z.looseObject({ channel: z.enum(CHANNELS).default('sms').catch('sms') });

/** Writing a text: the editor, its live check, its preview, and saving a version. */
@ApiExcludeController()
@Controller('templates')
@Roles('rules.write')
export class TemplateEditorController {
  constructor(
    private readonly templates: TemplateService,
    private readonly checks: DraftCheckService,
    private readonly mails: MailView,
    private readonly view: PageView,
  ) {}

  @Get('new')
  async create(
    @Query({ schema: newQuery }) { channel }: z.infer<typeof newQuery>,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const language = await this.view.locale(request);
    await this.sendEditor(request, response, { channel, language, purpose: 'service' }, { check: null });
  }

  @Get(':id/:channel/:language/edit')
  async edit(
    @Param({ schema: place }) { id, channel, language }: Place,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const [newest] = await this.templates.versions(id, channel, language);
    if (!newest) throw new NotFoundError('template', `${id} ${channel} ${language}`);
    const typed = toTyped(newest);
    await this.sendEditor(request, response, typed, { check: await this.checks.check(account, toDraft(typed), '') });
  }

  /** The same page with what was found; the live check takes its part of it. */
  @Post('check')
  async check(
    @Body() body: Record<string, unknown>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const typed = readTyped(body);
    const check = await this.checks.check(account, toDraft(typed), typed.customer ?? '');
    response.status(200);
    await this.sendEditor(request, response, typed, { check, faults: check.faults });
  }

  /** What its frame shows before there is a draft. */
  @Get('no-mail')
  noMail(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    return this.mails.send(request, response, null);
  }

  /** The draft as an e-mail, for its frame. */
  @Post('mail')
  async mail(
    @Body() body: Record<string, unknown>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const typed = readTyped(body);
    const draft = toDraft({ ...typed, channel: 'email' });
    const isSound = checkDraft(draft).faults.every(({ field }) => field === 'id');
    const made = isSound ? await this.checks.compose(account, completeDraft(draft), typed.customer ?? '') : null;
    response.status(200);
    await this.mails.send(request, response, made?.composition ?? null);
  }

  @Post()
  async save(
    @Body() body: Record<string, unknown>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const typed = readTyped(body);
    try {
      const { template, state } = await this.templates.save(toDraft(typed), actorOf(account));
      response.redirect(303, `${templatePath(template)}?done=template-${state}&n=${template.version}`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      const check = await this.checks.check(account, toDraft(typed), typed.customer ?? '');
      await this.sendEditor(request, response, typed, { check, faults: error.faults });
    }
  }

  private async sendEditor(
    request: WebRequest,
    response: WebResponse,
    typed: TemplateTyped,
    found: { check: DraftCheck | null; faults?: readonly Fault[] },
  ): Promise<void> {
    const { id = '', channel = 'sms', language = '' } = typed;
    const versions = id === '' ? [] : await this.templates.versions(id, toDraft(typed).channel, language);
    const page = {
      id,
      channel,
      language,
      isStored: versions.length > 0,
      next: (versions[0]?.version ?? 0) + 1,
      path: versions.length > 0 ? templatePath(toDraft(typed)) : null,
      check: found.check,
      channels: CHANNELS.map((value) => ({ value, labelKey: `console.channel.${value}` })),
      purposes: PURPOSES.map((value) => ({ value, labelKey: `console.templates.purpose.${value}` })),
      variables: listVariables(new Set(found.check?.used)),
    };
    response.setHeader('Content-Security-Policy', withOwnFrames(String(response.getHeader('Content-Security-Policy'))));
    const form = formState(TEMPLATE_FIELDS, typed, found.faults);
    await this.view.send(request, response, 'templates-editor', 'console.templates.editor', { page, form });
  }
}
