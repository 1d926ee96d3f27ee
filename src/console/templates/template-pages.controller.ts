import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { NotFoundError } from '../../kernel/faults.js';
import { CHANNELS } from '../../kernel/words.js';
import type { Channel } from '../../kernel/words.js';
import { TemplateService } from '../../messages/template.service.js';
import type { StoredTemplate } from '../../messages/template.repository.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { DraftCheckService } from './draft-check.service.js';
import { withOwnFrames } from './mail-frame.js';
import { MailView } from './mail.view.js';
import { TemplateUse } from './template-use.read-model.js';
import { templatePath, toTemplateGroups } from './templates-page.js';

const place = z.object({ id: z.string(), channel: z.enum(CHANNELS), language: z.string() });
type Place = z.infer<typeof place>;
const versionQuery = z.looseObject({
  version: z.coerce.number().int().min(1).optional().catch(undefined),
  customer: z.string().max(100).default(''),
});
type VersionQuery = z.infer<typeof versionQuery>;

/** With which words? The texts, their versions, and how they look at the customer's. */
@ApiExcludeController()
@Controller('templates')
@Roles('rules.read')
export class TemplatePagesController {
  constructor(
    private readonly templates: TemplateService,
    private readonly use: TemplateUse,
    private readonly checks: DraftCheckService,
    private readonly mails: MailView,
    private readonly view: PageView,
  ) {}

  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const [listed, users] = await Promise.all([this.templates.list(), this.use.running()]);
    const page = {
      groups: toTemplateGroups(listed, users),
      waiting: listed.filter(({ state }) => state === 'waiting').length,
      mayWrite: canDo(account.role, 'rules.write'),
      mayDecide: canDo(account.role, 'approvals.decide'),
    };
    await this.view.send(request, response, 'templates-list', 'console.templates.title', { page });
  }

  @Get(':id/:channel/:language')
  async show(
    @Param({ schema: place }) where: Place,
    @Query({ schema: versionQuery }) { version, customer }: VersionQuery,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const versions = await this.versions(where);
    const shown = pick(versions, where, version);
    const { preview, fault } = await this.checks.preview(account, shown, customer);
    const users = (await this.use.running()).filter(
      (one) => one.template === where.id && one.channel === where.channel,
    );
    const path = templatePath(where);
    const page = {
      ...where,
      path,
      shown: { ...shown, stateKey: `console.templates.state.${shown.state}` },
      sentVersion: versions.find(({ state }) => state === 'approved')?.version ?? null,
      versions: versions.map((one) => ({
        ...one,
        stateKey: `console.templates.state.${one.state}`,
        isShown: one === shown,
      })),
      preview,
      mailSrc: mailAddress(path, where.channel, shown.version, customer),
      users,
      mayWrite: canDo(account.role, 'rules.write'),
      mayDecide: canDo(account.role, 'approvals.decide'),
    };
    if (fault) response.status(422);
    response.setHeader('Content-Security-Policy', withOwnFrames(String(response.getHeader('Content-Security-Policy'))));
    const form = formState(['customer'], { customer }, fault ? [fault] : []);
    await this.view.send(request, response, 'templates-show', 'console.templates.title', {
      page,
      form,
      heading: where.id,
    });
  }

  /** The e-mail alone, for its frame. */
  @Get(':id/:channel/:language/mail')
  async mail(
    @Param({ schema: place }) where: Place,
    @Query({ schema: versionQuery }) { version, customer }: VersionQuery,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const shown = pick(await this.versions(where), where, version);
    const made = await this.checks.compose(account, shown, customer);
    await this.mails.send(request, response, made?.composition ?? null);
  }

  private versions({ id, channel, language }: Place): Promise<StoredTemplate[]> {
    return this.templates.versions(id, channel, language);
  }
}

function pick(versions: readonly StoredTemplate[], { id, channel, language }: Place, version?: number): StoredTemplate {
  const found = version === undefined ? versions[0] : versions.find((one) => one.version === version);
  if (!found) throw new NotFoundError('template', `${id} ${channel} ${language}`);
  return found;
}

function mailAddress(path: string, channel: Channel, version: number, customer: string): string | null {
  if (channel !== 'email') return null;
  return `${path}/mail?${new URLSearchParams({ version: String(version), customer }).toString()}`;
}
