import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { InputError, RefusedError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import { reason } from '../../kernel/reason.js';
import type { Reason } from '../../kernel/reason.js';
import { DemoClock } from '../../sandbox/demo-clock.service.js';
import { SandboxMailbox } from '../../sandbox/mailbox.service.js';
import { SandboxService } from '../../sandbox/sandbox.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { CustomerAccess } from '../customer-access.service.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { hrefOf, readPlace } from './sandbox-page.js';
import { SandboxView } from './sandbox-view.service.js';

type Form = Record<string, unknown>;
const FAULT_CODES = [21610, 30003, 30007, 429, 500, 0];
const LONGEST_SMS = 1600;
/** A mail may have its own style and inline pictures; it runs nothing, loads nothing, and its links open elsewhere. */
const MAIL_POLICY = [
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

/** The customers' phones and mailboxes, as long as no provider is configured. */
@ApiExcludeController()
@Controller('sandbox')
@Roles('sandbox.use')
export class SandboxPagesController {
  constructor(
    private readonly model: SandboxView,
    private readonly sandbox: SandboxService,
    private readonly mailbox: SandboxMailbox,
    private readonly demoClock: DemoClock,
    private readonly customers: CustomerAccess,
    private readonly view: PageView,
  ) {}

  @Get()
  show(
    @Query() raw: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.send(request, response, raw, account, {});
  }

  /** The HTML of a mail, for the frame in the mailbox. */
  @Get('mails/:id/html')
  async showMail(@Param('id', { schema: idParam }) id: number, @Res() response: WebResponse): Promise<void> {
    this.refuseWithoutSandbox();
    const html = await this.model.mailHtml(id);
    response.setHeader('Content-Security-Policy', MAIL_POLICY);
    response.setHeader('Cache-Control', 'no-store');
    response.type('html').send(html);
  }

  @Post('reply')
  reply(
    @Body() body: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.attempt(request, response, account, async () => {
      const text = typeof body['body'] === 'string' ? body['body'].trim() : '';
      if (text === '') throw new InputError([{ field: 'body', code: 'missing', message: 'Write something first.' }]);
      if (text.length > LONGEST_SMS) {
        throw new InputError([{ field: 'body', code: 'too-long', message: 'An SMS has at most 1600 characters.' }]);
      }
      const phone = await this.model.phoneOf(readPlace(body).thread);
      await this.sandbox.replyAs({ phone, body: text }).catch(() => {
        throw new RefusedError(reason('sandbox-unreachable'), 'Nobody answered at the address of this installation.');
      });
      return 'sandbox-replied';
    });
  }

  @Post('fail-next')
  failNext(
    @Body() body: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.attempt(request, response, account, async () => {
      const code = FAULT_CODES.find((one) => String(one) === body['code']);
      if (code === undefined) {
        throw new InputError([{ field: 'code', code: 'unknown-fault', message: 'Choose one of the faults.' }]);
      }
      const { thread } = readPlace(body);
      const to = body['whom'] === 'this' && thread !== null ? await this.model.phoneOf(thread) : null;
      this.sandbox.failNext(code, to);
      return 'sandbox-fault-set';
    });
  }

  @Post('imitation')
  @Roles('settings.manage')
  imitate(
    @Body() { provider }: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.attempt(request, response, account, async () => {
      await this.sandbox.imitate(provider === 'twilio' || provider === 'tencent' ? provider : null);
      return 'sandbox-imitates';
    });
  }

  @Post('clock')
  @Roles('settings.manage')
  moveClock(
    @Body() { step }: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.attempt(request, response, account, async () => {
      const { hour, morning } = await this.model.clockSteps();
      await this.demoClock.moveClock(step === 'morning' ? morning : hour);
      return 'clock-moved';
    });
  }

  @Post('mails/:id/unsubscribe')
  unsubscribe(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.attempt(request, response, account, async () => {
      await this.mailbox.unsubscribe(id);
      return 'sandbox-unsubscribed';
    });
  }

  /** Does it and goes back to where the form stood; what is wrong or refused is said there, with what was typed. */
  private async attempt(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    act: () => Promise<string>,
  ): Promise<void> {
    const body = request.body as Form;
    try {
      this.refuseWithoutSandbox();
      const done = await act();
      const href = hrefOf(readPlace(body));
      response.redirect(303, `${href}${href.includes('?') ? '&' : '?'}done=${done}`);
    } catch (error) {
      if (error instanceof RefusedError) {
        response.status(409);
        return this.send(request, response, body, account, { refusal: error.reason });
      }
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      await this.send(request, response, body, account, { faults: error.faults });
    }
  }

  private async send(
    request: WebRequest,
    response: WebResponse,
    raw: Form,
    account: Account,
    said: { readonly refusal?: Reason; readonly faults?: readonly Fault[] },
  ): Promise<void> {
    if (!this.sandbox.isNeeded()) {
      return this.view.send(request, response, 'sandbox-none', 'console.sandbox.title', {});
    }
    const place = readPlace(raw);
    const found = place.q === '' ? null : (await this.customers.find(account, place.q)).map(({ id }) => id);
    const page = { ...(await this.model.load(place, found, account)), codes: FAULT_CODES, refusal: said.refusal };
    const form = formState(['body', 'code'], said.faults ? raw : {}, said.faults);
    // The frame of a mail comes from here; nothing else may be framed.
    response.setHeader(
      'Content-Security-Policy',
      `${String(response.getHeader('Content-Security-Policy') ?? '')};frame-src 'self'`,
    );
    await this.view.send(request, response, 'sandbox', 'console.sandbox.title', { page, form });
  }

  private refuseWithoutSandbox(): void {
    if (this.sandbox.isNeeded()) return;
    throw new RefusedError(reason('no-sandbox'), 'Providers are configured; there is no sandbox.');
  }
}
