import { actorOf } from '../access/account.js';
import type { Account } from '../access/account.js';
import { rowScope } from '../access/permissions.js';
import type { DeskUser } from '../desk/desk-user.js';

/** Who works at the desk, from the account that asks. */
export function toDeskUser(account: Account): DeskUser {
  return { actor: actorOf(account), agentId: account.agentId, scope: rowScope(account) };
}
