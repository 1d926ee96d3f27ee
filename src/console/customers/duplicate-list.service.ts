import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import { DuplicateReadModel } from '../../archive/duplicate.read-model.js';
import type { DuplicatePair } from '../../archive/duplicate.read-model.js';
import { Database } from '../../database/database.service.js';
import { maskAddress } from '../../kernel/masking.js';
import { CustomerAccess } from '../customer-access.service.js';
import { readCursor, writeCursor } from '../table-query.js';

const PAIRS_PER_PAGE = 50;

/** The candidates for a merge that an account may see both rows of. */
@Injectable()
export class DuplicateList {
  constructor(
    private readonly database: Database,
    private readonly duplicates: DuplicateReadModel,
    private readonly access: CustomerAccess,
  ) {}

  /** Those of one customer, or a page of all after a cursor. */
  async page(account: Account, of: number | null, after: string | null) {
    const cursor = after === null ? null : readCursor(after);
    const from = cursor && { address: cursor.value, id: cursor.id };
    const found =
      of === null
        ? await this.duplicates.list(this.database, from, PAIRS_PER_PAGE + 1)
        : await this.duplicates.of(this.database, of);
    const pairs = found.slice(0, PAIRS_PER_PAGE);
    const reach = new Set(
      await this.access.reach(
        account,
        pairs.flatMap(({ firstId, secondId }) => [firstId, secondId]),
      ),
    );
    const last = found.length > PAIRS_PER_PAGE ? pairs.at(-1) : undefined;
    return {
      of,
      pairs: onceEach(pairs)
        .filter(({ firstId, secondId }) => reach.has(firstId) && reach.has(secondId))
        .map((pair) => ({ ...pair, address: maskAddress(pair.address) })),
      firstHref: cursor === null ? null : '/customers/duplicates',
      nextHref: last ? `/customers/duplicates?after=${writeCursor({ value: last.address, id: last.id })}` : null,
    };
  }
}

/** Two who share a number and a mailbox are one pair. */
function onceEach(pairs: readonly DuplicatePair[]): readonly DuplicatePair[] {
  return [...new Map(pairs.map((pair) => [`${pair.firstId} ${pair.secondId}`, pair])).values()];
}
