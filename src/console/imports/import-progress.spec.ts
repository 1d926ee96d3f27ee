import type { ImportAccount } from '../../archive/import.repository.js';
import { progressOf } from './import-progress.js';

const NOW = new Date('2026-11-23T01:01:00Z');
const account = (over: Partial<ImportAccount>): ImportAccount => ({
  ...{ id: 7, sourceId: null, file: 'list.csv', encoding: 'utf-8', columns: null, dryRun: false, state: 'running' },
  ...{ rows: 6000, created: 6000, updated: 0, unchanged: 0, rejected: 0, duplicates: 0, warnings: 0 },
  ...{
    bytesTotal: 4_000_000,
    bytesRead: 1_000_000,
    error: null,
    createdBy: 'user:x',
    createdAt: NOW,
    finishedAt: null,
  },
  startedAt: new Date('2026-11-23T01:00:00Z'),
  options: { encoding: 'auto', key: 'customer_no', dryRun: false },
  ...over,
});

describe('the progress of an import', () => {
  it('has a share, a rate and the time that remains', () => {
    expect(progressOf(account({}), NOW)).toMatchObject({
      ...{ percent: 25, rowsPerSecond: 100, isFinished: false },
      remaining: { n: 3, key: 'console.imports.left-minutes' },
    });
    const late = progressOf(account({ bytesRead: 3_000_000 }), NOW);
    expect(late.remaining).toEqual({ n: 20, key: 'console.imports.left-seconds' });
  });

  it('claims nothing before there is something to measure', () => {
    const waiting = account({ state: 'queued', rows: 0, bytesRead: 0, bytesTotal: null, startedAt: null });
    expect(progressOf(waiting, NOW)).toMatchObject({ percent: null, rowsPerSecond: null, remaining: null });
    const first = account({ startedAt: new Date(NOW.getTime() - 500) });
    expect(progressOf(first, NOW)).toMatchObject({ rowsPerSecond: null, remaining: null });
  });

  it('is whole at the end, with the rate of the whole run', () => {
    const done = account({ state: 'done', finishedAt: new Date('2026-11-23T01:00:30Z') });
    expect(progressOf(done, NOW)).toMatchObject({
      percent: 100,
      rowsPerSecond: 200,
      remaining: null,
      isFinished: true,
    });
  });
});
