import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import type { ChaosSummary } from '../chaos/chaos-run.js';

jest.setTimeout(300_000);

const run = promisify(execFile);
const SHORT = ['--short', '--json', '--seed', '20261124', '--sends', '2000', '--kills', '5'];

describe('five kills among two thousand sends (npm run chaos in short)', () => {
  it('lose nothing, send nothing twice, in rest hours or after a stop, and leave balanced books', async () => {
    await run(process.execPath, ['test/chaos/build.js']);
    const { stdout } = await run(process.execPath, ['dist/test/chaos/chaos.js', ...SHORT]).catch(
      (error: { stdout: string; stderr: string }) => {
        throw new Error(`chaos ended badly:\n${error.stdout}\n${error.stderr}`);
      },
    );
    const summary = JSON.parse(stdout) as ChaosSummary;
    expect(summary.faults).toEqual({ twice: 0, unmarked: 0, inRestHours: 0, afterStop: 0, wrongBooks: 0, lost: 0 });
    expect(summary.unbalanced).toEqual([]);
    expect(summary.surprises).toEqual([]);
    expect(summary.sends).toBeGreaterThanOrEqual(2_000);
    expect(Object.values(summary.kills).reduce((sum, n) => sum + n, 0)).toBe(5);
    expect(summary.kills.postgres).toBe(1);
    expect(summary.limits.inDoubtAfterKills).toBeLessThanOrEqual(5 * 150);
    expect(summary.stops.optOuts).toBeGreaterThan(0);
  });
});
