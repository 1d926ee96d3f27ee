/** How an SMS travels: GSM-7 in septets, UCS-2 in UTF-16 units, or counted by mainland China's billing rule. */
export interface SegmentCount {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Septets, UTF-16 units, or (China) characters that are billed. */
  readonly units: number;
  /** Messages that are sent and billed. */
  readonly segments: number;
}

const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿' +
    'abcdefghijklmnopqrstuvwxyzäöñüà',
);
const GSM_EXTENSION = new Set('|^€{}[]~\\\f');

const GSM_SINGLE = 160;
const GSM_PART = 153;
const UCS_SINGLE = 70;
const UCS_PART = 67;
/** The longest message that China's operators take, in characters. */
export const CHINA_MAX_UNITS = 500;

/**
 * Counts the rendered text of one message to a number of that country (ISO 3166 alpha-2; null where unknown).
 * Mainland China bills letters, digits, punctuation and 汉字 alike: up to 70 is one, longer is counted by 67.
 */
export function countSegments(text: string, country: string | null): SegmentCount {
  const isGsm = Array.from(text).every((char) => GSM_BASIC.has(char) || GSM_EXTENSION.has(char));
  const encoding = isGsm ? 'GSM-7' : 'UCS-2';
  if (country === 'CN') {
    const units = text.length;
    return { encoding, units, segments: units === 0 ? 0 : units <= UCS_SINGLE ? 1 : Math.ceil(units / UCS_PART) };
  }
  const sizes = isGsm ? gsmSizes(text) : ucsSizes(text);
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const single = isGsm ? GSM_SINGLE : UCS_SINGLE;
  if (units <= single) return { encoding, units, segments: text === '' ? 0 : 1 };
  return { encoding, units, segments: countParts(sizes, isGsm ? GSM_PART : UCS_PART) };
}

function gsmSizes(text: string): number[] {
  return Array.from(text, (char) => (GSM_EXTENSION.has(char) ? 2 : 1));
}

function ucsSizes(text: string): number[] {
  return Array.from(text, (char) => char.length);
}

/** An escape pair or a surrogate pair is never split between two parts. */
function countParts(sizes: readonly number[], capacity: number): number {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > capacity) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
}
