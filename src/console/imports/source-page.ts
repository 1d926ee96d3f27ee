import type { ImportAccount } from '../../archive/import.repository.js';
import type { Source } from '../../archive/source.repository.js';
import { troublesOf, type FileTroubles } from './import-page.js';
import { progressOf, type ImportProgress } from './import-progress.js';

/** One pull of a source. */
export interface SourceRun extends ImportProgress {
  readonly createdAt: Date;
  readonly troubles: FileTroubles | null;
}

/** A source in the list, with its last pull. */
export interface SourceLine {
  readonly id: number;
  readonly name: string;
  readonly kindKey: string;
  readonly place: string;
  readonly dailyAt: string;
  readonly isEnabled: boolean;
  readonly howKey: string;
  readonly last: SourceRun | null;
}

/** What is shown of a source; `place` has no password. */
export function sourceLine({ id, definition }: Source, last: ImportAccount | null, now: Date): SourceLine {
  return {
    id,
    name: definition.name,
    kindKey: `console.sources.kind.${definition.kind}`,
    place: definition.kind === 'folder' ? definition.folder : definition.url,
    dailyAt: definition.dailyAt,
    isEnabled: definition.enabled,
    howKey: howKey(definition),
    last: last === null ? null : sourceRun(last, now),
  };
}

/** A pull with its account and, where it failed, why. */
export function sourceRun(account: ImportAccount, now: Date): SourceRun {
  const troubles = account.state === 'failed' ? troublesOf(account.error) : null;
  return { ...progressOf(account, now), createdAt: account.createdAt, troubles };
}

function howKey(definition: Source['definition']): string {
  if (definition.kind === 'folder') return 'console.sources.how.files';
  return definition.cursorColumn === undefined ? 'console.sources.how.full' : 'console.sources.how.cursor';
}
