import { CampaignService } from '../campaigns/campaign.service.js';
import { decideAttempt } from '../planning/decide-attempt.js';
import { factsOf } from '../sandbox/rehearsed-facts.js';
import { RunState } from '../sandbox/rehearsal-state.js';
import { type RehearsalBasis, RehearsalService } from '../sandbox/rehearsal.service.js';
import { Rehearsing, RUNS } from '../sandbox/rehearse.js';
import { compareTimes, round, type BenchResult } from './bench-result.js';
import { fillPlanArchive } from './plan-archive.js';
import type { OpenScratch } from './scratch.js';

/** A Tuesday morning in Shanghai: the same rehearsal whenever it is measured. */
export const START = new Date('2026-11-24T01:05:00Z');
const HOURS = 72;
const PIECE = 4_000;
/** A run asks each visit two or three times, draws its answers and finds the times of further calls: four decisions' worth. */
const GOALS = { ratio: 0.25, seconds: 20, peakMb: 500 } as const;

/**
 * A whole rehearsal of `size` customers who are reached by SMS, e-mail and call in turn: all its runs, against a plain loop
 * that asks `decideAttempt` once for each visit and run. In processor time, so that a busy machine measures the same.
 */
export async function benchRehearse(open: OpenScratch, size: number): Promise<BenchResult> {
  const scratch = await open({ clockStart: START });
  try {
    await fillPlanArchive(scratch.database, size);
    const { id } = await scratch.services
      .get(CampaignService)
      .create(definition(['sms', 'email', 'call'], HOURS), 'bench');
    const campaign = await scratch.services.get(CampaignService).get(id);
    const started = process.cpuUsage();
    const basis = await scratch.services.get(RehearsalService).prepare(campaign);
    const prepareMs = cpuMs(started);
    const runMs = timeRuns(basis, campaign.seed);
    const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
    const rates = compareTimes(size, [timeDecisions(basis)], [runMs]);
    const seconds = (prepareMs + runMs) / 1000;
    const part = (name: string, value: number, goal: number, met: boolean) => ({
      name,
      value: round(value),
      goal,
      met,
    });
    return {
      bench: 'rehearse',
      size,
      runs: RUNS,
      baseline: { name: 'decideAttempt once for each visit and run', perSecond: rates.baseline },
      revisit: { perSecond: rates.revisit, peakRssMb },
      ratio: rates.ratio,
      stages: { prepareMs: Math.round(prepareMs), runMs: Math.round(runMs) },
      parts: [
        part('all runs, by one decision for each visit and run', rates.ratio, GOALS.ratio, rates.ratio >= GOALS.ratio),
        part('the whole rehearsal, seconds of one core', seconds, GOALS.seconds, seconds <= GOALS.seconds),
        part('peak memory, MB', peakRssMb, GOALS.peakMb, peakRssMb <= GOALS.peakMb),
      ],
    };
  } finally {
    await scratch.close();
  }
}

/** A campaign from `START` on that reaches everybody by these channels in turn. */
export function definition(ladder: readonly string[], hours: number): object {
  return {
    name: 'Bench',
    kind: 'routine',
    segment: { all: [] },
    ladder,
    assignment: 'even',
    startAt: START.toISOString(),
    deadlineAt: new Date(START.getTime() + hours * 3_600_000).toISOString(),
  };
}

function timeRuns({ prepared, past }: RehearsalBasis, seed: number): number {
  const started = process.cpuUsage();
  const rehearsing = new Rehearsing(prepared, past, { seed, runs: RUNS });
  while (rehearsing.advance(PIECE));
  rehearsing.result();
  return cpuMs(started);
}

/** Each visit at its first slot, with the facts that dispatch would have read. */
function timeDecisions({ prepared }: RehearsalBasis): number {
  const { plan } = prepared;
  const state = new RunState(plan.visits, plan.campaign.onlyNotifies);
  const started = process.cpuUsage();
  let sent = 0;
  for (let run = 0; run < RUNS; run++) {
    for (let visit = 0; visit < plan.visits.length; visit++) {
      const decision = decideAttempt(factsOf(plan, state, visit), new Date(plan.visits.slot[visit]!));
      if (decision.action === 'send') sent += 1;
    }
  }
  if (sent === 0) throw new Error('nothing of the plan may be sent: the comparison would be with nothing');
  return cpuMs(started);
}

/** Milliseconds of processor time since, of all threads of the process. */
export function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
