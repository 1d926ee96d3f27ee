import type { Fault } from '../kernel/faults.js';
import { ROLES } from '../kernel/words.js';
import type { Locale, Role } from '../kernel/words.js';

/** Who acts: an account that has signed in or shown a token. */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly agentId: number | null;
  readonly locale: Locale | null;
  /** The teams that a supervisor leads; empty: all. */
  readonly teams: readonly string[];
  /** The agents of those teams; null without teams. */
  readonly teamAgentIds: readonly number[] | null;
}

/** What an account is made from. */
export interface AccountForm {
  readonly login: string;
  readonly password: string;
  readonly role: string;
  readonly name?: string | undefined;
  readonly agentNo?: string | undefined;
  readonly teams?: readonly string[] | undefined;
}

/** What may be changed of an account; what is not named stays. The login does not change: audit trail and events name it. */
export interface AccountChange {
  readonly name?: string | undefined;
  readonly role?: string | undefined;
  /** The number of the agent that signs in with this account; empty: none. */
  readonly agentNo?: string | undefined;
  readonly teams?: readonly string[] | undefined;
}

/** The fewest characters of a password (NIST SP 800-63B asks for at least eight). */
export const PASSWORD_MIN_LENGTH = 8;
const LONGEST_NAME = 100;

/** The name under which an account stands in audit trail, events and records. */
export function actorOf(account: { readonly login: string }): string {
  return `user:${account.login}`;
}

/** Every fault of a new account's form. */
export function checkAccountForm(form: AccountForm): Fault[] {
  const faults: Fault[] = [];
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u.test(form.login)) {
    faults.push(
      fault('login', 'bad-login', 'A login has 1 to 64 letters, digits or . _ @ -, and begins with a letter or digit.'),
    );
  }
  return [...faults, ...checkStanding(form), ...checkPassword(form.password)];
}

/** Every fault of what an account may do, for whom, and under which name. */
export function checkStanding(form: Pick<AccountForm, 'role' | 'agentNo' | 'teams' | 'name'>): Fault[] {
  const faults: Fault[] = [];
  if ([...(form.name ?? '')].length > LONGEST_NAME) {
    const message = `A name has at most ${LONGEST_NAME} characters.`;
    faults.push(fault('name', 'too-long', message));
  }
  if (!(ROLES as readonly string[]).includes(form.role)) {
    faults.push(fault('role', 'unknown-role', `A role is one of ${ROLES.join(', ')}.`));
  }
  if (form.role === 'agent' && !form.agentNo) {
    faults.push(fault('agentNo', 'missing', 'An account for an agent needs the agent number.'));
  }
  if ((form.teams?.length ?? 0) > 0 && form.role !== 'supervisor') {
    faults.push(fault('teams', 'supervisors-only', 'Only a supervisor leads teams.'));
  }
  return faults;
}

/** Why a password is refused; empty when it is good enough. */
export function checkPassword(password: string): Fault[] {
  if ([...password].length < PASSWORD_MIN_LENGTH) {
    return [fault('password', 'too-short', `A password has at least ${PASSWORD_MIN_LENGTH} characters.`)];
  }
  return password.length > 1024 ? [fault('password', 'too-long', 'A password has at most 1024 characters.')] : [];
}

function fault(field: string, code: string, message: string): Fault {
  return { field, code, message };
}
