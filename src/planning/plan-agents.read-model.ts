import { Injectable } from '@nestjs/common';
import { shiftIntervals, type Leave, type Shift } from '../archive/shift.js';
import type { Queryable } from '../database/database.service.js';
import type { Interval } from '../kernel/interval.js';
import { contentHash } from '../kernel/stable-json.js';
import { knownZoneClock } from '../calendar/zone-clock.js';
import { whyUnavailable, type Unavailable } from './agent-availability.js';
import type { ChannelRate, PlanAgent } from './plan-input.js';

interface AgentRow {
  readonly id: number;
  readonly agentNo: string;
  readonly name: string;
  readonly team: string | null;
  readonly skills: string[];
  readonly languages: string[];
  readonly regions: string[];
  readonly weight: number;
  readonly dailyMinutes: number | null;
  readonly shifts: readonly Shift[];
  readonly leave: readonly Leave[];
  readonly active: boolean;
  readonly held: number;
  readonly heldAt: Date[] | null;
}

/** The agents of a plan by number, and those who cannot take visits, with why. */
export interface PlanAgents {
  readonly agents: readonly PlanAgent[];
  readonly unavailable: ReadonlyMap<string, Unavailable>;
  /** The team of everybody who has one, by number. */
  readonly teams: ReadonlyMap<string, string>;
  /** Equal where nothing of them changed. */
  readonly fingerprint: string;
}

/** When agents are asked for, and what a call takes of their day. */
export interface AgentSpan {
  /** From the first possible contact to the last deadline. */
  readonly wanted: Interval;
  /** As far as slots may roll. */
  readonly horizon: Date;
  readonly zone: string;
  readonly minutesPerCall: number;
}

const AGENTS_SQL = `SELECT a.id, a.agent_no AS "agentNo", a.name, a.team, a.skills, a.languages, a.regions, a.weight,
    a.daily_minutes AS "dailyMinutes", a.shifts, a.leave, a.active, coalesce(held.visits, 0) AS held, calls.at AS "heldAt"
  FROM agents a
  LEFT JOIN (SELECT v.agent_id, count(*) AS visits FROM visits v WHERE v.state IN ('planned', 'open') GROUP BY v.agent_id) held
    ON held.agent_id = a.id
  LEFT JOIN (SELECT v.agent_id, array_agg(t.scheduled_at ORDER BY t.scheduled_at) AS at
      FROM attempts t JOIN visits v ON v.id = t.visit_id
      WHERE t.channel = 'call' AND t.state IN ('scheduled', 'held', 'claimed', 'handed_over') AND t.scheduled_at >= $1
      GROUP BY v.agent_id) calls ON calls.agent_id = a.id
  ORDER BY a.agent_no COLLATE "C"`;

/** An SMS that is only planned takes what its campaign's longest text takes. */
const RATES_SQL = `SELECT t.channel, date_trunc('minute', t.scheduled_at) AS at,
    sum(CASE t.channel WHEN 'sms' THEN c.sms_units ELSE 1 END)::float8 AS count
  FROM attempts t JOIN campaigns c ON c.id = t.campaign_id
  WHERE t.channel IN ('sms', 'email') AND t.state IN ('scheduled', 'claimed') AND t.scheduled_at >= $1
  GROUP BY 1, 2 ORDER BY 1, 2`;

/** What has left on the local day of `$1` in zone `$2`, as one sum: only the limit of a day asks for it. */
const GONE_SQL = `SELECT t.channel, min(t.handed_over_at) AS at,
    sum(CASE t.channel WHEN 'sms' THEN coalesce(t.segments, 1) ELSE 1 END)::float8 AS count
  FROM attempts t WHERE t.channel IN ('sms', 'email')
    AND t.handed_over_at >= (date_trunc('day', $1::timestamptz AT TIME ZONE $2) AT TIME ZONE $2) AND t.handed_over_at < $1
  GROUP BY 1 ORDER BY 1`;

/** What a channel may carry: units a second, and on a day where that is limited. */
export interface ChannelLimit {
  readonly perSecond: number;
  readonly perDay: number | null;
}

interface HeldRow {
  readonly channel: 'sms' | 'email';
  readonly at: Date;
  readonly count: number;
}

/** Reads who can take visits: agents with shifts, leave, and what they and the channels hold already. */
@Injectable()
export class PlanAgentsReadModel {
  /** Call it when what is to be planned anew is gone: all live visits count as held. */
  async load(db: Queryable, span: AgentSpan): Promise<PlanAgents> {
    const rows = await db.query<AgentRow>(AGENTS_SQL, [span.wanted.start]);
    const unavailable = new Map<string, Unavailable>();
    const agents: PlanAgent[] = [];
    for (const row of rows) {
      const why = whyUnavailable(row, span);
      if (why === null) agents.push(toPlanAgent(row, span));
      else unavailable.set(row.agentNo, why);
    }
    const teams = new Map(rows.flatMap(({ agentNo, team }) => (team ? [[agentNo, team] as const] : [])));
    return { agents, unavailable, teams, fingerprint: contentHash(rows) };
  }

  /** What a channel carries, what is planned on it from `from` on, and what went on that day where days are limited. */
  async rates(
    db: Queryable,
    limits: Readonly<Record<'sms' | 'email', ChannelLimit>>,
    { from, zone }: { readonly from: Date; readonly zone: string },
  ): Promise<Record<'sms' | 'email', ChannelRate>> {
    const rows = await db.query<HeldRow>(RATES_SQL, [from]);
    const isByDay = limits.sms.perDay !== null || limits.email.perDay !== null;
    if (isByDay) rows.unshift(...(await db.query<HeldRow>(GONE_SQL, [from, zone])));
    const of = (channel: 'sms' | 'email'): ChannelRate => ({
      perMinute: limits[channel].perSecond * 60,
      perDay: limits[channel].perDay,
      held: rows.filter((row) => row.channel === channel).map(({ at, count }) => ({ at: at.getTime(), count })),
    });
    return { sms: of('sms'), email: of('email') };
  }
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function toPlanAgent(row: AgentRow, { wanted, horizon, zone, minutesPerCall }: AgentSpan): PlanAgent {
  // A day earlier and on the hour, so that a shift that runs already is cut into the same cells as before.
  const start = new Date(Math.floor((wanted.start.getTime() - DAY_MS) / HOUR_MS) * HOUR_MS);
  const range = { start, end: horizon };
  const shifts = shiftIntervals(row, range, zone);
  return {
    id: row.id,
    agentNo: row.agentNo,
    name: row.name,
    team: row.team,
    skills: row.skills,
    languages: row.languages,
    regions: row.regions,
    weight: row.weight,
    held: row.held,
    shifts: Float64Array.from(shifts.flatMap((shift) => [shift.start.getTime(), shift.end.getTime()])),
    heldAt: (row.heldAt ?? []).map((at) => at.getTime()),
    callsPerDay: row.dailyMinutes === null ? null : Math.floor(row.dailyMinutes / minutesPerCall),
  };
}

/** Numbers the local days of a zone. */
export function localDays(zone: string): (at: number) => number {
  const clock = knownZoneClock(zone);
  return (at) => Math.floor(clock.localOf(at) / DAY_MS);
}
