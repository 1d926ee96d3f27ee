import type { Fault } from '../kernel/faults.js';

/** What an import may be decoded as: the names that the ladder answers with, and whatever a person names. */
export interface DetectedEncoding {
  readonly encoding: string;
  /** Bytes of the byte order mark at the start. */
  readonly bomLength: number;
}

/** What keeps a file out that fits none of the ladder. */
export const ENCODING_UNKNOWN: Fault = {
  field: 'encoding',
  code: 'encoding-unknown',
  message: 'The file is neither UTF-8 nor GB18030 throughout; say what it is with --encoding.',
};

const ALIASES: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  'utf-8-bom': 'utf-8',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  utf16: 'utf-16le',
  'utf-16': 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
};

/**
 * The name to decode with. GBK and its kin are read as GB18030, their superset, because decoders of plain GBK lose
 * the four-byte characters.
 */
export function canonicalEncoding(name: string): string {
  const lower = name.trim().toLowerCase();
  return ALIASES[lower] ?? lower;
}

/** The byte order mark at the start of a file, if any. */
export function detectBom(start: Uint8Array): DetectedEncoding | null {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { encoding: 'utf-8', bomLength: 3 };
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: 'utf-16le', bomLength: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: 'utf-16be', bomLength: 2 };
  return null;
}

/**
 * The strict ladder: byte order mark, then UTF-8 without a single fault, then GB18030 without one. Statistical
 * detectors are not asked: they take short Chinese files for Greek or Japanese.
 * Feed it the whole file in chunks; it keeps nothing of them.
 */
export class EncodingLadder {
  private bom: DetectedEncoding | null = null;
  private started = false;
  private readonly rungs = [new StrictDecoder('utf-8'), new StrictDecoder('gb18030')];

  /** Takes the next bytes; answers false when the rest of the file cannot change the result any more. */
  push(chunk: Uint8Array): boolean {
    if (!this.started && chunk.length > 0) {
      this.started = true;
      this.bom = detectBom(chunk);
    }
    if (this.bom !== null) return false;
    for (const rung of this.rungs) rung.push(chunk);
    return this.rungs.some((rung) => rung.fits);
  }

  /** Whether GB18030 reads what was fed without a fault, whatever else does. */
  readsAsGb18030(): boolean {
    return this.bom === null && this.rungs.some((rung) => rung.name === 'gb18030' && rung.fits);
  }

  /** The encoding, or null when the file fits none of the ladder. Call it once, at the end. */
  finish(): DetectedEncoding | null {
    if (this.bom !== null) return this.bom;
    const fit = this.rungs.find((rung) => rung.finish());
    return fit === undefined ? null : { encoding: fit.name, bomLength: 0 };
  }
}

/** Whether bytes are text in an encoding without a single fault; false where only other libraries know the encoding. */
export function decodesStrictly(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

class StrictDecoder {
  fits = true;
  private readonly decoder: InstanceType<typeof TextDecoder>;

  constructor(readonly name: string) {
    this.decoder = new TextDecoder(name, { fatal: true });
  }

  push(chunk: Uint8Array): void {
    if (this.fits) this.attempt(() => this.decoder.decode(chunk, { stream: true }));
  }

  finish(): boolean {
    if (this.fits) this.attempt(() => this.decoder.decode());
    return this.fits;
  }

  private attempt(decode: () => string): void {
    try {
      decode();
    } catch {
      this.fits = false;
    }
  }
}
