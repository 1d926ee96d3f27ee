import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { InputError, NotFoundError } from '../kernel/faults.js';
import { ACCOUNT_COLUMNS } from './account-columns.js';
import type { Account } from './account.js';
import { AuditService } from './audit.service.js';
import { UserService } from './user.service.js';

/** A token as it is listed: never the secret itself. */
export interface TokenRow {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

// A fixed beginning lets secret scanners recognise a leaked token.
const PREFIX = 'rvt_';

/** API tokens: 256 random bits, shown once; only their SHA-256 is kept (no salt is needed for a random secret). */
@Injectable()
export class TokenService {
  constructor(
    private readonly database: Database,
    private readonly users: UserService,
    private readonly audit: AuditService,
  ) {}

  /** Makes a token for an account and returns it, this once. */
  async add(login: string, name: string, actor: string): Promise<{ id: number; token: string }> {
    if (name.trim() === '') {
      throw new InputError([
        { field: 'name', code: 'missing', message: 'A token needs a name that says what it is for.' },
      ]);
    }
    const user = await this.users.getByLogin(login);
    const token = PREFIX + randomBytes(32).toString('base64url');
    const id = await this.database.transaction(async (tx) => {
      const row = await tx.one<{ id: number }>(
        'INSERT INTO api_tokens (user_id, name, token_hash) VALUES ($1, $2, $3) RETURNING id',
        [user.id, name.trim(), hashToken(token)],
      );
      await this.audit.audit(tx, {
        actor,
        action: 'token.add',
        subject: `user:${user.login}`,
        details: { id: row.id, name },
      });
      return row.id;
    });
    return { id, token };
  }

  /** The account behind a token; null when the token is unknown or revoked, or its account disabled. */
  async findAccount(token: string): Promise<Account | null> {
    if (!token.startsWith(PREFIX) || token.length > 100) return null;
    const row = await this.database.maybe<Account & { tokenId: number; stale: boolean }>(
      `SELECT ${ACCOUNT_COLUMNS}, t.id AS "tokenId",
              t.last_used_at IS NULL OR t.last_used_at < clock_timestamp() - interval '1 minute' AS stale
         FROM api_tokens t JOIN users u ON u.id = t.user_id
        WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND u.disabled_at IS NULL`,
      [hashToken(token)],
    );
    if (!row) return null;
    const { tokenId, stale, ...account } = row;
    // Written at most once a minute: a busy script must not turn every read into a write.
    if (stale)
      await this.database.execute('UPDATE api_tokens SET last_used_at = clock_timestamp() WHERE id = $1', [tokenId]);
    return account;
  }

  /** Tokens, newest first; of one account when `login` is given. */
  list(login?: string): Promise<TokenRow[]> {
    return this.database.query<TokenRow>(
      `SELECT t.id, u.login, t.name, t.created_at AS "createdAt", t.last_used_at AS "lastUsedAt", t.revoked_at AS "revokedAt"
         FROM api_tokens t JOIN users u ON u.id = t.user_id
        WHERE $1::text IS NULL OR u.login = $1
        ORDER BY t.id DESC`,
      [login ?? null],
    );
  }

  /** Ends a token for good. */
  async revoke(id: number, actor: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const changed = await tx.execute(
        'UPDATE api_tokens SET revoked_at = coalesce(revoked_at, clock_timestamp()) WHERE id = $1',
        [id],
      );
      if (changed === 0) throw new NotFoundError('token', id);
      await this.audit.audit(tx, { actor, action: 'token.revoke', subject: `token:${id}` });
    });
  }
}

/** What is kept of a token. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
