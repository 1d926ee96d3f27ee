import { Injectable } from '@nestjs/common';
import { scopeAgents } from '../../access/permissions.js';
import type { RowScope } from '../../access/permissions.js';
import { Database } from '../../database/database.service.js';
import { Clock } from '../../kernel/clock.js';
import { DISPLACED_SQL } from '../../planning/ledger.read-model.js';
import { KeptAnswers } from '../kept-answers.js';

/** What happened on a day of the organisation's zone: contacts that were due, that left, answers that came. */
export interface DayFigures {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly planned: number;
  readonly sent: number;
  readonly answered: number;
}

/** The days of a campaign, and when they were counted. */
export interface CountedDays {
  readonly days: readonly DayFigures[];
  /** Contacts of other campaigns that moved because this one goes first. */
  readonly displaced: number;
  readonly at: Date;
}

/** What an agent has of a campaign now. */
export interface AgentFigures {
  readonly agentNo: string;
  readonly name: string;
  readonly visits: number;
  readonly answered: number;
  readonly ended: number;
}

const DAYS_SQL = `SELECT day::text AS date, sum(planned)::int AS planned, sum(sent)::int AS sent,
    sum(answered)::int AS answered
  FROM (
    SELECT (a.scheduled_at AT TIME ZONE $2)::date AS day, count(*) AS planned, 0 AS sent, 0 AS answered
      FROM attempts a WHERE a.campaign_id = $1 AND a.scheduled_at IS NOT NULL AND a.state <> 'skipped' GROUP BY 1
    UNION ALL SELECT (a.handed_over_at AT TIME ZONE $2)::date, 0, count(*), 0
      FROM attempts a WHERE a.campaign_id = $1 AND a.handed_over_at IS NOT NULL GROUP BY 1
    UNION ALL SELECT (v.ended_at AT TIME ZONE $2)::date, 0, 0, count(*)
      FROM visits v WHERE v.campaign_id = $1 AND v.ledger_part = 'answered' AND v.ended_at IS NOT NULL GROUP BY 1) days
  GROUP BY day ORDER BY day`;

/** The newest days are what is looked at; a standing campaign of a year has many. */
const MOST_DAYS = 62;

/** Figures of one campaign, from its rows. */
@Injectable()
export class CampaignFigures {
  private readonly counted = new KeptAnswers<CountedDays>(() => performance.now());

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The days on which anything was due, left or came, at most the last 62 of them, oldest first. All rows of the campaign
   * are counted: a count that took long is shown again for twenty times as long, a minute at most.
   */
  days(campaignId: number, zone: string): Promise<CountedDays> {
    return this.counted.get(`${campaignId} ${zone}`, async () => {
      const at = this.clock.now();
      const [days, displaced] = await Promise.all([
        this.database.query<DayFigures>(DAYS_SQL, [campaignId, zone]),
        this.database.one<{ n: number }>(DISPLACED_SQL, [campaignId]),
      ]);
      return { days: days.slice(-MOST_DAYS), displaced: displaced.n, at };
    });
  }

  /** The agents of a scope that have visits of the campaign. */
  agents(campaignId: number, scope: RowScope): Promise<AgentFigures[]> {
    const { agentIds } = scopeAgents(scope);
    return this.database.query<AgentFigures>(
      `SELECT g.agent_no AS "agentNo", g.name, count(*)::int AS visits,
              count(*) FILTER (WHERE v.ledger_part = 'answered')::int AS answered,
              count(*) FILTER (WHERE v.ended_at IS NOT NULL)::int AS ended
         FROM visits v JOIN agents g ON g.id = v.agent_id
        WHERE v.campaign_id = $1 AND ($2::bigint[] IS NULL OR v.agent_id = ANY ($2))
        GROUP BY g.id ORDER BY g.agent_no`,
      [campaignId, agentIds],
    );
  }

  /** The numbers of the agents of a scope; null: all. */
  async agentNumbers(scope: RowScope): Promise<ReadonlySet<string> | null> {
    const { agentIds } = scopeAgents(scope);
    if (agentIds === null) return null;
    const sql = 'SELECT agent_no AS "agentNo" FROM agents WHERE id = ANY ($1::bigint[])';
    const rows = await this.database.query<{ agentNo: string }>(sql, [agentIds]);
    return new Set(rows.map(({ agentNo }) => agentNo));
  }

  /** The id of the customer with this number; null when nobody has it. */
  async customerId(customerNo: string): Promise<number | null> {
    const sql = 'SELECT id FROM customers WHERE customer_no = $1';
    return (await this.database.maybe<{ id: number }>(sql, [customerNo]))?.id ?? null;
  }
}
