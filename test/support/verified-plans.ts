import type { Database } from '../../src/database/database.service.js';
import type { PlanService } from '../../src/planning/plan.service.js';
import type { RebalanceService } from '../../src/planning/rebalance.service.js';
import type { Verification, VerifyPlanService } from '../../src/planning/verify-plan.service.js';

/**
 * Has every plan checked as soon as it is stored: the call fails with what the verifier found. Tests that plant faults do
 * so in the rows of a plan that was right.
 */
export function checkingPlans(plans: PlanService, verifier: VerifyPlanService): PlanService {
  const plan = plans.plan.bind(plans);
  plans.plan = async (campaignId, options, actor) => {
    const summary = await plan(campaignId, options, actor);
    if (!options.dryRun && summary.changed) demandRight(await verifier.verify(campaignId, { isJustPlanned: true }));
    return summary;
  };
  return plans;
}

/** Tests write states of visits into the rows alone, so that of what is moved the books are not asked. */
const OF_MOVES = ['agents-eligible', 'inside-windows', 'calls-in-shifts', 'within-rates'];

/** The same for what is moved afterwards, in all campaigns that have a plan. */
export function checkingMoves(
  rebalance: RebalanceService,
  database: Database,
  verifier: VerifyPlanService,
): RebalanceService {
  const carryOut = rebalance.carryOut.bind(rebalance);
  rebalance.carryOut = async (wish, token, actor) => {
    const done = await carryOut(wish, token, actor);
    const planned = await database.query<{ id: number }>('SELECT id FROM campaigns WHERE plan_summary IS NOT NULL');
    for (const { id } of planned) demandRight(await verifier.verify(id), OF_MOVES);
    return done;
  };
  return rebalance;
}

function demandRight({ campaignId, planVersion, checks }: Verification, names?: readonly string[]): void {
  const asked = checks.filter(({ name }) => names?.includes(name) ?? true);
  const wrong = asked.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
  if (wrong.length > 0) throw new Error(`plan ${planVersion} of campaign ${campaignId} is wrong\n${wrong.join('\n')}`);
}
