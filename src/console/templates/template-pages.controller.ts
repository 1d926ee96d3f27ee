import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { type Fault, InputError, NotFoundError } from '../../kernel/faults.js';
import { CHANNELS } from '../../kernel/words.js';
import type { Channel } from '../../kernel/words.js';
import { REVIEW_STATES } from '../../messages/registered-text.js';
import { TemplateService } from '../../messages/template.service.js';
import type { StoredTemplate } from '../../messages/template.repository.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import { TemplateBooks } from '../template-books.service.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { DraftCheckService } from './draft-check.service.js';
import { withOwnFrames } from './mail-frame.js';
import { MailView } from './mail.view.js';
import { TemplateUse } from './template-use.read-model.js';
import { readRegistration, toBookView } from './template-book.js';
import { templatePath, toTemplateGroups } from './templates-page.js';

const place = z.object({ id: z.string(), channel: z.enum(CHANNELS), language: z.string() });
type Place = z.infer<typeof place>;
const versionQuery = z.looseObject({
  version: z.coerce.number().int().min(1).optional().catch(undefined),
  customer: z.string().max(100).default(''),
});
type VersionQuery = z.infer<typeof versionQuery>;
const reviewForm = z.looseObject({
  provider: z.string().max(40),
  providerTemplateId: z.string().max(40),
  state: z.enum(REVIEW_STATES),
});
const FIELDS = ['customer', 'providerTemplateId', 'longestParam'];

/** What the page is to show, and what somebody typed into its form. */
interface Asked {
  readonly where: Place;
  readonly version: number | undefined;
  readonly customer: string;
  readonly typed?: { readonly values: Readonly<Record<string, unknown>>; readonly faults: readonly Fault[] };
}

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
    private readonly books: TemplateBooks,
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
    await this.send(request, response, account, { where, version, customer });
  }

  /** Notes that a version was handed in at a provider that sends registered texts only. */
  @Post(':id/sms/:language/registrations')
  @Roles('rules.write')
  async register(
    @Param() params: Record<string, string>,
    @Body() body: Record<string, unknown>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const where = place.parse({ ...params, channel: 'sms' });
    const form = readRegistration(body);
    try {
      await this.books.register(where, form, account);
      response.redirect(303, `${templatePath(where)}?version=${form.version}&done=template-registered`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      const typed = { values: body, faults: error.faults };
      await this.send(request, response, account, { where, version: form.version, customer: '', typed });
    }
  }

  /** What a person read in the provider's console, or the wish that the provider be asked again. */
  @Post(':id/sms/:language/review')
  @Roles('rules.write')
  async review(
    @Param() params: Record<string, string>,
    @Body() body: Record<string, unknown>,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    const where = place.parse({ ...params, channel: 'sms' });
    const { provider, providerTemplateId, state } = reviewForm.parse(body);
    await this.books.decide(where, { provider, providerTemplateId }, { state, note: null }, account);
    response.redirect(303, `${templatePath(where)}?done=template-review-${state}`);
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

  private async send(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    { where, version, customer, typed }: Asked,
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
      books: (await this.books.of(shown)).map(toBookView),
      mayWrite: canDo(account.role, 'rules.write'),
      mayDecide: canDo(account.role, 'approvals.decide'),
    };
    if (fault) response.status(422);
    response.setHeader('Content-Security-Policy', withOwnFrames(String(response.getHeader('Content-Security-Policy'))));
    const { values = {}, faults = [] } = typed ?? {};
    const form = formState(FIELDS, { longestParam: '12', ...values, customer }, fault ? [fault] : faults);
    await this.view.send(request, response, 'templates-show', 'console.templates.title', {
      page,
      form,
      heading: where.id,
    });
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
