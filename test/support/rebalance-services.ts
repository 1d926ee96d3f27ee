import { ContactLogRepository } from '../../src/archive/contact-log.repository.js';
import type { Database } from '../../src/database/database.service.js';
import type { Clock } from '../../src/kernel/clock.js';
import { NewAttemptRepository } from '../../src/planning/new-attempt.repository.js';
import { PlanAgentsReadModel } from '../../src/planning/plan-agents.read-model.js';
import { RebalanceCollecting } from '../../src/planning/rebalance-collection.service.js';
import { RebalanceRows } from '../../src/planning/rebalance-rows.read-model.js';
import { RebalanceService } from '../../src/planning/rebalance.service.js';
import { TransitionRepository } from '../../src/planning/transition.repository.js';
import { VisitRepository } from '../../src/planning/visit.repository.js';
import { VisitService } from '../../src/planning/visit.service.js';
import type { PlanServices } from './plan-services.js';
import { checkingMoves } from './verified-plans.js';

/** The service that evens out live visits, on a test database. What it moved is verified. */
export function openRebalance(database: Database, clock: Clock, services: PlanServices): RebalanceService {
  const { campaigns, calendars, settings } = services;
  const log = new ContactLogRepository();
  const transitions = new TransitionRepository(log);
  const visits = new VisitService(new VisitRepository(), transitions, new NewAttemptRepository(), log);
  const rows = new RebalanceRows();
  const collecting = new RebalanceCollecting(rows, new PlanAgentsReadModel(), campaigns, calendars, settings);
  const rebalance = new RebalanceService(database, clock, collecting, rows, visits, transitions);
  return checkingMoves(rebalance, database, services.verifier);
}
