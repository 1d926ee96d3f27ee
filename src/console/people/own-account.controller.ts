import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf, checkPassword } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { UserService } from '../../access/user.service.js';
import { InputError, RefusedError } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import { LOCALES } from '../../kernel/words.js';
import type { Locale } from '../../kernel/words.js';
import { CurrentAccount, SignedIn } from '../access.guard.js';
import { formState } from '../form.js';
import type { FormState } from '../form.js';
import { listLanguages, withLanguage } from '../page-frame.js';
import { PageView } from '../page.view.js';
import { saveSession } from '../web-request.adapter.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

type Form = Record<string, unknown>;
const FIELDS = ['name', 'locale', 'current', 'password'] as const;

/** What everybody may change of their own account: name, language, password. */
@ApiExcludeController()
@Controller('account')
@SignedIn()
export class OwnAccountController {
  constructor(
    private readonly users: UserService,
    private readonly view: PageView,
  ) {}

  @Get()
  async show(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.send(request, response, account, await this.state(request, account), null);
  }

  @Post()
  async save(
    @Body() body: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { name } = body;
    const locale = LOCALES.find((one) => one === body['locale']) ?? (await this.view.locale(request));
    await this.attempt(request, response, account, async () => {
      await this.users.change(account.id, { name: typeof name === 'string' ? name : '' }, actorOf(account));
      await this.setLocale(request, account, locale);
      return withLanguage('/account?done=account-saved', locale);
    });
  }

  @Post('password')
  async setPassword(
    @Body() body: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const text = (field: string) => (typeof body[field] === 'string' ? body[field] : '');
    await this.attempt(request, response, account, async () => {
      const faults = checkPassword(text('password'));
      if (faults.length > 0) throw new InputError(faults);
      await this.users.checkOwnPassword(account.id, text('current'), request.ip ?? '');
      await this.users.setPassword(account.id, text('password'), actorOf(account), request.sessionID);
      return '/account?done=password-changed';
    });
  }

  private async attempt(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    act: () => Promise<string>,
  ): Promise<void> {
    try {
      response.redirect(303, await act());
    } catch (error) {
      const state = async (faults: InputError['faults']) => this.state(request, account, faults);
      if (error instanceof RefusedError) {
        response.status(409);
        return this.send(request, response, account, await state([]), error.reason);
      }
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      await this.send(request, response, account, await state(error.faults), null);
    }
  }

  /** What was typed, else what stands in the account; never a password. */
  private async state(request: WebRequest, account: Account, faults: InputError['faults'] = []): Promise<FormState> {
    const body = (request.body ?? {}) as Form;
    const locale = body['locale'] ?? (await this.view.locale(request));
    return formState(FIELDS, { name: body['name'] ?? account.name, locale }, faults);
  }

  private async setLocale(request: WebRequest, account: Account, locale: Locale): Promise<void> {
    request.session.locale = locale;
    await saveSession(request);
    await this.users.setLocale(account.id, locale);
  }

  private async send(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    form: FormState,
    refusal: Reason | null,
  ): Promise<void> {
    const languages = listLanguages(account.locale ?? 'en').map(({ locale, name }) => ({ value: locale, label: name }));
    const page = { account, languages, refusal };
    await this.view.send(request, response, 'people-own-account', 'console.account.title', { page, form });
  }
}
