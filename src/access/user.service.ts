import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/database.service.js';
import { InputError, NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { Locale } from '../kernel/words.js';
import { checkAccountForm, checkPassword, checkStanding } from './account.js';
import type { Account, AccountChange, AccountForm } from './account.js';
import { ACCOUNT_COLUMNS } from './account-columns.js';
import { AuditService } from './audit.service.js';
import { hashPassword, verifyPassword } from './password.adapter.js';

/** An account as an administrator sees it. */
export interface UserRow extends Account {
  readonly agentNo: string | null;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

// Ten wrong passwords in fifteen minutes close a login for the rest of them. They are counted in the audit trail, so that
// all processes share the count and a restart does not forget it.
const FAILURES_ALLOWED = 10;
const FAILURE_MINUTES = 15;
const FAILED = 'user.sign-in-failed';

const ACCOUNT = ACCOUNT_COLUMNS;

const ROW_SQL = `SELECT ${ACCOUNT}, a.agent_no AS "agentNo", u.created_at AS "createdAt", u.disabled_at AS "disabledAt"
   FROM users u LEFT JOIN agents a ON a.id = u.agent_id`;

/** Accounts: adding, signing in, changing, disabling. */
@Injectable()
export class UserService {
  private decoyHash: Promise<string> | undefined;

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** Adds an account. Throws InputError with every fault, an agent number that nobody has among them. */
  async add(form: AccountForm, actor: string): Promise<Account> {
    const login = form.login.trim().toLowerCase();
    const faults = checkAccountForm({ ...form, login });
    if (faults.length > 0) throw new InputError(faults);
    const hash = await hashPassword(form.password);
    return this.database.transaction(async (tx) => {
      const agentId = form.agentNo ? await this.agentId(tx, form.agentNo) : null;
      const made = await tx.maybe<Account>(
        `INSERT INTO users AS u (login, name, role, agent_id, password_hash, teams) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (login) DO NOTHING RETURNING ${ACCOUNT}`,
        [login, form.name?.trim() || login, form.role, agentId, hash, cleanTeams(form.teams)],
      );
      if (!made)
        throw new InputError([{ field: 'login', code: 'taken', message: `There is already an account ${login}.` }]);
      await this.audit.audit(tx, { actor, action: 'user.add', subject: `user:${login}`, details: { role: form.role } });
      return made;
    });
  }

  /** The account of a login and password. Throws RefusedError `wrong-credentials` or `too-many-failures`. */
  async signIn(login: string, password: string, from: string): Promise<Account> {
    const name = login.trim().toLowerCase().slice(0, 200);
    await this.refuseAfterFailures(name);
    const found = await this.database.maybe<Account & { passwordHash: string }>(
      `SELECT ${ACCOUNT}, u.password_hash AS "passwordHash" FROM users u WHERE u.login = $1 AND u.disabled_at IS NULL`,
      [name],
    );
    // An unknown login costs the same time as a wrong password, so that nobody can find out which logins exist.
    this.decoyHash ??= hashPassword('nobody has this password');
    const matches = await verifyPassword(password.slice(0, 1024), found?.passwordHash ?? (await this.decoyHash));
    if (!found || !matches) {
      await this.audit.record({
        actor: 'anonymous',
        action: FAILED,
        subject: `login:${name}`,
        details: { from },
      });
      throw new RefusedError(reason('wrong-credentials'), 'Login or password is wrong.');
    }
    await this.audit.record({
      actor: `user:${name}`,
      action: 'user.sign-in',
      subject: `user:${name}`,
      details: { from },
    });
    const { id, role, agentId, locale, teams, teamAgentIds } = found;
    return { id, login: found.login, name: found.name, role, agentId, locale, teams, teamAgentIds };
  }

  /** The account while it is enabled, null otherwise: asked at every request, so that disabling works at once. */
  findEnabled(id: number): Promise<Account | null> {
    return this.database.maybe<Account>(`SELECT ${ACCOUNT} FROM users u WHERE u.id = $1 AND u.disabled_at IS NULL`, [
      id,
    ]);
  }

  /** The enabled account of a login. Throws NotFoundError. */
  async getByLogin(login: string): Promise<Account> {
    const found = await this.database.maybe<Account>(
      `SELECT ${ACCOUNT} FROM users u WHERE u.login = $1 AND u.disabled_at IS NULL`,
      [login.trim().toLowerCase()],
    );
    if (!found) throw new NotFoundError('user', login);
    return found;
  }

  /** All accounts, by login. */
  list(): Promise<UserRow[]> {
    return this.database.query<UserRow>(`${ROW_SQL} ORDER BY u.login`);
  }

  /** An account, disabled or not. Throws NotFoundError. */
  async get(id: number): Promise<UserRow> {
    const found = await this.database.maybe<UserRow>(`${ROW_SQL} WHERE u.id = $1`, [id]);
    if (!found) throw new NotFoundError('user', id);
    return found;
  }

  /**
   * Changes name, role, agent and teams; what is not named stays, and what changes nothing leaves no trace. Throws InputError
   * with every fault; RefusedError `last-admin` when nobody would be left to manage accounts.
   */
  async change(id: number, change: AccountChange, actor: string): Promise<UserRow> {
    const before = await this.get(id);
    const agentNo = (change.agentNo ?? before.agentNo ?? '').trim();
    const after = {
      name: change.name?.trim() || before.name,
      role: change.role ?? before.role,
      teams: cleanTeams(change.teams ?? before.teams),
      ...(agentNo === '' ? {} : { agentNo }),
    };
    const faults = checkStanding(after);
    if (faults.length > 0) throw new InputError(faults);
    const old = { ...before, agentNo: before.agentNo ?? undefined };
    const fields = (['name', 'role', 'agentNo', 'teams'] as const).filter(
      (field) => JSON.stringify(old[field]) !== JSON.stringify((after as AccountChange)[field]),
    );
    if (fields.length === 0) return before;
    await this.database.transaction(async (tx) => {
      if (before.role === 'admin' && after.role !== 'admin') await this.keepOneAdmin(tx, id);
      const agentId = agentNo === '' ? null : await this.agentId(tx, agentNo);
      await tx.execute('UPDATE users SET name = $2, role = $3, agent_id = $4, teams = $5 WHERE id = $1', [
        ...[id, after.name, after.role, agentId, after.teams],
      ]);
      const details = { fields, ...(fields.includes('role') ? { role: after.role } : {}) };
      await this.audit.audit(tx, { actor, action: 'user.change', subject: `user:${before.login}`, details });
    });
    return this.get(id);
  }

  /**
   * Disables or enables an account. Disabling ends its sessions and tokens for good; enabling brings none of them back.
   * Throws RefusedError `last-admin` for the last enabled administrator.
   */
  async setEnabled(id: number, enabled: boolean, actor: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!enabled) await this.keepOneAdmin(tx, id);
      const row = await tx.maybe<{ login: string }>(
        `UPDATE users SET disabled_at = CASE WHEN $2 THEN NULL ELSE coalesce(disabled_at, clock_timestamp()) END
          WHERE id = $1 RETURNING login`,
        [id, enabled],
      );
      if (!row) throw new NotFoundError('user', id);
      if (!enabled) {
        await endSessions(tx, id, null);
        await tx.execute(
          'UPDATE api_tokens SET revoked_at = clock_timestamp() WHERE user_id = $1 AND revoked_at IS NULL',
          [id],
        );
      }
      const action = enabled ? 'user.enable' : 'user.disable';
      await this.audit.audit(tx, { actor, action, subject: `user:${row.login}` });
    });
  }

  /** Sets a new password and ends the sessions of the old one, but `keptSession`. Throws InputError when it is too weak. */
  async setPassword(id: number, password: string, actor: string, keptSession: string | null = null): Promise<void> {
    const faults = checkPassword(password);
    if (faults.length > 0) throw new InputError(faults);
    const hash = await hashPassword(password);
    await this.database.transaction(async (tx) => {
      const row = await tx.maybe<{ login: string }>(
        'UPDATE users SET password_hash = $2 WHERE id = $1 RETURNING login',
        [id, hash],
      );
      if (!row) throw new NotFoundError('user', id);
      await endSessions(tx, id, keptSession);
      await this.audit.audit(tx, { actor, action: 'user.set-password', subject: `user:${row.login}` });
    });
  }

  /**
   * Asks for the account’s present password, before somebody changes it; a wrong one counts as a failed sign-in. Throws
   * InputError, or RefusedError `too-many-failures`.
   */
  async checkOwnPassword(id: number, password: string, from: string): Promise<void> {
    const { login, passwordHash } = await this.database.one<{ login: string; passwordHash: string }>(
      'SELECT login, password_hash AS "passwordHash" FROM users WHERE id = $1',
      [id],
    );
    await this.refuseAfterFailures(login);
    if (await verifyPassword(password.slice(0, 1024), passwordHash)) return;
    const details = { from };
    await this.audit.record({ actor: `user:${login}`, action: FAILED, subject: `login:${login}`, details });
    throw new InputError([{ field: 'current', code: 'wrong-password', message: 'This is not your present password.' }]);
  }

  /** Remembers the language that a person chose. */
  async setLocale(id: number, locale: Locale): Promise<void> {
    await this.database.execute('UPDATE users SET locale = $2 WHERE id = $1', [id, locale]);
  }

  private async refuseAfterFailures(login: string): Promise<void> {
    const row = await this.database.one<{ failures: number }>(
      `SELECT count(*)::int AS failures FROM audit_events e
        WHERE e.subject = $1 AND e.action = 'user.sign-in-failed'
          AND e.at > clock_timestamp() - $2::int * interval '1 minute'`,
      [`login:${login}`, FAILURE_MINUTES],
    );
    if (row.failures < FAILURES_ALLOWED) return;
    throw new RefusedError(
      reason('too-many-failures', { minutes: FAILURE_MINUTES }),
      `Too many wrong passwords for this login; try again in ${FAILURE_MINUTES} minutes.`,
    );
  }

  /** Refuses when `id` is the only enabled administrator; the lock keeps two from leaving at the same moment. */
  private async keepOneAdmin(tx: Queryable, id: number): Promise<void> {
    const admins = await tx.query<{ id: number }>(
      `SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE`,
    );
    if (admins.length !== 1 || admins[0]?.id !== id) return;
    throw new RefusedError(reason('last-admin'), 'This is the last enabled administrator: make another one first.');
  }

  private async agentId(tx: Queryable, agentNo: string): Promise<number> {
    const agent = await tx.maybe<{ id: number }>('SELECT id FROM agents WHERE agent_no = $1', [agentNo.trim()]);
    if (agent) return agent.id;
    throw new InputError([{ field: 'agentNo', code: 'unknown-agent', message: `There is no agent ${agentNo}.` }]);
  }
}

function cleanTeams(teams: readonly string[] = []): string[] {
  return [...new Set(teams.map((team) => team.trim()).filter((team) => team !== ''))];
}

/** Signs an account out everywhere, but in the session `kept`. */
async function endSessions(tx: Queryable, userId: number, kept: string | null): Promise<void> {
  await tx.execute(`DELETE FROM sessions WHERE sess ->> 'userId' = $1 AND sid IS DISTINCT FROM $2`, [
    String(userId),
    kept,
  ]);
}
