import { ApprovalService } from '../../src/access/approval.service.js';
import { AuditService } from '../../src/access/audit.service.js';
import { CalendarDayRepository } from '../../src/calendar/calendar-day.repository.js';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { PolicyInstallService } from '../../src/calendar/policy-install.service.js';
import { PolicyRepository } from '../../src/calendar/policy.repository.js';
import { PolicyService } from '../../src/calendar/policy.service.js';
import { AudienceReadModel } from '../../src/campaigns/audience.read-model.js';
import { CampaignReferences } from '../../src/campaigns/campaign-references.service.js';
import { CampaignRulesService } from '../../src/campaigns/campaign-rules.service.js';
import { CampaignRepository } from '../../src/campaigns/campaign.repository.js';
import { CampaignService } from '../../src/campaigns/campaign.service.js';
import { DaysOffApproval } from '../../src/campaigns/days-off-approval.service.js';
import { parseSettings } from '../../src/config/settings.js';
import { SettingsService } from '../../src/config/settings.service.js';
import type { Database } from '../../src/database/database.service.js';
import { SettingsRepository } from '../../src/database/settings.repository.js';
import type { Clock } from '../../src/kernel/clock.js';
import { ChannelProviders } from '../../src/messages/channel-providers.service.js';
import { TemplateRegistrationRepository } from '../../src/messages/template-registration.repository.js';
import { TemplateRegistrationService } from '../../src/messages/template-registration.service.js';
import { TemplateRepository } from '../../src/messages/template.repository.js';
import { TemplateService } from '../../src/messages/template.service.js';
import { SurveyService } from '../../src/surveys/survey.service.js';

/** The services of the campaigns stage on a test database, with the packaged policies, survey and templates. */
export async function openCampaignServices(
  database: Database,
  clock: Clock,
  environment: Readonly<Record<string, string>> = {},
) {
  const settings = new SettingsService({
    ...parseSettings(environment),
    secretKey: 'a secret of thirty-two characters',
  });
  const audit = new AuditService(database, clock);
  const approvals = new ApprovalService(database, audit, clock);
  const policies = new PolicyRepository();
  const calendars = new CalendarService(
    database,
    settings,
    audit,
    policies,
    new CalendarDayRepository(),
    new PolicyService(database, audit, policies),
  );
  const surveys = new SurveyService(database);
  const templates = new TemplateService(database, settings, new TemplateRepository(), approvals, audit, clock);
  const registrations = new TemplateRegistrationService(
    database,
    new TemplateRegistrationRepository(),
    settings,
    audit,
  );
  await new PolicyInstallService(database, policies).installPackagedPolicies();
  await surveys.installPackaged();
  await templates.installPackaged();
  const providers = new ChannelProviders(settings, new SettingsRepository(database));
  const references = new CampaignReferences(calendars, surveys, templates, settings);
  const daysOff = new DaysOffApproval(approvals);
  return {
    settings,
    approvals,
    calendars,
    surveys,
    templates,
    providers,
    registrations,
    campaigns: new CampaignService(database, new CampaignRepository(), references, audit, clock, daysOff),
    rules: new CampaignRulesService(calendars, surveys, templates, settings, providers, registrations),
    audience: new AudienceReadModel(calendars, settings),
  };
}

export type CampaignServices = Awaited<ReturnType<typeof openCampaignServices>>;
