import type { Campaign } from '../campaigns/campaign.js';
import type { ContactCaps } from '../campaigns/contact-caps.js';
import type { Solved } from '../planning/feasibility.js';
import { countExcluded, listPlaced } from '../planning/plan-rows.js';
import type { CandidateCollector } from '../planning/collect-candidates.js';
import type { CustomerNotes, RehearsalPlan, RehearsedVisits } from './rehearsal-plan.js';

/** A visit as the stored plan has it. */
export interface StoredVisit {
  readonly id: number;
  readonly customerId: number;
  readonly occasion: string;
  readonly agentId: number;
  readonly at: Date;
}

/** A solved plan, and what was noted of its customers. */
export interface SolvedAudience extends Solved {
  readonly collected: CandidateCollector;
  readonly people: CustomerNotes;
  readonly caps: ContactCaps;
  /** The rows that a launch would keep; empty where it would plan anew. */
  readonly stored: readonly StoredVisit[];
}

/** Puts a plan into the shape that is run ahead. */
export function buildRehearsal(campaign: Campaign, solved: SolvedAudience): RehearsalPlan {
  const { collected, frame, people, caps } = solved;
  return {
    campaign: {
      kind: campaign.kind,
      purpose: campaign.purpose,
      rungs: campaign.ladder,
      deadlineAt: campaign.deadlineAt.getTime(),
      isStanding: campaign.standing !== null,
      onlyNotifies: campaign.surveyId === null,
      caps,
      minutesPerCall: frame.minutesPerCall,
    },
    from: frame.from,
    dayOf: frame.dayOf,
    agents: frame.agents,
    agentSets: frame.agentSets,
    rates: frame.rates,
    visits: visitsOf(solved, people),
    audience: collected.audience,
    excluded: Object.fromEntries([...countExcluded(solved)].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function visitsOf({ collected, frame, plan, stored }: SolvedAudience, people: CustomerNotes): RehearsedVisits {
  const { columns } = collected;
  // In the order of their first slots: what happens at about the same time then lies together in memory.
  const listed = listPlaced(plan);
  const rowOf = new Int32Array(columns.length);
  listed.forEach((member, row) => (rowOf[member] = row));
  const placed = listed.sort((a, b) => plan.slot[a]! - plan.slot[b]! || a - b);
  const agents = new Map(frame.agents.map(({ id }, index) => [id, index]));
  const kept = new Map(stored.map((visit) => [`${visit.customerId}|${visit.occasion}`, visit]));
  const found = (member: number) =>
    kept.size === 0 ? undefined : kept.get(`${columns.get('customerId', member)}|${columns.occasionOf(member)}`);
  const numbers = (valueOf: (member: number) => number) => Float64Array.from(placed, valueOf);
  return {
    length: placed.length,
    // As the rows of a plan are numbered when they are written.
    ids: numbers((member) => found(member)?.id ?? rowOf[member]! + 1),
    agent: Int32Array.from(placed, (member) => agents.get(found(member)?.agentId ?? -1) ?? plan.agent[member]!),
    agentSet: Int32Array.from(placed, (member) => columns.get('agentSet', member)),
    slot: numbers((member) => found(member)?.at.getTime() ?? plan.slot[member]!),
    due: numbers((member) => {
      const weekDue = columns.get('weekDue', member);
      return Math.min(columns.get('due', member), Number.isNaN(weekDue) ? Infinity : weekDue);
    }),
    rolledDue: numbers((member) => columns.get('rolledDue', member)),
    ladder: Int32Array.from(placed, (member) => people.ladderOf(member)),
    people,
    member: placed,
  };
}
