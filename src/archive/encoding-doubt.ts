import { canonicalEncoding, decodesStrictly, detectBom, EncodingLadder } from './detect-encoding.js';

export type DecidedBy = 'bom' | 'strict-utf8' | 'fallback' | 'asked';

/** How the beginning of a file is read, and why. */
export interface EncodingDecision {
  readonly encoding: string;
  readonly decidedBy: DecidedBy;
  /** Bytes of the byte order mark at the start. */
  readonly bomLength: number;
  /** False when the file is not in this encoding throughout; it is shown in it only for want of a better one. */
  readonly fits: boolean;
  /** Empty, or the encodings (the chosen one first) that read the file in plausible and different ways. */
  readonly contenders: readonly string[];
}

const EVERYDAY_SHARE = 0.9;
const GLUED_SHARE = 0.5;

/** Whether two bytes are a character of everyday texts in a Chinese encoding. */
type IsEveryday = (lead: number, trail: number) => boolean;

// GB 2312: A1–A3 are marks and full-width forms, B0–D7 the 3755 characters of its first level.
const isEverydayGb: IsEveryday = (lead, trail) =>
  trail >= 0xa1 && ((lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xd7));
// Big5: A1–A3 are marks, A4–C6 the 5401 characters of its first level.
const isEverydayBig5: IsEveryday = (lead) => lead >= 0xa1 && lead <= 0xc6;
const CHINESE = [
  { encoding: 'gb18030', isEveryday: isEverydayGb },
  { encoding: 'big5', isEveryday: isEverydayBig5 },
];

/**
 * Decides as the ladder does, on complete lines of a file's beginning. `known` is what reading the whole file has
 * decided already, where somebody did.
 */
export function decideEncoding(start: Uint8Array, asked: string, known?: string): EncodingDecision {
  const bom = detectBom(start);
  if (asked !== 'auto') {
    const encoding = canonicalEncoding(asked);
    const bomLength = bom?.encoding === encoding ? bom.bomLength : 0;
    return { encoding, decidedBy: 'asked', bomLength, fits: true, contenders: [] };
  }
  if (bom !== null) return { ...bom, decidedBy: 'bom', fits: true, contenders: [] };
  const found = known ?? climb(start);
  const encoding = found ?? 'gb18030';
  const decidedBy = encoding === 'utf-8' ? 'strict-utf8' : 'fallback';
  return { encoding, decidedBy, bomLength: 0, fits: found !== null, contenders: findContenders(start, encoding) };
}

/** The first line with a byte beyond ASCII, from 1: the first that two encodings read differently. */
export function firstDoubtfulLine(start: Uint8Array): number {
  const at = start.findIndex((byte) => byte > 0x7f);
  return start.subarray(0, Math.max(at, 0)).filter((byte) => byte === 0x0a).length + 1;
}

function climb(start: Uint8Array): string | null {
  const ladder = new EncodingLadder();
  ladder.push(start);
  return ladder.finish()?.encoding ?? null;
}

function findContenders(start: Uint8Array, chosen: string): string[] {
  const chinese = CHINESE.filter(
    ({ encoding, isEveryday }) => looksChinese(start, isEveryday) && decodesStrictly(start, encoding),
  ).map(({ encoding }) => encoding);
  // Text in everyday characters of GB 2312 is what the ladder's last rung is for: nothing to doubt.
  if (chosen === 'gb18030' && chinese.includes(chosen)) return [];
  return chinese.length === 0 ? [] : [chosen, ...chinese];
}

/**
 * Whether bytes read as everyday Chinese. UTF-8 text of another script mostly does not: its Chinese reading is made of
 * rare characters, or (é → 茅) of characters that stand within words of Latin letters.
 */
function looksChinese(bytes: Uint8Array, isEveryday: IsEveryday): boolean {
  let all = 0;
  let everyday = 0;
  let glued = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    const trail = bytes[at + 1] ?? 0;
    if (lead < 0x80) continue;
    all += 1;
    if (isEveryday(lead, trail)) everyday += 1;
    // As UTF-8, C2 begins only marks such as ¥ and °, which stand beside letters rightly.
    if (lead !== 0xc2 && (isLatinLetter(bytes[at - 1]) || isLatinLetter(bytes[at + 2]))) glued += 1;
    at += isDigit(trail) ? 3 : 1;
  }
  return all > 0 && everyday >= EVERYDAY_SHARE * all && glued < GLUED_SHARE * all;
}

/** The second byte of four in GB18030. */
function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isLatinLetter(byte: number | undefined): boolean {
  return byte !== undefined && /^[A-Za-z]$/.test(String.fromCharCode(byte));
}
