import { AuditService } from '../../src/access/audit.service.js';
import { CustomerReadModel } from '../../src/archive/customer.read-model.js';
import { LevelRuleService } from '../../src/archive/level-rule.service.js';
import { SegmentService } from '../../src/archive/segment.service.js';
import type { Database } from '../../src/database/database.service.js';
import type { Clock } from '../../src/kernel/clock.js';
import { CampaignDrafts } from '../../src/planning/campaign-drafts.service.js';
import { ExplanationRows } from '../../src/planning/explanation-rows.read-model.js';
import { MinuteFacts } from '../../src/planning/minute-facts.read-model.js';
import { MessageComposer } from '../../src/messages/message-composer.service.js';
import { MessageUnits } from '../../src/planning/message-units.service.js';
import { PlanAgentsReadModel } from '../../src/planning/plan-agents.read-model.js';
import { PlanCollection } from '../../src/planning/plan-collection.service.js';
import { PlanExplanationReadModel } from '../../src/planning/plan-explanation.read-model.js';
import { PlanPreviewService } from '../../src/planning/plan-preview.service.js';
import { PlanSituationService } from '../../src/planning/plan-situation.service.js';
import { PlanSuggestions } from '../../src/planning/plan-suggestions.service.js';
import { PlanRepository } from '../../src/planning/plan.repository.js';
import { ProviderStatesReadModel } from '../../src/planning/provider-states.read-model.js';
import { PlanService } from '../../src/planning/plan.service.js';
import { PlannedRowsReadModel } from '../../src/planning/planned-rows.read-model.js';
import { VerifyPlanService } from '../../src/planning/verify-plan.service.js';
import { WhatIfService } from '../../src/planning/what-if.service.js';
import { StringsService } from '../../src/messages/strings.service.js';
import { openCampaignServices } from './campaign-services.js';
import { checkingPlans } from './verified-plans.js';

/** The services that plan on a test database, with what is packaged. Every plan is verified as soon as it is stored. */
export async function openPlanServices(
  database: Database,
  clock: Clock,
  environment: Readonly<Record<string, string>> = {},
) {
  const services = await openCampaignServices(database, clock, environment);
  const levels = new LevelRuleService(database, new AuditService(database, clock), clock);
  const situations = new PlanSituationService(
    services.calendars,
    services.rules,
    services.settings,
    new PlanAgentsReadModel(),
    levels,
  );
  const composer = new MessageComposer(services.templates, services.settings, services.registrations);
  const units = new MessageUnits(composer, services.providers, services.surveys);
  const collection = new PlanCollection(services.audience, situations, units);
  const repository = new PlanRepository();
  const suggestions = new PlanSuggestions(database, collection, repository);
  const drafts = new CampaignDrafts(database, services.campaigns, repository, clock);
  const segments = new SegmentService(database, services.settings, clock, new CustomerReadModel());
  const trials = new WhatIfService(database, clock, segments, collection, repository);
  const previews = new PlanPreviewService(database, clock, segments, collection, repository, suggestions);
  const verifier = new VerifyPlanService(
    database,
    services.campaigns,
    services.calendars,
    services.settings,
    new PlannedRowsReadModel(),
  );
  const explanations = new PlanExplanationReadModel(
    new ExplanationRows(database),
    new MinuteFacts(database, services.settings),
    services.calendars,
    services.settings,
    new StringsService(),
    new ProviderStatesReadModel(database, services.providers, clock),
  );
  const plans = checkingPlans(
    new PlanService(database, clock, services.campaigns, collection, repository, suggestions),
    verifier,
  );
  return { ...services, plans, drafts, previews, trials, verifier, explanations, levels };
}

export type PlanServices = Awaited<ReturnType<typeof openPlanServices>>;
