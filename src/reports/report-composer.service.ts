import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import { SettingsService } from '../config/settings.service.js';
import type { Queryable } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { composeReport, headlineOf } from './compose-report.js';
import { ReportArchiveRepository } from './report-archive.repository.js';
import { REPORT_SCHEMA, type ReportDocument } from './report-document.js';
import { ReportSourceReadModel } from './report-source.read-model.js';
import { ReportReadModel } from './report.read-model.js';

/** Reads what a report needs and composes it, as of now. */
@Injectable()
export class ReportComposer {
  constructor(
    private readonly numbers: ReportReadModel,
    private readonly sources: ReportSourceReadModel,
    private readonly archive: ReportArchiveRepository,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** Call it in a repeatable-read transaction, so that the numbers belong together. */
  async compose(tx: Queryable, campaign: Campaign): Promise<ReportDocument> {
    const asOf = this.clock.now();
    const { name, center, department, timeZone } = await this.settings.organisation();
    return composeReport({
      scope: await this.sources.scope(tx, campaign),
      asOf,
      organisation: { name, center, department, timeZone },
      ledger: await this.sources.ledger(tx, campaign.id),
      facts: await this.numbers.read(tx, campaign.id, asOf),
      previous: await this.previous(tx, campaign, asOf),
      plannedBalance: await this.sources.plannedBalance(tx, campaign.id),
      reasonTexts: await this.sources.reasonTexts(tx, campaign),
    });
  }

  /** The campaign before, with the numbers that its frozen report gave, if it has one. */
  private async previous(tx: Queryable, campaign: Campaign, asOf: Date): Promise<ReportDocument['previous']> {
    const before = await this.sources.previousCampaignId(tx, campaign);
    if (before === null) return null;
    const kept = await this.archive.newest(tx, before.id);
    const headline =
      kept?.document.schema === REPORT_SCHEMA
        ? kept.document.headline
        : headlineOf(await this.numbers.headline(tx, before.id, asOf));
    return { ...headline, campaignId: before.id, name: before.name };
  }
}
