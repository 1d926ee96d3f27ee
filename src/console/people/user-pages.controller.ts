import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { TokenService } from '../../access/token.service.js';
import { UserService } from '../../access/user.service.js';
import { InputError, NotFoundError, RefusedError } from '../../kernel/faults.js';
import { reason } from '../../kernel/reason.js';
import type { Reason } from '../../kernel/reason.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { formState } from '../form.js';
import type { FormState } from '../form.js';
import { PageView } from '../page.view.js';
import { TableExportView } from '../table-export.view.js';
import { readTableQuery } from '../table-query.js';
import { toTableView } from '../table.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { peopleTabs } from './people-tabs.js';
import { PeopleReadModel } from './people.read-model.js';
import { USER_TABLE } from './user-list.js';
import { readNewUser, readUserChange, ROLE_OPTIONS, USER_FIELDS, userActions, userValues } from './user-page.js';

type Form = Record<string, unknown>;
const PER_PAGE = 50;

/** What an account's page shows besides the account. */
interface Shown {
  readonly form?: FormState;
  readonly refusal?: Reason | null;
  /** A token that was made just now, shown this once. */
  readonly token?: string;
}

/** Who may sign in, as what; their passwords and tokens. */
@ApiExcludeController()
@Controller('people')
@Roles('users.manage')
export class UserPagesController {
  constructor(
    private readonly users: UserService,
    private readonly tokens: TokenService,
    private readonly people: PeopleReadModel,
    private readonly exports: TableExportView,
    private readonly view: PageView,
  ) {}

  @Get('users')
  async list(
    @Query() raw: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const query = readTableQuery(USER_TABLE, raw);
    const found = await this.people.users(USER_TABLE, query, PER_PAGE);
    const rights = { mayExport: canDo(account.role, 'lists.export'), mayUnmask: false };
    const page = { tabs: peopleTabs(account.role, 'users') };
    const table = toTableView(USER_TABLE, query, found, rights);
    await this.view.send(request, response, 'people-users', 'console.people.title', { page, table });
  }

  @Post('users/export')
  async export(
    @Query() raw: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const query = readTableQuery(USER_TABLE, raw);
    await this.exports.send(request, response, {
      ...{ account, definition: USER_TABLE, query, reason: '' },
      readPage: (after) => this.people.users(USER_TABLE, { ...query, after }, 1_000),
    });
  }

  @Get('new-user')
  showNew(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    return this.sendNew(request, response, formState(USER_FIELDS, { role: 'agent' }));
  }

  @Post('new-user')
  async create(
    @Body() body: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    try {
      const { id } = await this.users.add(readNewUser(body), actorOf(account));
      response.redirect(303, `/people/users/${id}?done=user-added`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      await this.sendNew(request, response, formState(USER_FIELDS, withoutPassword(body), error.faults));
    }
  }

  @Get('users/:id')
  show(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.sendUser(request, response, id, account, {});
  }

  @Post('users/:id')
  save(
    @Param('id', { schema: idParam }) id: number,
    @Body() body: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.attempt(request, response, id, account, async () => {
      await this.users.change(id, readUserChange(body), actorOf(account));
      return 'user-saved';
    });
  }

  @Post('users/:id/password')
  setPassword(
    @Param('id', { schema: idParam }) id: number,
    @Body() { password }: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.attempt(request, response, id, account, async () => {
      const kept = id === account.id ? request.sessionID : null;
      await this.users.setPassword(id, typeof password === 'string' ? password : '', actorOf(account), kept);
      return 'password-set';
    });
  }

  @Post('users/:id/:change')
  setEnabled(
    @Param('id', { schema: idParam }) id: number,
    @Param('change') change: string,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    if (change !== 'enable' && change !== 'disable') throw new NotFoundError('page', change);
    return this.attempt(request, response, id, account, async () => {
      if (change === 'disable' && id === account.id) {
        throw new RefusedError(reason('own-account'), 'Nobody can disable the own account.');
      }
      await this.users.setEnabled(id, change === 'enable', actorOf(account));
      return `user-${change}d`;
    });
  }

  @Post('users/:id/tokens/add')
  @HttpCode(200)
  async addToken(
    @Param('id', { schema: idParam }) id: number,
    @Body() { tokenName }: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { login } = await this.users.get(id);
    const name = typeof tokenName === 'string' ? tokenName.slice(0, 100) : '';
    return this.attempt(request, response, id, account, async () => {
      const { token } = await this.tokens.add(login, name, actorOf(account));
      // Not a redirect: the secret stands in this one answer and nowhere else.
      await this.sendUser(request, response, id, account, { token });
      return null;
    });
  }

  @Post('users/:id/tokens/:tokenId/revoke')
  async revokeToken(
    @Param('id', { schema: idParam }) id: number,
    @Param('tokenId', { schema: idParam }) tokenId: number,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.tokens.revoke(tokenId, actorOf(account));
    response.redirect(303, `/people/users/${id}?done=token-revoked`);
  }

  /** Does something to an account and says what was done; what is refused or wrong comes back on its page. */
  private async attempt(
    request: WebRequest,
    response: WebResponse,
    id: number,
    account: Account,
    act: () => Promise<string | null>,
  ): Promise<void> {
    try {
      const done = await act();
      if (done !== null) response.redirect(303, `/people/users/${id}?done=${done}`);
    } catch (error) {
      if (error instanceof RefusedError) {
        response.status(409);
        return this.sendUser(request, response, id, account, { refusal: error.reason });
      }
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      const body = request.body as Form;
      const typed = { ...userValues(await this.users.get(id)), ...withoutPassword(body) };
      const faults = error.faults.map((fault) =>
        'tokenName' in body && fault.field === 'name' ? { ...fault, field: 'tokenName' } : fault,
      );
      await this.sendUser(request, response, id, account, { form: formState(USER_FIELDS, typed, faults) });
    }
  }

  private async sendNew(request: WebRequest, response: WebResponse, form: FormState): Promise<void> {
    const page = { roles: ROLE_OPTIONS, teams: await this.people.teams() };
    await this.view.send(request, response, 'people-user-new', 'console.people.new-user', { page, form });
  }

  private async sendUser(
    request: WebRequest,
    response: WebResponse,
    id: number,
    account: Account,
    { form, refusal, token }: Shown,
  ): Promise<void> {
    const user = await this.users.get(id);
    const page = {
      user,
      ...userActions(user, account),
      roles: ROLE_OPTIONS,
      teams: await this.people.teams(),
      tokens: await this.tokens.list(user.login),
      token: token ?? null,
      refusal: refusal ?? null,
    };
    const model = { page, form: form ?? formState(USER_FIELDS, userValues(user)), heading: user.login };
    await this.view.send(request, response, 'people-user', 'console.people.user', model);
  }
}

/** What was typed, to be shown again; a password never is. */
function withoutPassword({ password: _, ...rest }: Form): Form {
  return rest;
}
