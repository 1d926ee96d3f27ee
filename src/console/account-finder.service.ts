import { Injectable } from '@nestjs/common';
import type { Account } from '../access/account.js';
import { TokenService } from '../access/token.service.js';
import { UserService } from '../access/user.service.js';
import type { WebRequest } from './web-request.adapter.js';

/** Finds out who asks: by an API token when there is one, otherwise by the session. */
@Injectable()
export class AccountFinder {
  constructor(
    private readonly users: UserService,
    private readonly tokens: TokenService,
  ) {}

  /** Null for somebody unknown or disabled. What is found is kept with the request. */
  async find(request: WebRequest): Promise<Account | null> {
    if (request.account) return request.account;
    const account = await this.look(request);
    if (account) Object.assign(request, { account });
    return account;
  }

  private async look(request: WebRequest): Promise<Account | null> {
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '');
    if (bearer?.[1]) return this.tokens.findAccount(bearer[1]);
    const userId = (request.session as { userId?: number } | undefined)?.userId;
    return userId === undefined ? null : this.users.findEnabled(userId);
  }
}
