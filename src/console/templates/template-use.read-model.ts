import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { TemplateUser } from './templates-page.js';

/** Which campaigns send which templates. */
@Injectable()
export class TemplateUse {
  constructor(private readonly database: Database) {}

  /** Running and paused campaigns, by the channels of their ladders; the newest first, at most 1,000 lines. */
  running(): Promise<TemplateUser[]> {
    return this.database.query<TemplateUser>(
      `SELECT DISTINCT c.id AS "campaignId", c.name, r.rung ->> 'channel' AS channel,
              c.templates ->> (r.rung ->> 'channel') AS template
         FROM campaigns c CROSS JOIN LATERAL jsonb_array_elements(c.ladder) AS r(rung)
        WHERE c.state IN ('running', 'paused') ORDER BY c.id DESC LIMIT 1000`,
    );
  }
}
