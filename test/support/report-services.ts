import { ApprovalService } from '../../src/access/approval.service.js';
import { AuditService } from '../../src/access/audit.service.js';
import { CampaignRepository } from '../../src/campaigns/campaign.repository.js';
import { CampaignService } from '../../src/campaigns/campaign.service.js';
import { DaysOffApproval } from '../../src/campaigns/days-off-approval.service.js';
import type { CampaignReferences } from '../../src/campaigns/campaign-references.service.js';
import { parseSettings } from '../../src/config/settings.js';
import { SettingsService } from '../../src/config/settings.service.js';
import type { Database } from '../../src/database/database.service.js';
import { LedgerReadModel } from '../../src/planning/ledger.read-model.js';
import { ReportArchiveRepository } from '../../src/reports/report-archive.repository.js';
import { ReportComposer } from '../../src/reports/report-composer.service.js';
import { ReportReadModel } from '../../src/reports/report.read-model.js';
import { ReportRowReadModel } from '../../src/reports/report-row.read-model.js';
import { ReportSourceReadModel } from '../../src/reports/report-source.read-model.js';
import { ReportService } from '../../src/reports/report.service.js';
import { SurveyService } from '../../src/surveys/survey.service.js';
import type { FixedClock } from './fixed-clock.js';

/** The services of the reports stage on a test database, with the packaged survey. */
export async function openReportServices(database: Database, clock: FixedClock) {
  const settings = new SettingsService({ ...parseSettings({ ORG_NAME: '三学苑' }), secretKey: 'secret '.repeat(6) });
  await new SurveyService(database).installPackaged();
  // Nothing is created through the service here, so that it needs no references.
  const references = null as unknown as CampaignReferences;
  const audit = new AuditService(database, clock);
  const daysOff = new DaysOffApproval(new ApprovalService(database, audit, clock));
  const campaigns = new CampaignService(database, new CampaignRepository(), references, audit, clock, daysOff);
  const archive = new ReportArchiveRepository();
  const sources = new ReportSourceReadModel(new LedgerReadModel(database));
  const composer = new ReportComposer(new ReportReadModel(), sources, archive, settings, clock);
  return {
    settings,
    campaigns,
    reports: new ReportService(database, campaigns, composer, archive, clock),
    rows: new ReportRowReadModel(database, clock),
  };
}
