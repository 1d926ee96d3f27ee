import { createHash } from 'node:crypto';

const CHUNK_CHARACTERS = 65_536;

/** SHA-256 over many short lines, handed on in large pieces: a call for each line would cost more than its hash. */
export class LineHash {
  private readonly hash = createHash('sha256');
  private pending: string;

  constructor(beginning: string) {
    this.pending = beginning;
  }

  add(line: string): void {
    this.pending += line;
    if (this.pending.length >= CHUNK_CHARACTERS) this.flush();
  }

  /** In hex; nothing can be added afterwards. */
  digest(): string {
    this.flush();
    return this.hash.digest('hex');
  }

  private flush(): void {
    this.hash.update(this.pending);
    this.pending = '';
  }
}
