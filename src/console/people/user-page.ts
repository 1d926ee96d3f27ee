import type { Account, AccountChange, AccountForm } from '../../access/account.js';
import type { UserRow } from '../../access/user.service.js';
import { listEntries } from '../../archive/shift-text.js';
import { ROLES } from '../../kernel/words.js';

/** The fields of an account's form, and of the small forms beside it. */
export const USER_FIELDS = ['login', 'name', 'role', 'agentNo', 'teams', 'password', 'tokenName'] as const;
export const ROLE_OPTIONS = ROLES.map((role) => ({ value: role, labelKey: `role.${role}` }));

/** An account as its form shows it. */
export function userValues(user: UserRow): Record<string, string> {
  return {
    login: user.login,
    name: user.name,
    role: user.role,
    agentNo: user.agentNo ?? '',
    teams: user.teams.join('; '),
  };
}

/** A new account, as it was typed. The password is taken as it is: blanks may belong to it. */
export function readNewUser(body: Readonly<Record<string, unknown>>): AccountForm {
  const { name = '', role = '', agentNo, teams } = readUserChange(body);
  const password = typeof body['password'] === 'string' ? body['password'] : '';
  return { login: textOf(body, 'login'), password, name, role, teams, ...(agentNo ? { agentNo } : {}) };
}

/** What is to be changed, as it was typed; an agent number or teams that were emptied are taken away. */
export function readUserChange(body: Readonly<Record<string, unknown>>): AccountChange {
  return {
    name: textOf(body, 'name'),
    role: textOf(body, 'role'),
    agentNo: textOf(body, 'agentNo'),
    teams: listEntries(textOf(body, 'teams').replace(/[,，、\n]/g, ';')),
  };
}

/** What an administrator may do with this account: nobody locks themselves out. */
export function userActions(user: UserRow, account: Account) {
  const isOwn = user.id === account.id;
  return { isOwn, mayDisable: !isOwn && user.disabledAt === null, mayEnable: user.disabledAt !== null };
}

function textOf(body: Readonly<Record<string, unknown>>, field: string): string {
  return typeof body[field] === 'string' ? body[field].trim() : '';
}
