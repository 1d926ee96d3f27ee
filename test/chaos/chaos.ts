import { parseArgs } from 'node:util';
import { type ChaosOptions, runChaos } from './chaos-run.js';

// npm run chaos -- --seed 1 --sends 20000 --kills 50 [--json]

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    sends: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '50' },
    rate: { type: 'string', default: '100' },
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const seconds = (from: string) => new Date(`2026-11-24T01:${from}Z`);
const options: ChaosOptions = {
  seed: Number(values.seed),
  sends: Number(values.sends),
  kills: Number(values.kills),
  rate: Number(values.rate),
  // The long form: one of each may be killed, and nothing stops. The hours of one campaign end and begin again meanwhile.
  crew: values.short ? { worker: 3, scheduler: 1, web: 1 } : { worker: 3, scheduler: 2, web: 2 },
  startAt: values.short ? seconds('01:05') : seconds('00:00'),
  patienceMs: 60_000,
  say: (line) => process.stderr.write(`${(performance.now() / 1_000).toFixed(1)} s: ${line}\n`),
};
const summary = await runChaos(options);
process.stdout.write(values.json ? JSON.stringify(summary) : `${JSON.stringify(summary, null, 2)}\n`);
process.exit(summary.ok ? 0 : 1);
