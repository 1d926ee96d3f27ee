import pg from 'pg';

/** Advisory locks of the embedded server: every process is present (shared), one `start` at a time (exclusive). */
const PRESENT = 7_347_001;
const STARTED = 7_347_002;

/** This process's presence on the embedded server. It ends with the process, whatever ends it. */
export class ServerPresence {
  private constructor(private readonly client: pg.Client) {}

  static async enter(url: string): Promise<ServerPresence> {
    const client = new pg.Client({ connectionString: url, application_name: 'revisit presence' });
    client.on('error', () => undefined); // the server went away: whoever uses it says so
    await client.connect();
    await client.query('SELECT pg_advisory_lock_shared($1)', [PRESENT]);
    return new ServerPresence(client);
  }

  /** Whether this process may be the one `start` on this data. */
  async claimStart(): Promise<boolean> {
    const result = await this.client.query<{ won: boolean }>('SELECT pg_try_advisory_lock($1) AS won', [STARTED]);
    return result.rows[0]?.won === true;
  }

  /** Leaves; true when nobody else is present, so that the server is to be stopped. */
  async leave(): Promise<boolean> {
    try {
      await this.client.query('SELECT pg_advisory_unlock_shared($1)', [PRESENT]);
      const result = await this.client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [PRESENT]);
      return result.rows[0]?.last === true;
    } catch {
      return false; // the server is gone already
    } finally {
      await this.client.end().catch(() => undefined);
    }
  }
}
