import pg from 'pg';

/** Advisory locks of the embedded server: every process is present (shared), one `start` at a time (exclusive). */
const PRESENT = 7_347_001;
const STARTED = 7_347_002;
/** The session of a process that was killed a moment ago may still be ending. */
const CLAIM_WITHIN_MS = 2_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** This process's presence on the embedded server. It ends with the process, whatever ends it. */
export class ServerPresence {
  private constructor(private readonly client: pg.Client) {}

  static async enter(url: string): Promise<ServerPresence> {
    const client = new pg.Client({ connectionString: url, application_name: 'revisit presence' });
    client.on('error', () => undefined); // the server went away: whoever uses it says so
    try {
      await client.connect();
      // Waits while the last to leave stops the server, and is cut off with it: then the caller starts it again.
      await client.query('SELECT pg_advisory_lock_shared($1)', [PRESENT]);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    return new ServerPresence(client);
  }

  /** Whether this process may be the one `start` on this data. */
  async claimStart(): Promise<boolean> {
    await this.client.query(`SET lock_timeout = ${CLAIM_WITHIN_MS}`);
    try {
      await this.client.query('SELECT pg_advisory_lock($1)', [STARTED]);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
      throw error;
    } finally {
      await this.client.query('RESET lock_timeout').catch(() => undefined);
    }
  }

  /** Leaves, and stops the server when nobody else is present: nobody can enter before it is gone. */
  async leave(stopServer: () => Promise<void>): Promise<void> {
    try {
      if (await this.isLast()) await stopServer();
    } finally {
      await this.client.end().catch(() => undefined);
    }
  }

  private async isLast(): Promise<boolean> {
    try {
      await this.client.query('SELECT pg_advisory_unlock_shared($1)', [PRESENT]);
      const result = await this.client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [PRESENT]);
      return result.rows[0]?.last === true;
    } catch {
      return false; // the server is gone already
    }
  }
}
