import { CampaignService } from '../campaigns/campaign.service.js';
import type { Campaign } from '../campaigns/campaign.js';
import type { Change } from '../planning/plan-change.js';
import { WhatIfService } from '../planning/what-if.service.js';
import { cpuMs, definition, START } from './bench-rehearse.js';
import { median, round, type BenchResult } from './bench-result.js';
import { fillPlanArchive } from './plan-archive.js';
import type { OpenScratch } from './scratch.js';

const RUNS = 3;
const GOAL_MS = 1_000;
/** Until the evening of the second day: 500 agents can call not half of 100,000 customers. */
const HOURS = 35;

const CHANGES: readonly (readonly [string, readonly Change[]])[] = [
  ['20 agents more', [{ kind: 'agents', count: 20, like: '0001' }]],
  ['half an hour more a day', [{ kind: 'hours', minutes: 30 }]],
  ['a day more', [{ kind: 'days', days: 1 }]],
  ['half the rate of SMS', [{ kind: 'rate', channel: 'sms', perSecond: 5 }]],
  [
    'agents, hours and days together',
    [
      { kind: 'agents', count: 20, like: '0001' },
      { kind: 'hours', minutes: 30 },
      { kind: 'days', days: 1 },
    ],
  ],
];

const BY_EMAIL: readonly Change[] = [{ kind: 'channel', channel: 'email' }];

/**
 * What somebody waits for who tries changes of a campaign with calls: processor time of each answer, against that of the
 * first one, which reads the audience and solves it.
 */
export async function benchWhatIf(open: OpenScratch, size: number): Promise<BenchResult> {
  const scratch = await open({ clockStart: START });
  try {
    await fillPlanArchive(scratch.database, size);
    const campaigns = scratch.services.get(CampaignService);
    const { id } = await campaigns.create(definition(['call', 'sms'], HOURS), 'bench');
    const campaign = await campaigns.get(id);
    const trials = scratch.services.get(WhatIfService);
    const firstMs = await timeAnswer(trials, campaign, []);
    const times = new Map<string, number>();
    for (const [name, changes] of CHANGES) {
      const tried: number[] = [];
      for (let run = 0; run < RUNS; run++) tried.push(await timeAnswer(trials, campaign, changes));
      times.set(name, median(tried));
    }
    // Who is reached by another channel is another audience: it is read anew, once.
    times.set('another channel first, the first time', await timeAnswer(trials, campaign, BY_EMAIL));
    times.set('another channel first, again', await timeAnswer(trials, campaign, BY_EMAIL));
    const slowest = Math.max(...CHANGES.map(([name]) => times.get(name)!));
    return {
      bench: 'what-if',
      size,
      runs: RUNS,
      baseline: {
        name: 'the first answer: the audience read and solved',
        perSecond: Math.round((size / firstMs) * 1000),
      },
      revisit: {
        perSecond: Math.round((size / slowest) * 1000),
        peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
      },
      ratio: round(firstMs / slowest),
      stages: { firstMs: Math.round(firstMs) },
      parts: [...times].map(([name, ms]) => ({
        name: `${name}, ms`,
        value: round(ms),
        goal: GOAL_MS,
        met: ms <= GOAL_MS,
      })),
    };
  } finally {
    await scratch.close();
  }
}

async function timeAnswer(trials: WhatIfService, campaign: Campaign, changes: readonly Change[]): Promise<number> {
  const started = process.cpuUsage();
  if ((await trials.ask(campaign, changes)) === null) throw new Error('the audience is too large to try things');
  return cpuMs(started);
}
