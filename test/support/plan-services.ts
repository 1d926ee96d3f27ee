import type { Database } from '../../src/database/database.service.js';
import type { Clock } from '../../src/kernel/clock.js';
import { PlanAgentsReadModel } from '../../src/planning/plan-agents.read-model.js';
import { PlanSituationService } from '../../src/planning/plan-situation.service.js';
import { PlanRepository } from '../../src/planning/plan.repository.js';
import { PlanService } from '../../src/planning/plan.service.js';
import { PlannedRowsReadModel } from '../../src/planning/planned-rows.read-model.js';
import { VerifyPlanService } from '../../src/planning/verify-plan.service.js';
import { openCampaignServices } from './campaign-services.js';

/** The services that plan on a test database, with the packaged policies, survey and templates. */
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
  const plans = new PlanService(
    database,
    clock,
    services.campaigns,
    services.audience,
    situations,
    new PlanRepository(),
  );
  const verifier = new VerifyPlanService(
    database,
    services.campaigns,
    services.calendars,
    services.settings,
    new PlannedRowsReadModel(),
  );
  return { ...services, plans, verifier };
}

export type PlanServices = Awaited<ReturnType<typeof openPlanServices>>;
