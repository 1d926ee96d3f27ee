import { hostname } from 'node:os';
import { Injectable, Logger } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { JobRunner } from '../jobs/job-runner.worker.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import { ClaimRepository } from '../planning/claim.repository.js';

/** The first half of every worker's advisory lock; the second is the worker's id. */
const LOCK_CLASS = 0x52_56_57;
/** So that a machine that vanished is noticed without its goodbye. */
const KEEPALIVE_SQL = 'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3';

/** What a look at the other workers gave back. */
export interface Recovered {
  readonly released: number;
  readonly inDoubt: number;
}

/**
 * A worker lives as long as a session of its own holds the advisory lock of its id. Whose lock is free is dead: its
 * claimed messages are due again, what it had handed over is in doubt, and its jobs run again elsewhere. Calls belong to
 * agents and are left alone.
 */
@Injectable()
export class WorkerLiveness {
  private readonly log = new Logger('liveness');
  private session: Awaited<ReturnType<Database['session']>> | null = null;
  private workerId: number | null = null;
  private first: () => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly claims: ClaimRepository,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly jobs: JobRunner,
  ) {
    this.jobs.onEngineWorkers(() => this.noteEngineWorkers());
  }

  /** The id under which this process claims; null while it is not alive, when it must not send. */
  get id(): number | null {
    return this.session === null ? null : this.workerId;
  }

  /** Called each time before an identity is taken; where it fails there is none, and nothing is sent. */
  beforeRegistering(first: () => Promise<void>): void {
    this.first = first;
  }

  /** Registers a new identity and takes its lock. */
  async register(): Promise<number> {
    await this.first();
    const session = await this.database.session();
    session.client.on('error', () => this.lose(session));
    session.client.on('end', () => this.lose(session));
    await session.client.query(KEEPALIVE_SQL);
    const id = await this.takeIdentity(session.queryable);
    this.session = session;
    this.workerId = id;
    return id;
  }

  /** The row is seen by others only when the lock is held, so that nobody takes the newcomer for dead. */
  private async takeIdentity(db: Queryable): Promise<number> {
    await db.query('BEGIN');
    const { id } = await db.one<{ id: number }>(
      'INSERT INTO workers (host, pid, roles, engine_worker_ids) VALUES ($1, $2, $3, $4) RETURNING id',
      [hostname(), process.pid, [...this.settings.settings.roles], this.jobs.engineWorkerIds()],
    );
    await db.query('SELECT pg_advisory_lock($1, $2)', [LOCK_CLASS, id]);
    await db.query('COMMIT');
    return id;
  }

  /** Shows that this worker lives, with a new identity where its session was lost, and takes over from the dead. */
  async beat(): Promise<Recovered> {
    if (this.session === null) await this.register();
    await this.noteEngineWorkers();
    return this.recover();
  }

  /** Whoever takes over must know under which names the job engine works here. */
  private async noteEngineWorkers(): Promise<void> {
    await this.database.execute(
      'UPDATE workers SET seen_at = clock_timestamp(), engine_worker_ids = $2 WHERE id = $1',
      [this.workerId, this.jobs.engineWorkerIds()],
    );
  }

  /** Takes over from every worker whose lock is free. */
  async recover(): Promise<Recovered> {
    const others = await this.database.query<{ id: number }>(
      'SELECT id FROM workers WHERE ended_at IS NULL AND id IS DISTINCT FROM $1 ORDER BY id',
      [this.workerId],
    );
    let sum: Recovered = { released: 0, inDoubt: 0 };
    for (const { id } of others) {
      const { released, inDoubt } = await this.takeOver(id);
      sum = { released: sum.released + released, inDoubt: sum.inDoubt + inDoubt };
    }
    return sum;
  }

  /**
   * Lets the lock go; what is still claimed under the id must have been released before. While the job engine still
   * works, the identity is not ended: should the process be cut off now, its heir frees the jobs.
   */
  async end(): Promise<void> {
    const { session, workerId } = this;
    this.session = null;
    if (workerId !== null && this.jobs.engineWorkerIds().length === 0) {
      await this.database.execute('UPDATE workers SET ended_at = clock_timestamp() WHERE id = $1', [workerId]);
    }
    if (session === null) return;
    await session.client.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    session.release(true);
  }

  private async takeOver(id: number): Promise<Recovered> {
    return this.database.transaction(async (tx) => {
      const lock = await tx.one<{ free: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2) AS free', [
        LOCK_CLASS,
        id,
      ]);
      if (!lock.free) return { released: 0, inDoubt: 0 };
      const author = { actor: 'system:liveness', at: this.clock.now() };
      const lost = { ...author, reason: reason('worker-lost', { worker: id }) };
      const released = await this.claims.releaseClaims(tx, { workerId: id }, lost);
      const inDoubt = await this.claims.doubtHandedOver(tx, id, lost);
      await this.jobs.freeJobsOf(tx, await this.lostEngineWorkers(tx, id));
      await tx.execute('UPDATE workers SET ended_at = clock_timestamp() WHERE id = $1', [id]);
      if (released + inDoubt > 0) this.log.warn(`Worker ${id} is gone: ${released} due again, ${inDoubt} in doubt.`);
      return { released, inDoubt };
    });
  }

  /** A process that lost only its session has a new identity by now, and its jobs still in hand. */
  private async lostEngineWorkers(tx: Queryable, id: number): Promise<string[]> {
    const rows = await tx.query<{ name: string }>(
      `SELECT name FROM workers CROSS JOIN unnest(workers.engine_worker_ids) AS name
       WHERE workers.id = $1 AND NOT EXISTS (SELECT FROM workers AS other
         WHERE other.id <> $1 AND other.ended_at IS NULL AND name = ANY (other.engine_worker_ids))`,
      [id],
    );
    return rows.map(({ name }) => name);
  }

  private lose(session: Awaited<ReturnType<Database['session']>>): void {
    if (this.session !== session) return;
    this.session = null;
    session.release(true);
    this.log.warn(`Worker ${this.workerId ?? 0} lost its session and stops sending.`);
  }
}
