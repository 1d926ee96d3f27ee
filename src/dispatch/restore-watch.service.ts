import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { HandOverService } from '../planning/hand-over.service.js';
import { judgeDatabase, type Witness } from '../planning/sending-hold.js';
import { SendingHoldRepository } from '../planning/sending-hold.repository.js';
import { SentWitness } from './sent-witness.adapter.js';
import { WorkerLiveness } from './worker-liveness.service.js';

/** An attempt that was handed over under this token stays so for ever: nothing leads back, and a token is never used twice. */
const KNOWN_SQL = `SELECT w.id, EXISTS (SELECT FROM attempts a WHERE a.id = w.id AND a.claim_token = w.token
  AND a.handed_over_at IS NOT NULL) AS known FROM unnest($1::bigint[], $2::uuid[]) WITH ORDINALITY AS w (id, token, ord) ORDER BY w.ord`;
/** A standby that takes over and a restore to a point in time change the timeline, a copy changes the rest. */
const SERVER_SQL = `SELECT s.system_identifier || '/' || c.timeline_id || '/' || (SELECT oid FROM pg_database
  WHERE datname = current_database()) AS server FROM pg_control_system() s, pg_control_checkpoint() c`;

/** Before a worker may send: is this database the newest one, or an older copy that does not know what was sent? */
@Injectable()
export class RestoreWatch implements OnModuleInit {
  private readonly log = new Logger('restore');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly holds: SendingHoldRepository,
    private readonly witness: SentWitness,
    private readonly liveness: WorkerLiveness,
    private readonly handOver: HandOverService,
  ) {}

  onModuleInit(): void {
    this.liveness.beforeRegistering(() => this.check());
    this.handOver.onHandedOver((loop, attempt) => {
      const { id, token } = attempt;
      if (token !== null) this.witness.note(loop, { attemptId: id, token, at: this.clock.now().toISOString() });
    });
  }

  /** Holds all sending where the signs say that something is missing. Asked at each start and after each lost session. */
  async check(): Promise<void> {
    const home = await this.database.one<{ id: string; server: string | null }>('SELECT id, server FROM installation');
    this.witness.belongTo(home.id);
    const { known, unknown } = await this.ask(await this.witness.all());
    const serverNow = await this.server();
    const cause = judgeDatabase({ known, unknown, serverBefore: home.server, serverNow });
    if (cause === null || (await this.isConfirmedSince(unknown))) {
      await this.settleIn(home.server, serverNow);
      return;
    }
    const newest = unknown
      .map(({ at }) => at)
      .sort()
      .at(-1);
    const detail = {
      ...(newest === undefined ? {} : { sentAt: newest }),
      ...(serverNow === null ? {} : { server: serverNow }),
    };
    const began = await this.holds.raise(this.database, cause, detail, this.clock.now());
    if (began)
      this.log.warn(
        `All sending is held (${cause}): this database may be an older copy. See "revisit sending status".`,
      );
  }

  private async settleIn(before: string | null, now: string | null): Promise<void> {
    await this.witness.forget('ended');
    if (now === null || now === before) return;
    if (before !== null) this.log.warn('The database lives on another server, and knows everything that was sent.');
    await this.adopt(this.database, now);
  }

  /** From now on it lives here. */
  async adopt(db: Queryable, server: string | null): Promise<void> {
    await db.execute('UPDATE installation SET server = $1, server_at = clock_timestamp()', [server]);
  }

  /** What PostgreSQL tells of itself; null where it does not tell this account. */
  async server(): Promise<string | null> {
    const row = await this.database.maybe<{ server: string }>(SERVER_SQL).catch(() => null);
    return row?.server ?? null;
  }

  private async ask(witnesses: readonly Witness[]): Promise<{ known: Witness[]; unknown: Witness[] }> {
    const params = [witnesses.map(({ attemptId }) => attemptId), witnesses.map(({ token }) => token)];
    const rows = await this.database.query<{ id: number; known: boolean }>(KNOWN_SQL, params);
    const isKnown = (_: Witness, index: number) => rows[index]?.known === true;
    return { known: witnesses.filter(isKnown), unknown: witnesses.filter((each, index) => !isKnown(each, index)) };
  }

  /** What another machine remembers from before a loss that was confirmed is no news. */
  private async isConfirmedSince(unknown: readonly Witness[]): Promise<boolean> {
    const newest = unknown
      .map(({ at }) => at)
      .sort()
      .at(-1);
    if (newest === undefined) return false;
    const confirmed = await this.database.maybe(
      'SELECT id FROM sending_holds WHERE confirmed_at >= $1 AND lost_until >= $1 LIMIT 1',
      [newest],
    );
    return confirmed !== null;
  }
}
