import { Injectable } from '@nestjs/common';
import { ContactLogRepository } from '../archive/contact-log.repository.js';
import type { Queryable } from '../database/queryable.js';
import { type Move, type Moved, toMoveRows } from './move.js';
import { movesFromJson, transitionSql } from './transition-sql.js';

/** Who moves the rows, and the business instant of it. */
export interface Author {
  readonly actor: string;
  readonly at: Date;
}

const sqlOf = (moves: string) =>
  transitionSql({ items: `m AS MATERIALIZED (${moves})`, actor: '$2::text', at: '$3::timestamptz' });
const TRANSITION_SQL = sqlOf(movesFromJson(1));
/** A call is one move: said to the database, or it walks through all visits as for a hundred. */
const ONE_TRANSITION_SQL = sqlOf(`${movesFromJson(1)} LIMIT 1`);

/** The one writer of the states of visits and attempts. */
@Injectable()
export class TransitionRepository {
  constructor(private readonly contactLog: ContactLogRepository) {}

  /**
   * Moves these visits and attempts in one statement, with their events and deltas. A row that is no longer in a state
   * to come from (or lost its claim token) is left as it is and missing in the answer: the caller sees what moved.
   */
  async transition(db: Queryable, moves: readonly Move[], author: Author): Promise<Moved[]> {
    if (moves.length === 0) return [];
    const [name, sql] = moves.length === 1 ? ['transition-one', ONE_TRANSITION_SQL] : ['transition', TRANSITION_SQL];
    const rows = JSON.stringify(toMoveRows(moves));
    const moved = await db.prepared<Moved>(name, sql, [rows, author.actor, author.at]);
    await this.noteContacts(db, moved);
    return moved;
  }

  /** The archive's contact facts follow: who was reached, who refused, and what certainly never left. */
  private async noteContacts(db: Queryable, moved: readonly Moved[]): Promise<void> {
    const idsOf = (fits: (row: Moved) => boolean) =>
      moved.flatMap((row) => (row.attemptId !== null && row.from !== row.to && fits(row) ? [row.attemptId] : []));
    const reached = idsOf((row) => row.to === 'delivered');
    const neverLeft = idsOf((row) => row.to === 'failed');
    const refused = idsOf((row) => row.visitIs === 'refused' && row.visitWas !== 'refused');
    if (reached.length > 0) await this.contactLog.markReached(db, reached);
    if (neverLeft.length > 0) await this.contactLog.withdraw(db, neverLeft);
    if (refused.length > 0) await this.contactLog.markRefused(db, refused);
  }
}
