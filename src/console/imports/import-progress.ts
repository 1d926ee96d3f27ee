import type { ImportAccount } from '../../archive/import.repository.js';

/** How far an import is, as a page shows it. */
export interface ImportProgress {
  readonly id: number;
  readonly file: string;
  readonly isDryRun: boolean;
  readonly state: ImportAccount['state'];
  readonly stateKey: string;
  readonly isFinished: boolean;
  readonly rows: number;
  /** Of 100; null before the file was opened. */
  readonly percent: number | null;
  readonly rowsPerSecond: number | null;
  /** In whole seconds up to a minute, in whole minutes beyond; null when it cannot be told. */
  readonly remaining: { readonly n: number; readonly key: string } | null;
  readonly sum: ImportSum;
}

/** The numbers of an import; they always add up. */
export interface ImportSum {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly warnings: number;
}

// Below this a rate is an accident of the first batch.
const SHORTEST_MS = 1_000;

/** What a page says of an import at `now`. */
export function progressOf(account: ImportAccount, now: Date): ImportProgress {
  const { id, file, dryRun, state, rows, created, updated, unchanged, rejected, duplicates, warnings } = account;
  const isFinished = state === 'done' || state === 'failed';
  return {
    ...{ id, file, isDryRun: dryRun, state, stateKey: `import.state.${state}`, isFinished, rows },
    percent: percentOf(account),
    rowsPerSecond: rateOf(rows, account, now),
    remaining: isFinished ? null : remainingOf(account, now),
    sum: { rows, created, updated, unchanged, rejected, duplicates, warnings },
  };
}

function percentOf({ bytesRead, bytesTotal, state }: ImportAccount): number | null {
  if (state === 'done') return 100;
  if (bytesTotal === null || bytesTotal === 0) return null;
  return Math.min(100, Math.floor((100 * bytesRead) / bytesTotal));
}

function rateOf(amount: number, { startedAt, finishedAt }: ImportAccount, now: Date): number | null {
  if (startedAt === null || amount === 0) return null;
  const elapsed = (finishedAt ?? now).getTime() - startedAt.getTime();
  return elapsed < SHORTEST_MS ? null : Math.round((1000 * amount) / elapsed);
}

function remainingOf(account: ImportAccount, now: Date): ImportProgress['remaining'] {
  const { bytesRead, bytesTotal } = account;
  const bytesPerSecond = rateOf(bytesRead, account, now);
  if (bytesPerSecond === null || bytesPerSecond === 0 || bytesTotal === null) return null;
  const seconds = Math.ceil(Math.max(0, bytesTotal - bytesRead) / bytesPerSecond);
  return seconds <= 60
    ? { n: seconds, key: 'console.imports.left-seconds' }
    : { n: Math.ceil(seconds / 60), key: 'console.imports.left-minutes' };
}
