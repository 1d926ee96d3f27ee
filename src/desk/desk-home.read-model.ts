import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { GatheredReads } from '../kernel/gathered-reads.js';
import { daySql, type DeskDay, doneSql, type DoneToday } from './desk-day.js';
import { type ListedCall, listSql } from './desk.read-model.js';

/** What the first page of the desk shows, of one instant of the database. */
export interface DeskHomeRows {
  /** The calls as they came, as JSON: the same text, the same list. */
  readonly listText: string;
  readonly numbers: DeskDay;
  readonly done: readonly DoneToday[];
}

/** What one page of the desk asks for. */
export interface DeskHomeQuestion {
  readonly agentId: number;
  /** The first instant of the organisation's day, and of the next one. */
  readonly from: Date;
  readonly to: Date;
  /** So many of the day's newest records. */
  readonly mostDone: number;
  /** So many calls of the list. */
  readonly limit: number;
}

interface HomeRow extends DeskDay {
  readonly place: number;
  readonly listText: string;
  readonly doneText: string;
}

/** How long the lists of a page are. */
type Lengths = Pick<DeskHomeQuestion, 'mostDone' | 'limit'>;

const DAY = { agent: 'asked.agent_id', from: 'asked.from_at', to: 'asked.to_at' };

// As JSON: a page is fetched far more often than its rows change, and a row that is not looked at need not be taken apart. The
// lengths stand in the text and the questions come as JSON, so that what they are changes no estimate: planned once, not each time.
const homesSql = ({ mostDone, limit }: Lengths) => `SELECT asked.place, numbers.*,
  (SELECT coalesce(json_agg(calls), '[]')::text FROM (${listSql(DAY.agent, String(limit))}) calls) AS "listText",
  (SELECT coalesce(json_agg(records), '[]')::text FROM (${doneSql(DAY, String(mostDone))}) records) AS "doneText"
FROM json_to_recordset($1::json) AS asked (place int, agent_id bigint, from_at timestamptz, to_at timestamptz)
  CROSS JOIN LATERAL (${daySql(DAY)}) numbers`;

const NOTHING: DeskHomeRows = {
  listText: '[]',
  numbers: { toCall: 0, called: 0, reached: 0, done: 0, target: 0 },
  done: [],
};

/** Reads the desk's first page, in one statement for all who ask at the same time. */
@Injectable()
export class DeskHomeReadModel {
  private readonly reads = new Map<string, GatheredReads<DeskHomeQuestion, DeskHomeRows>>();

  constructor(private readonly database: Database) {}

  async read(question: DeskHomeQuestion): Promise<DeskHomeRows> {
    const { mostDone, limit } = question;
    const name = `${mostDone} ${limit}`;
    const reads =
      this.reads.get(name) ?? new GatheredReads((asked) => this.readAll(asked, { mostDone, limit }), nameOf);
    this.reads.set(name, reads);
    return (await reads.find(question)) ?? NOTHING;
  }

  private async readAll(asked: readonly DeskHomeQuestion[], { mostDone, limit }: Lengths) {
    const questions = asked.map(({ agentId, from, to }, place) => ({
      place,
      agent_id: agentId,
      from_at: from,
      to_at: to,
    }));
    const sql = homesSql({ mostDone, limit });
    const rows = await this.database.prepared<HomeRow>(`agent-homes-${mostDone}-${limit}`, sql, [
      JSON.stringify(questions),
    ]);
    const homes: DeskHomeRows[] = [];
    for (const { place, ...row } of rows) homes[place] = toHome(row);
    return homes;
  }
}

function nameOf({ agentId, from }: DeskHomeQuestion): string {
  return `${agentId} ${from.getTime()}`;
}

function toHome({ listText, doneText, ...numbers }: Omit<HomeRow, 'place'>): DeskHomeRows {
  const done = (JSON.parse(doneText) as InJson<DoneToday>[]).map((one) => ({
    ...one,
    completedAt: new Date(one.completedAt),
    nextAt: dateOf(one.nextAt),
  }));
  return { listText, numbers, done };
}

/** A row whose instants are texts. */
type InJson<T> = {
  readonly [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K];
};

/** The calls of a list that came as JSON. */
export function parseList(listText: string): ListedCall[] {
  return (JSON.parse(listText) as InJson<ListedCall>[]).map((one) => ({
    ...one,
    scheduledAt: dateOf(one.scheduledAt),
    dueAt: new Date(one.dueAt),
    weekDueAt: dateOf(one.weekDueAt),
    openedAt: dateOf(one.openedAt),
  }));
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
