import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Witness } from '../planning/sending-hold.js';

const fileShape = z.object({
  installation: z.string(),
  witnesses: z.record(z.string(), z.object({ attemptId: z.int(), token: z.string(), at: z.string() })),
});

/**
 * Remembers outside of the database the last message that each sending loop of this process handed over: in memory, and in a
 * file of this process's own, so that the next start on this machine knows it too.
 */
export class SentWitness {
  private readonly own = new Map<string, Witness>();
  private folder: string | null = null;
  private installation = '';
  private readonly file = `${process.pid}-${randomUUID().slice(0, 8)}.json`;
  private writing: Promise<void> | null = null;
  private isStale = false;

  /** From now on it is kept in this folder too; what other processes left there for the same installation is read. */
  keepIn(folder: string): void {
    this.folder = folder;
  }

  /** Which database it is of: what was remembered of another one says nothing. */
  belongTo(installation: string): void {
    this.installation = installation;
  }

  /** Takes note of a hand-over that was committed. The file follows at once, but is not waited for. */
  note(loop: string, witness: Witness): void {
    this.own.set(loop, witness);
    this.isStale = true;
    this.writing ??= this.write().finally(() => (this.writing = null));
  }

  /** Everything that this process and the files of its machine remember. */
  async all(): Promise<Witness[]> {
    const found = [...this.own.values()];
    for (const name of await this.files()) {
      const kept = fileShape.safeParse(await this.read(name));
      if (kept.success && kept.data.installation === this.installation)
        found.push(...Object.values(kept.data.witnesses));
    }
    return found;
  }

  /** Forgets what is settled: all of it, or only what processes left that have ended. */
  async forget(which: 'all' | 'ended'): Promise<void> {
    if (which === 'all') this.own.clear();
    for (const name of await this.files()) {
      if (which === 'all' || !lives(name)) await rm(join(this.folder ?? '', name), { force: true });
    }
  }

  /** Waits for the file. */
  async kept(): Promise<void> {
    await this.writing;
  }

  private async files(): Promise<string[]> {
    if (this.folder === null) return [];
    const names = await readdir(this.folder).catch(() => [] as string[]);
    return names.filter((name) => name.endsWith('.json') && name !== this.file);
  }

  /** What cannot be read says nothing: it was cut off while it was first written. */
  private async read(name: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(join(this.folder ?? '', name), 'utf8')) as unknown;
    } catch {
      return null;
    }
  }

  /** Several notes while one is written become one more writing; a full disk must not stop the sending. */
  private async write(): Promise<void> {
    if (this.folder === null) return;
    const path = join(this.folder, this.file);
    while (this.isStale) {
      this.isStale = false;
      const text = JSON.stringify({ installation: this.installation, witnesses: Object.fromEntries(this.own) });
      await mkdir(this.folder, { recursive: true })
        .then(() => writeFile(`${path}.new`, text))
        .then(() => rename(`${path}.new`, path))
        .catch(() => undefined);
    }
  }
}

/** Whether the process that a file is named after is there. */
function lives(name: string): boolean {
  try {
    process.kill(Number(name.split('-')[0]), 0);
    return Number(name.split('-')[0]) !== process.pid;
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
