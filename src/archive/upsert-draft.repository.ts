import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { IncomingRow } from './import-row.js';
import { numberOf, type KnownCustomers } from './upsert-batch.js';
import type { CustomerChange, CustomerState } from './upsert-state.js';

interface StoredState extends Omit<CustomerState, 'latest' | 'services' | 'assignedAt'> {
  readonly latest: Omit<CustomerState['latest'], 'at'> & { readonly at: string | null };
  readonly assignedAt: string | null;
  readonly services: [string, string | null][];
}

/**
 * What a dry run would have written, in a temporary table of its own transaction: later rows of the file see what
 * earlier ones did, and nobody else sees or waits for anything.
 */
@Injectable()
export class UpsertDraftRepository {
  async open(db: Queryable): Promise<void> {
    await db.execute(
      'CREATE TEMP TABLE import_draft (customer_no text PRIMARY KEY, state jsonb NOT NULL) ON COMMIT DROP',
    );
  }

  /** The customers as the dry run left them, over those of the archive. */
  async overlay(db: Queryable, known: KnownCustomers, rows: readonly IncomingRow[]): Promise<KnownCustomers> {
    const numbers = rows.map((row) => numberOf(row, known));
    const drafts = await db.query<{ state: StoredState }>(
      'SELECT d.state FROM import_draft AS d WHERE d.customer_no = ANY ($1::text[])',
      [numbers],
    );
    const byNumber = new Map(known.byNumber);
    for (const { state } of drafts) byNumber.set(state.customerNo, revive(state));
    return { ...known, byNumber };
  }

  async keep(db: Queryable, changes: readonly CustomerChange[]): Promise<void> {
    const states = changes.map(({ state }) => ({
      customer_no: state.customerNo,
      state: { ...state, services: [...state.services] },
    }));
    await db.execute(
      `INSERT INTO import_draft (customer_no, state)
       SELECT r.customer_no, r.state FROM json_to_recordset($1::json) AS r (customer_no text, state jsonb)
       ON CONFLICT (customer_no) DO UPDATE SET state = EXCLUDED.state`,
      [JSON.stringify(states)],
    );
  }
}

function revive(stored: StoredState): CustomerState {
  const toDate = (text: string | null) => (text === null ? null : new Date(text));
  return {
    ...stored,
    latest: { ...stored.latest, at: toDate(stored.latest.at) },
    assignedAt: toDate(stored.assignedAt),
    services: new Map(stored.services),
  };
}
