import { Injectable } from '@nestjs/common';
import type { Account } from '../access/account.js';
import { hashToken, TokenService } from '../access/token.service.js';
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

  /** With what the account of this request came: the hash of an API token, or the id of its session. */
  passOf(request: WebRequest): { readonly kind: 'session' | 'token'; readonly id: string } {
    const token = bearerOf(request);
    return token === null || userOf(request) !== undefined
      ? { kind: 'session', id: request.sessionID }
      : { kind: 'token', id: hashToken(token).toString('hex') };
  }

  private async look(request: WebRequest): Promise<Account | null> {
    const token = bearerOf(request);
    if (token !== null) return this.tokens.findAccount(token);
    const userId = userOf(request);
    return userId === undefined ? null : this.users.findEnabled(userId);
  }
}

function userOf(request: WebRequest): number | undefined {
  return (request.session as { userId?: number } | undefined)?.userId;
}

function bearerOf(request: WebRequest): string | null {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}
