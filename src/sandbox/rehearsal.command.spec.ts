import { Command } from 'commander';
import { CampaignService } from '../campaigns/campaign.service.js';
import type { CommandOptions, CommandOutput, Services } from '../kernel/command.js';
import { registerRehearsalCommand } from './rehearsal.command.js';
import type { Rehearsal } from './rehearsal-summary.js';
import { RehearsalService } from './rehearsal.service.js';
import { SampleService } from './sample.service.js';

const range = (low: number, median = low, high = median) => ({ low, median, high });
const REHEARSAL: Rehearsal = {
  ...{ runs: 20, seed: 1, audience: 12, visits: 10, excluded: { 'no-consent': 2 }, answered: range(3, 4, 6) },
  ends: { completed: range(3, 4, 6), refused: range(1), opted_out: range(0), expired: range(4), unreachable: range(1) },
  timeline: [
    {
      date: '2026-11-24',
      sms: range(0),
      email: range(10),
      call: range(5, 6, 8),
      answered: range(2),
      waiting: range(7),
    },
  ],
  responses: [{ channel: 'call', sent: range(9), arrived: range(5), answered: range(4) }],
  missed: { total: range(1), reasons: [{ code: 'no-agent-in-time', ...range(0, 1, 2) }] },
  agents: [
    {
      agentNo: '010',
      name: '王芳',
      days: [{ date: '2026-11-24', shiftMinutes: 180, calls: range(5, 6, 8), minutes: range(25, 30, 40) }],
    },
  ],
  rates: [{ channel: 'call', rung: 0, visits: 3, isDefault: true, failed: 0.47, answered: 0.38, optedOut: 0.005 }],
};

/** What the command prints, with services that answer with fixed things. */
async function printed(...words: string[]): Promise<CommandOutput> {
  const asked = new Map<unknown, object>([
    [CampaignService, { get: (id: number) => Promise.resolve({ id }) }],
    [RehearsalService, { rehearse: () => Promise.resolve(REHEARSAL) }],
    [SampleService, { send: () => Promise.resolve([{ channel: 'email', messageId: 5 }]) }],
  ]);
  const services = { get: (type: unknown) => asked.get(type) } as Services;
  const said: CommandOutput[] = [];
  const program = new Command().exitOverride();
  registerRehearsalCommand(program, async (_options: CommandOptions, work) => {
    const output = await work(services, () => Promise.resolve());
    if (output) said.push(output);
  });
  await program.parseAsync(['campaign', 'rehearse', ...words], { from: 'user' });
  return said[0]!;
}

describe('campaign rehearse', () => {
  it('prints the whole rehearsal for programs', async () => {
    expect((await printed('7', '--json')).json).toEqual({ campaignId: 7, ...REHEARSAL });
  });

  it('says for people what goes when, what stands in the way, and what is assumed, with the ranges', async () => {
    const { text } = await printed('7');
    for (const line of [
      '20 runs; each number is the median, with the 10 % and 90 % marks. Nothing was written.',
      'Audience 12: 10 visits, left out 2 no-consent',
      '2026-11-24  0  10  6 (5–8)  2  7',
      'not reached, no-agent-in-time: 1 (0–2)',
      'agent 010 2026-11-24: 30 (25–40) of 180 minutes',
      'rate of call on rung 1: 38.0 % answer (3 visits, assumed)',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  it('sends samples instead where that is asked for', async () => {
    const { json } = await printed('7', '--samples');
    expect(json).toEqual({ campaignId: 7, samples: [{ channel: 'email', messageId: 5 }] });
  });

  it('takes only the number of a campaign', async () => {
    await expect(printed('seven')).rejects.toThrow(/campaign/);
  });
});
