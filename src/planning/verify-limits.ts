import { Takers, type ClaimedLimit, type VerifiedPlan } from './verified-plan.js';
import type { VerifiedDemand } from './verified-visits.js';
import { Faults, judge, type Check } from './verify-check.js';

const MOST_NAMED = 3;

/** Agents who alone may take certain customers, and what they carry for it at least. */
interface Burden {
  readonly agents: readonly number[];
  readonly customers: number;
  readonly loadEach: number;
  readonly demands: readonly VerifiedDemand[];
}

/** What the summary names as standing against an even split is so by the rows, and nothing heavier is left unnamed. */
export function checkLimits(plan: VerifiedPlan): Check {
  const { limits } = plan.claimed;
  const { burdens, evenLoad } = listBurdens(plan);
  const faults = new Faults();
  for (const limit of limits) {
    const isSo = burdens.some((burden) => isSame(limit, burden) && close(limit.evenLoad, evenLoad));
    if (!isSo) faults.add(`the limit ${tell(limit)} is not what the rows say`);
  }
  const due = Math.min(MOST_NAMED, burdens.length);
  if (limits.length !== due) faults.add(`the summary names ${limits.length} limits to evenness, the rows ${due}`);
  return judge('limits-named', faults, limits.length, limits.length === 0 ? 'none' : limits.map(tell).join('; '));
}

function isSame(limit: ClaimedLimit, { agents, customers, loadEach, demands }: Burden): boolean {
  const { skill = null, language = null, region = null } = limit;
  const isAsked = demands.some(
    (each) => skillsOf(each) === skill && each.language === language && each.region === region,
  );
  return isAsked && limit.agents === agents.length && limit.customers === customers && close(limit.loadEach, loadEach);
}

/** A summary names the skill of the customer and that of the member level in one. */
function skillsOf({ skill, levelSkill = null }: VerifiedDemand): string | null {
  const both = [...new Set([skill, levelSkill])].filter((one) => one !== null);
  return both.length === 0 ? null : both.join(' + ');
}

/** Sets of agents with a whole visit more than an even share, which nobody else could take from them. */
function listBurdens(plan: VerifiedPlan): { burdens: Burden[]; evenLoad: number } {
  const takers = new Takers(plan.agents);
  const sets = new Map<string, { agents: readonly number[]; count: number; demands: VerifiedDemand[] }>();
  const numbers = new Int32Array(plan.visits.demands.items.length);
  for (let i = 0; i < plan.visits.length; i++) {
    if (plan.visits.isUntouched(i)) numbers[plan.visits.demandNumberOf(i)]! += 1;
  }
  plan.visits.demands.items.forEach((demand, number) => {
    if (numbers[number] === 0) return;
    const { agents, key } = takers.of(demand);
    const set = sets.get(key) ?? { agents, count: 0, demands: [] };
    set.count += numbers[number]!;
    set.demands.push(demand);
    sets.set(key, set);
  });
  const inPlan = plan.agents.flatMap(({ isInPlan }, i) => (isInPlan ? [i] : []));
  const total = numbers.reduce((sum, count) => sum + count, 0);
  const evenLoad = loadOf(plan, inPlan, total);
  const burdens = [...sets.values()].flatMap(({ agents, demands }): Burden[] => {
    if (agents.length === inPlan.length) return [];
    const among = new Set(agents);
    let customers = 0;
    for (const each of sets.values()) if (each.agents.every((agent) => among.has(agent))) customers += each.count;
    const loadEach = loadOf(plan, agents, customers);
    return loadEach < evenLoad + 1 ? [] : [{ agents, customers, loadEach, demands }];
  });
  return { burdens, evenLoad };
}

function loadOf({ agents }: VerifiedPlan, indices: readonly number[], more: number): number {
  const held = indices.reduce((sum, index) => sum + agents[index]!.held, more);
  return held / indices.reduce((sum, index) => sum + agents[index]!.weight, 0);
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

function tell({ skill, language, region, agents, customers }: ClaimedLimit): string {
  const asked = [skill, language, region].filter((each) => each !== undefined).join(', ');
  return `${asked === '' ? '' : `${asked}: `}${customers} customers, ${agents} agents`;
}
