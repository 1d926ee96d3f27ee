import { Injectable } from '@nestjs/common';
import type { Segment } from '../../archive/segment-filter.js';
import { compileSegment } from '../../archive/segment-sql.js';
import { SegmentService, type SavedSegment } from '../../archive/segment.service.js';
import type { CustomerCard } from '../../archive/customer.js';
import { Database } from '../../database/database.service.js';
import { RefusedError } from '../../kernel/faults.js';
import { reason } from '../../kernel/reason.js';
import { maskCard } from '../customer-privacy.js';
import { RowCounts, type RowCount } from '../row-count.read-model.js';

const SAMPLE = 10;
const MOST_CAMPAIGNS = 50;
const ENDED = ['completed', 'archived', 'cancelled'];

/** A campaign that was made with these conditions. */
export interface UsingCampaign {
  readonly id: number;
  readonly name: string;
  readonly state: string;
}

/** Who is in a segment, and who relies on it. */
@Injectable()
export class SegmentUse {
  constructor(
    private readonly database: Database,
    private readonly segments: SegmentService,
    private readonly counts: RowCounts,
  ) {}

  /** How many customers match now; beyond a bound an estimate. */
  async count(segment: Segment): Promise<RowCount> {
    const { sql, params } = compileSegment(segment, await this.segments.time());
    return this.counts.count(`customers AS c WHERE ${sql}`, params);
  }

  /** Ten of them, masked. */
  async sample(segment: Segment): Promise<CustomerCard[]> {
    return (await this.segments.sample(segment, SAMPLE)).map(maskCard);
  }

  /** Campaigns with the same conditions, newest first. */
  campaigns(segment: Segment): Promise<UsingCampaign[]> {
    return this.database.query<UsingCampaign>(
      `SELECT id, name, state FROM campaigns WHERE segment = $1::jsonb ORDER BY id DESC LIMIT ${MOST_CAMPAIGNS}`,
      [JSON.stringify(segment)],
    );
  }

  /** Throws RefusedError `segment-in-use` while a campaign that was made with it has not ended. */
  async remove({ id, filter }: SavedSegment): Promise<void> {
    const alive = (await this.campaigns(filter)).filter(({ state }) => !ENDED.includes(state));
    if (alive.length > 0) {
      const campaigns = alive.map(({ name }) => name);
      throw new RefusedError(
        reason('segment-in-use', { campaigns }),
        'Campaigns that have not ended use this segment.',
      );
    }
    await this.segments.remove(id);
  }
}
