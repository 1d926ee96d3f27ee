import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { ImportDraftService } from '../../archive/import-draft.service.js';
import { ImportService } from '../../archive/import.service.js';
import { Clock } from '../../kernel/clock.js';
import { LiveFeed } from '../live-feed.service.js';
import { LiveSource } from '../live-source.js';
import { progressOf } from './import-progress.js';

/** The progress of an import wherever it is shown; at its end the page fetches the result. */
@Injectable()
export class ImportLive extends LiveSource implements OnModuleInit {
  override readonly kind = 'import';
  override readonly page = 'live-import';
  override readonly isScoped = false;

  constructor(
    private readonly feed: LiveFeed,
    private readonly imports: ImportService,
    private readonly drafts: ImportDraftService,
    private readonly clock: Clock,
  ) {
    super();
  }

  onModuleInit(): void {
    this.feed.register(this);
  }

  override async load(ids: readonly number[]): Promise<ReadonlyMap<number, object>> {
    const now = this.clock.now();
    const accounts = await this.imports.some(ids);
    const drafts = await this.drafts.ofImports(accounts.filter(({ dryRun }) => dryRun).map(({ id }) => id));
    return new Map(
      accounts.map((account) => {
        const draft = drafts.get(account.id);
        const resultHref = draft ? `/imports/${draft.id}/check` : `/imports/${account.id}`;
        return [account.id, { ...progressOf(account, now), resultHref }];
      }),
    );
  }
}
