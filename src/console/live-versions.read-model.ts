import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { topicName } from './live-topic.js';
import type { LiveTopic } from './live-topic.js';

// Two transactions may commit in another order than that of their ids: whole stretches are compared, not the last id. A
// stretch begins where all processes see it begin, and moves on with the deltas, so that the count stays small.
const STRETCH = 5_000;
// What comes due with time or moves in hundreds a second is looked at again after so many seconds.
const WAITING_SECONDS = 10;
const VERSION_SQL = `
  SELECT 'campaign:' || c.id AS topic,
         c.state || '.' || c.version || '.' || coalesce((SELECT count(*) || '.' || max(d.id)
           FROM ledger_deltas d WHERE d.campaign_id = c.id AND d.kind = 'part'
            AND d.id > (SELECT coalesce(max(n.id), 0) / ${STRETCH} * ${STRETCH} - ${STRETCH} FROM ledger_deltas n)), '') AS version
    FROM campaigns c WHERE c.id = ANY ($1::bigint[])
   UNION ALL
  SELECT 'import:' || i.id, i.state || '.' || i.bytes_read || '.' || i.rows_read FROM imports i WHERE i.id = ANY ($2::bigint[])
   UNION ALL
  SELECT 'waiting', floor(extract(epoch FROM clock_timestamp()) / ${WAITING_SECONDS})
      || '.' || (SELECT count(*) || '-' || coalesce(max(m.id), 0) FROM inbound_messages m WHERE m.outcome = 'queued' AND m.decided_at IS NULL)
      || '.' || (SELECT count(*) || '-' || coalesce(max(f.id), 0) FROM follow_ups f WHERE f.state = 'open')
      || '.' || (SELECT count(*) || '-' || coalesce(max(p.id), 0) FROM approvals p WHERE p.decision IS NULL)
      || '.' || (SELECT count(*) || '-' || coalesce(max(a.id), 0) FROM attempts a WHERE a.state = 'in_doubt')
   WHERE 'waiting' = ANY ($3::text[])
   UNION ALL
  SELECT 'sandbox', (SELECT coalesce(max(s.id), 0) FROM sandbox_messages s)::text WHERE 'sandbox' = ANY ($3::text[])
   UNION ALL
  SELECT 'account:' || u.id, u.role || '.' || coalesce(u.agent_id, 0) || '.' || array_to_string(u.teams, ',') || '.' || coalesce(
         (SELECT string_agg(m.id::text, ',' ORDER BY m.id) FROM agents m WHERE u.teams <> '{}' AND m.team = ANY (u.teams)), '')
    FROM users u WHERE u.id = ANY ($4::bigint[]) AND u.disabled_at IS NULL
   UNION ALL
  SELECT 'session:' || s.sid, '' FROM sessions s WHERE s.sid = ANY ($5::text[]) AND s.expire >= clock_timestamp()
   UNION ALL
  SELECT 'token:' || encode(t.token_hash, 'hex'), '' FROM api_tokens t
   WHERE t.token_hash = ANY (SELECT decode(hash, 'hex') FROM unnest($6::text[]) AS hash) AND t.revoked_at IS NULL`;

/** Whoever watches: an account, and the session (its id) or the API token (its hash) with which it came. */
export interface LivePass {
  readonly accountId: number;
  readonly kind: 'session' | 'token';
  readonly id: string;
}

/** A token of the present state of each topic that somebody watches; another token means that something changed. */
@Injectable()
export class LiveVersions {
  constructor(private readonly database: Database) {}

  /**
   * One statement for all topics, and for what those who watch may see: `account:7` has no version when it is disabled,
   * `session:…` when it has ended, `token:…` when it was revoked.
   */
  async read(topics: readonly LiveTopic[], passes: readonly LivePass[] = []): Promise<ReadonlyMap<string, string>> {
    const idsOf = (kind: LiveTopic['kind']) => topics.filter((topic) => topic.kind === kind).map(({ id }) => id);
    const plain = topics.filter(({ id }) => id === null).map(topicName);
    const passesOf = (kind: LivePass['kind']) => passes.filter((pass) => pass.kind === kind).map(({ id }) => id);
    const accountIds = [...new Set(passes.map(({ accountId }) => accountId))];
    const params = [idsOf('campaign'), idsOf('import'), plain, accountIds, passesOf('session'), passesOf('token')];
    const rows = await this.database.prepared<{ topic: string; version: string }>('live-versions', VERSION_SQL, params);
    return new Map(rows.map(({ topic, version }) => [topic, version]));
  }
}
