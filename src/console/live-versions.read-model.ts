import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { topicName } from './live-topic.js';
import type { LiveTopic } from './live-topic.js';

// Two transactions may commit in another order than that of their ids: whole stretches are compared, not the last id.
const VERSION_SQL = `
  SELECT 'campaign:' || c.id AS topic,
         c.state || '.' || c.version || '.' || coalesce((SELECT count(*) || '.' || max(d.id)
           FROM ledger_deltas d WHERE d.campaign_id = c.id AND d.kind = 'part' AND d.id > $3), '') AS version
    FROM campaigns c WHERE c.id = ANY ($1::bigint[])
   UNION ALL
  SELECT 'import:' || i.id, i.state || '.' || i.bytes_read || '.' || i.rows_read FROM imports i WHERE i.id = ANY ($2::bigint[])
   UNION ALL
  SELECT 'waiting', (SELECT coalesce(max(d.id), 0) FROM ledger_deltas d)
      || '.' || (SELECT count(*) FROM inbound_messages m WHERE m.outcome = 'queued' AND m.decided_at IS NULL)
      || '.' || (SELECT count(*) FROM follow_ups f WHERE f.state = 'open')
   WHERE 'waiting' = ANY ($4::text[])
   UNION ALL
  SELECT 'sandbox', (SELECT coalesce(max(s.id), 0) FROM sandbox_messages s)::text WHERE 'sandbox' = ANY ($4::text[])`;

/** A token of the present state of each topic that somebody watches; another token means that something changed. */
@Injectable()
export class LiveVersions {
  constructor(private readonly database: Database) {}

  /** One statement for all topics. `base`: deltas up to this id do not count (see `newest`). */
  async read(topics: readonly LiveTopic[], base: number): Promise<ReadonlyMap<string, string>> {
    const idsOf = (kind: LiveTopic['kind']) => topics.filter((topic) => topic.kind === kind).map(({ id }) => id);
    const plain = topics.filter(({ id }) => id === null).map(topicName);
    const rows = await this.database.prepared<{ topic: string; version: string }>('live-versions', VERSION_SQL, [
      idsOf('campaign'),
      idsOf('import'),
      base,
      plain,
    ]);
    return new Map(rows.map(({ topic, version }) => [topic, version]));
  }

  /** The newest delta; what lies before it is the state that a first reading shows anyway. */
  async newest(): Promise<number> {
    const { id } = await this.database.one<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM ledger_deltas');
    return id;
  }
}
