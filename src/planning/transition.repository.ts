import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import { type Move, type Moved, toMoveRows } from './move.js';
import { movesFromJson, transitionSql } from './transition-sql.js';

/** Who moves the rows, and the business instant of it. */
export interface Author {
  readonly actor: string;
  readonly at: Date;
}

const TRANSITION_SQL = transitionSql({
  items: `m AS MATERIALIZED (${movesFromJson(1)})`,
  actor: '$2::text',
  at: '$3::timestamptz',
});

/** The one writer of the states of visits and attempts. */
@Injectable()
export class TransitionRepository {
  /**
   * Moves these visits and attempts in one statement, with their events and deltas. A row that is no longer in a state
   * to come from (or lost its claim token) is left as it is and missing in the answer: the caller sees what moved.
   */
  async transition(db: Queryable, moves: readonly Move[], author: Author): Promise<Moved[]> {
    if (moves.length === 0) return [];
    return db.query<Moved>(TRANSITION_SQL, [JSON.stringify(toMoveRows(moves)), author.actor, author.at]);
  }
}
