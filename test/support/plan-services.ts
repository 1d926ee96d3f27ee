import { CustomerReadModel } from '../../src/archive/customer.read-model.js';
import { SegmentService } from '../../src/archive/segment.service.js';
import type { Database } from '../../src/database/database.service.js';
import type { Clock } from '../../src/kernel/clock.js';
import { CampaignDrafts } from '../../src/planning/campaign-drafts.service.js';
import { PlanAgentsReadModel } from '../../src/planning/plan-agents.read-model.js';
import { PlanCollection } from '../../src/planning/plan-collection.service.js';
import { PlanPreviewService } from '../../src/planning/plan-preview.service.js';
import { PlanSituationService } from '../../src/planning/plan-situation.service.js';
import { PlanSuggestions } from '../../src/planning/plan-suggestions.service.js';
import { PlanRepository } from '../../src/planning/plan.repository.js';
import { PlanService } from '../../src/planning/plan.service.js';
import { PlannedRowsReadModel } from '../../src/planning/planned-rows.read-model.js';
import { VerifyPlanService } from '../../src/planning/verify-plan.service.js';
import { WhatIfService } from '../../src/planning/what-if.service.js';
import { openCampaignServices } from './campaign-services.js';
import { checkingPlans } from './verified-plans.js';

/** The services that plan on a test database, with what is packaged. Every plan is verified as soon as it is stored. */
export async function openPlanServices(
  database: Database,
  clock: Clock,
  environment: Readonly<Record<string, string>> = {},
) {
  const services = await openCampaignServices(database, clock, environment);
  const situations = new PlanSituationService(
    services.calendars,
    services.rules,
    services.settings,
    new PlanAgentsReadModel(),
  );
  const collection = new PlanCollection(services.audience, situations);
  const repository = new PlanRepository();
  const suggestions = new PlanSuggestions(collection);
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
  const plans = checkingPlans(
    new PlanService(database, clock, services.campaigns, collection, repository, suggestions),
    verifier,
  );
  return { ...services, plans, drafts, previews, trials, verifier };
}

export type PlanServices = Awaited<ReturnType<typeof openPlanServices>>;
