import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/database.service.js';
import type { AgentRow } from './agent-file.js';
import type { AgentChange } from './agent-form.js';
import type { Agent } from './agent.js';

const COLUMNS = `a.id, a.agent_no AS "agentNo", a.name, a.team, a.skills, a.languages, a.regions, a.weight,
  a.daily_minutes AS "dailyMinutes", a.shifts, a.leave, a.phone, a.active`;

/** Columns that a file may leave out, with their type and where they stand in a row. */
const OPTIONAL = {
  team: { type: 'text', key: 'team' },
  skills: { type: 'text[]', key: 'skills' },
  languages: { type: 'text[]', key: 'languages' },
  regions: { type: 'text[]', key: 'regions' },
  weight: { type: 'numeric', key: 'weight' },
  daily_minutes: { type: 'numeric', key: 'dailyMinutes' },
  shifts: { type: 'jsonb', key: 'shifts' },
  leave: { type: 'jsonb', key: 'leave' },
  phone: { type: 'text', key: 'phone' },
} as const satisfies Record<string, { type: string; key: keyof AgentRow }>;

/** Columns that a person may change, by their field. */
const CHANGEABLE = {
  name: { column: 'name', type: 'text' },
  ...Object.fromEntries(Object.entries(OPTIONAL).map(([column, { type, key }]) => [key, { column, type }])),
  active: { column: 'active', type: 'boolean' },
} as Readonly<Record<keyof AgentChange, { column: string; type: string }>>;

export interface AgentFilter {
  readonly team?: string | undefined;
  readonly active?: boolean | undefined;
}

/** The agents' table. */
@Injectable()
export class AgentRepository {
  /** Agents by number. */
  list(db: Queryable, filter: AgentFilter): Promise<Agent[]> {
    return db.query<Agent>(
      `SELECT ${COLUMNS} FROM agents a
        WHERE ($1::text IS NULL OR a.team = $1) AND ($2::boolean IS NULL OR a.active = $2)
        ORDER BY a.agent_no`,
      [filter.team ?? null, filter.active ?? null],
    );
  }

  byId(db: Queryable, id: number): Promise<Agent | null> {
    return db.maybe<Agent>(`SELECT ${COLUMNS} FROM agents a WHERE a.id = $1`, [id]);
  }

  byNo(db: Queryable, agentNo: string): Promise<Agent | null> {
    return db.maybe<Agent>(`SELECT ${COLUMNS} FROM agents a WHERE a.agent_no = $1`, [agentNo]);
  }

  /**
   * Writes the rows of one file, which all have the same columns. What a file does not have stays as it is;
   * a row that changes nothing is not touched.
   */
  async upsert(db: Queryable, rows: readonly AgentRow[], now: Date): Promise<{ created: number; updated: number }> {
    const [first] = rows;
    if (!first) return { created: 0, updated: 0 };
    const given = Object.entries(OPTIONAL).filter(([, { key }]) => first[key] !== undefined);
    const columns = ['agent_no', 'name', ...given.map(([column]) => column)];
    const types = ['agent_no text', 'name text', ...given.map(([column, { type }]) => `${column} ${type}`)];
    const changing = columns.slice(1);
    const written = await db.query<{ created: boolean }>(
      `INSERT INTO agents AS a (${columns.join(', ')}, created_at, updated_at)
       SELECT ${columns.map((column) => `r.${column}`).join(', ')}, $2::timestamptz, $2::timestamptz
         FROM jsonb_to_recordset($1::jsonb) AS r (${types.join(', ')})
       ON CONFLICT (agent_no) DO UPDATE
         SET ${changing.map((column) => `${column} = excluded.${column}`).join(', ')}, updated_at = excluded.updated_at
         WHERE (${changing.map((column) => `a.${column}`).join(', ')})
            IS DISTINCT FROM (${changing.map((column) => `excluded.${column}`).join(', ')})
       RETURNING (xmax = 0) AS created`,
      [JSON.stringify(rows.map(asRecord)), now],
    );
    const created = written.filter((row) => row.created).length;
    return { created, updated: written.length - created };
  }

  /** Adds an agent who has nothing but number and name yet; null when the number is taken. */
  async insert(db: Queryable, agentNo: string, name: string, now: Date): Promise<number | null> {
    const row = await db.maybe<{ id: number }>(
      `INSERT INTO agents (agent_no, name, created_at, updated_at) VALUES ($1, $2, $3, $3)
       ON CONFLICT (agent_no) DO NOTHING RETURNING id`,
      [agentNo, name, now],
    );
    return row?.id ?? null;
  }

  /** The agent under its lock, for whoever is about to change it. */
  lock(db: Queryable, agentNo: string): Promise<Agent | null> {
    return db.maybe<Agent>(`SELECT ${COLUMNS} FROM agents a WHERE a.agent_no = $1 FOR UPDATE`, [agentNo]);
  }

  /** Writes the fields that are given, at least one. */
  async update(db: Queryable, id: number, change: AgentChange, now: Date): Promise<void> {
    const given = Object.entries(change).filter(([, value]) => value !== undefined) as [keyof AgentChange, unknown][];
    const columns = given.map(([field]) => CHANGEABLE[field]);
    await db.execute(
      `UPDATE agents AS a
          SET ${columns.map(({ column }) => `${column} = r.${column}`).join(', ')}, updated_at = $3
         FROM jsonb_to_record($2::jsonb) AS r (${columns.map(({ column, type }) => `${column} ${type}`).join(', ')})
        WHERE a.id = $1`,
      [id, JSON.stringify(Object.fromEntries(given.map(([, value], at) => [columns[at]?.column, value]))), now],
    );
  }
}

function asRecord(row: AgentRow): Record<string, unknown> {
  const optional = Object.entries(OPTIONAL).map(([column, { key }]): [string, unknown] => [column, row[key]]);
  return { agent_no: row.agentNo, name: row.name, ...Object.fromEntries(optional) };
}
