/** What a line or a server does to an answer, whatever the provider: never there, late, or not to be understood. */
export type WireFault =
  /** Nothing is taken, and nobody answers. */
  | { readonly kind: 'silence' }
  /** Taken, and answered so much later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Taken, with an answer that is none. */
  | { readonly kind: 'garbled' };

/** How the receipts of a delivered message come: each twice, before the answer, or the last one first. */
export type ReceiptFault = { readonly kind: 'receipts'; readonly come: 'twice' | 'early' | 'reversed' };

const SLOW_MS = 500;

/** The faults by the numbers that stand for them; null where a number means none of them. */
export function wireFaultOf(code: number): WireFault | ReceiptFault | null {
  switch (code) {
    case 202:
      return { kind: 'slow', ms: SLOW_MS };
    case 207:
      return { kind: 'garbled' };
    case 301:
      return { kind: 'receipts', come: 'twice' };
    case 302:
      return { kind: 'receipts', come: 'early' };
    case 303:
      return { kind: 'receipts', come: 'reversed' };
    case 408:
      return { kind: 'silence' };
    default:
      return null;
  }
}

/** As a mail's address asks for them: `anna+silence@…`, `+slow`, `+garbled`. */
export function mailWireFaultOf(address: string): WireFault | null {
  const tag = /\+(silence|slow|garbled)@/.exec(address)?.[1];
  if (tag === undefined) return null;
  return tag === 'slow' ? { kind: 'slow', ms: SLOW_MS } : { kind: tag as 'silence' | 'garbled' };
}
