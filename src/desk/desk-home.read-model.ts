import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import { DAY_SQL, type DeskDay, DONE_SQL, type DoneToday } from './desk-day.js';
import { type ListedCall, listSql } from './desk.read-model.js';

/** What the first page of the desk shows, of one instant of the database. */
export interface DeskHomeRows {
  /** The calls as they came, as JSON: the same text, the same list. */
  readonly listText: string;
  readonly numbers: DeskDay;
  readonly done: readonly DoneToday[];
}

interface HomeRow extends DeskDay {
  readonly listText: string;
  readonly doneText: string;
}

// As JSON: a page is fetched far more often than its rows change, and a row that is not looked at need not be taken apart.
const HOME_SQL = `SELECT numbers.*,
  (SELECT coalesce(json_agg(calls), '[]')::text FROM (${listSql('$5')}) calls) AS "listText",
  (SELECT coalesce(json_agg(records), '[]')::text FROM (${DONE_SQL}) records) AS "doneText"
FROM (${DAY_SQL}) numbers`;

/** Reads the desk's first page in one statement. */
@Injectable()
export class DeskHomeReadModel {
  /** The day from `from` to `to`, its newest `mostDone` records, and the first `limit` calls. */
  async read(
    db: Queryable,
    agentId: number,
    { from, to, mostDone, limit }: { from: Date; to: Date; mostDone: number; limit: number },
  ): Promise<DeskHomeRows> {
    const [row] = await db.prepared<HomeRow>('agent-home', HOME_SQL, [agentId, from, to, mostDone, limit]);
    const { listText = '[]', doneText = '[]', ...numbers } = row ?? {};
    return {
      listText,
      numbers: { toCall: 0, called: 0, reached: 0, done: 0, target: 0, ...numbers },
      done: (JSON.parse(doneText) as InJson<DoneToday>[]).map((one) => ({
        ...one,
        completedAt: new Date(one.completedAt),
        nextAt: dateOf(one.nextAt),
      })),
    };
  }
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
