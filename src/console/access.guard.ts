import {
  createParamDecorator,
  ForbiddenException,
  Injectable,
  SetMetadata,
  UnauthorizedException,
} from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Account } from '../access/account.js';
import { canDo } from '../access/permissions.js';
import type { Action } from '../access/permissions.js';
import { AccountFinder } from './account-finder.service.js';
import type { WebRequest } from './web-request.adapter.js';

const RULE = 'revisit:rule';

/** Everybody may call this: it checks a signature or a link's secret itself, or has nothing to hide. */
export const Public = () => SetMetadata(RULE, 'public');
/** Whoever has signed in. */
export const SignedIn = () => SetMetadata(RULE, 'signed-in');
/** The roles that may do `action` (access/permissions.ts). */
export const Roles = (action: Action) => SetMetadata(RULE, action);

/** The account that acts. */
export const CurrentAccount = createParamDecorator((_: unknown, context: ExecutionContext): Account => {
  const { account } = context.switchToHttp().getRequest<WebRequest>();
  if (!account) throw new UnauthorizedException('Sign in first.');
  return account;
});

/** Lets in whose role may do what the handler does. A handler without a rule is closed to all. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly accounts: AccountFinder,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<WebRequest>();
    const rule = this.reflector.getAllAndOverride<Action | 'public' | 'signed-in' | undefined>(RULE, [
      context.getHandler(),
      context.getClass(),
    ]);
    const account = await this.accounts.find(request);
    if (rule === 'public') return true;
    if (!account) throw new UnauthorizedException('Sign in, or send a valid API token.');
    if (rule === 'signed-in' || (rule !== undefined && canDo(account.role, rule))) return true;
    throw new ForbiddenException('Your role may not do this.');
  }
}
