import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../access/account.js';
import type { Account } from '../access/account.js';
import { AuditService } from '../access/audit.service.js';
import { UserService } from '../access/user.service.js';
import { RefusedError } from '../kernel/faults.js';
import { LOCALES } from '../kernel/words.js';
import { CurrentAccount, Public, SignedIn } from './access.guard.js';
import { safeBack, withLanguage } from './page-frame.js';
import { PageView } from './page.view.js';
import { saveSession } from './web-request.adapter.js';
import type { WebRequest, WebResponse } from './web-request.adapter.js';

const signInForm = z.object({
  login: z.string().max(200),
  password: z.string().max(1024),
  back: z.string().optional(),
});
const languageForm = z.object({ locale: z.enum(LOCALES), back: z.string().optional() });

/** Coming, going, and the language in between. */
@ApiExcludeController()
@Controller()
export class SessionController {
  constructor(
    private readonly users: UserService,
    private readonly audit: AuditService,
    private readonly view: PageView,
  ) {}

  @Get('sign-in')
  @Public()
  async form(@Query('back') back: unknown, @Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    if (request.account) return response.redirect(303, safeBack(back));
    await this.showForm(request, response, { back: safeBack(back), login: '', reason: null });
  }

  @Post('sign-in')
  @Public()
  async signIn(
    @Body({ schema: signInForm }) form: z.infer<typeof signInForm>,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const back = safeBack(form.back);
    try {
      const account = await this.users.signIn(form.login, form.password, request.ip ?? '');
      // A new id, so that a session that somebody planted before the sign-in is worth nothing after it.
      const { locale } = request.session;
      await promisify((done) => request.session.regenerate(done));
      Object.assign(request.session, { userId: account.id, ...(locale ? { locale } : {}) });
      await saveSession(request);
      response.redirect(303, back);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      response.status(422);
      await this.showForm(request, response, { back, login: form.login, reason: error.reason });
    }
  }

  @Post('sign-out')
  @SignedIn()
  async signOut(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.audit.record({ actor: actorOf(account), action: 'user.sign-out', subject: actorOf(account) });
    await promisify((done) => request.session.destroy(done));
    response.redirect(303, '/sign-in');
  }

  @Post('language')
  @Public()
  async language(
    @Body({ schema: languageForm }) form: z.infer<typeof languageForm>,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    request.session.locale = form.locale;
    await saveSession(request);
    if (request.account) await this.users.setLocale(request.account.id, form.locale);
    response.redirect(303, withLanguage(safeBack(form.back), form.locale));
  }

  private showForm(request: WebRequest, response: WebResponse, page: object): Promise<void> {
    return this.view.send(request, response, 'sign-in', 'console.sign-in.title', { page });
  }
}

function promisify(call: (done: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => call((error) => (error ? reject(error as Error) : resolve())));
}
