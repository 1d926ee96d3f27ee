import { InvalidArgumentError, Option, type Command } from 'commander';
import { describe, type CommandOptions, type RunCommand } from '../kernel/command.js';
import { benchDesk } from './bench-desk.js';
import { benchDispatch, DISPATCH_PARTS, type DispatchPart, QUICK_PARTS } from './bench-dispatch.js';
import { benchImport } from './bench-import.js';
import { benchPlan } from './bench-plan.js';
import { benchRehearse } from './bench-rehearse.js';
import { benchWhatIf } from './bench-what-if.js';
import type { BenchResult } from './bench-result.js';
import type { OpenScratch, SendFromScratch, ServeScratch } from './scratch.js';

interface BenchOptions extends CommandOptions {
  readonly size?: number;
  readonly channel: 'sms' | 'email';
  readonly workers: number;
  readonly part?: readonly (DispatchPart | 'all')[];
  readonly rows: number;
  readonly agents: number;
  readonly seconds: number;
  readonly scale?: boolean;
}

const DEFAULT_SIZES = {
  plan: 100_000,
  dispatch: 5_000,
  import: 100_000,
  desk: 100_000,
  rehearse: 100_000,
  'what-if': 100_000,
} as const;

/** Processes over a scratch database. */
export interface BenchTools {
  readonly openScratch: OpenScratch;
  readonly serveScratch: ServeScratch;
  readonly sendFromScratch: SendFromScratch;
}

/** `bench plan|dispatch|import|desk|rehearse|what-if`: each against a baseline that is measured in the same run. */
export function registerBenchCommand(program: Command, run: RunCommand, tools: BenchTools): void {
  const { openScratch: open, serveScratch: serve, sendFromScratch: send } = tools;
  const bench = program
    .command('bench')
    .description('measure against a baseline in the same run, on a scratch database');
  const add = (
    name: keyof typeof DEFAULT_SIZES,
    description: string,
    work: (options: BenchOptions & { size: number }) => Promise<BenchResult>,
  ) => {
    const command = bench.command(name).description(description).option('--size <n>', 'how many', wholeNumber);
    if (name === 'dispatch') {
      command.addOption(new Option('--channel <channel>', 'the headline').choices(['sms', 'email']).default('email'));
      command.option('--workers <n>', 'sending processes beside one; measured when more than one', wholeNumber, 1);
      command.addOption(new Option('--part <parts...>', 'what is measured').choices([...DISPATCH_PARTS, 'all']));
      command.option('--rows <n>', 'rows of the crowded table, for scale, sent and snapshot', wholeNumber, 1_000_000);
    }
    if (name === 'plan') command.option('--scale', 'a tenth of them too: what a customer costs should not grow');
    if (name === 'desk') {
      command.option('--agents <n>', 'agents who poll and record at once, at most 200', wholeNumber, 200);
      command.option('--seconds <n>', 'for how long', wholeNumber, 120);
      command.option('--scale', 'compare 10,000 and 1,000,000 customers too; takes minutes');
    }
    command.option('--json').action((options: BenchOptions) =>
      run(options, async () => {
        const result = await work({ ...options, size: options.size ?? DEFAULT_SIZES[name] });
        return { json: result, text: describe(result) };
      }),
    );
  };
  add('plan', 'plan customers, against COPY of the same rows', ({ size, scale }) =>
    benchPlan({ open, serve }, { size, scale: scale ?? false }),
  );
  add('import', 'import a generated file, against COPY of that file', ({ size }) => benchImport(open, size));
  add('dispatch', 'send messages, against the same client alone', ({ size, rows, part, channel, workers }) => {
    const parts = [...(part ?? QUICK_PARTS), ...(workers > 1 ? (['workers'] as const) : [])];
    return benchDispatch(open, send, { size, rows, channel, workers: Math.max(2, workers), parts: partsOf(parts) });
  });
  add('rehearse', 'run a campaign ahead in memory, against one decision for each visit', ({ size }) =>
    benchRehearse(open, size),
  );
  add('what-if', 'try changes of a plan in memory, against reading and solving it', ({ size }) =>
    benchWhatIf(open, size),
  );
  add('desk', 'pages that agents and supervisors read, against a static page of the same size', (options) =>
    benchDesk(open, serve, { ...options, scale: options.scale ?? false }),
  );
}

function partsOf(asked: readonly (DispatchPart | 'all')[]): readonly DispatchPart[] {
  return asked.includes('all') ? DISPATCH_PARTS : DISPATCH_PARTS.filter((part) => asked.includes(part));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('must be a whole number above 0');
  return value;
}
