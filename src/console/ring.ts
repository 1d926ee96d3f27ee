/** A ring that fills with the seconds of a call, for `partials/ring.hbs`. */
export interface Ring {
  readonly labelKey: string;
  readonly seconds: number;
  /** From these seconds on it is amber (the aim of a call) and red (never longer): domain.md T5. */
  readonly amber: number;
  readonly red: number;
  readonly tone: 'calm' | 'amber' | 'red';
  /** What is still open of the ring, in seconds. */
  readonly rest: number;
  readonly text: string;
}

export const CALL_AIM_SECONDS = 180;
export const CALL_LIMIT_SECONDS = 300;

/** The ring after so many seconds. */
export function toRing(labelKey: string, seconds: number, amber = CALL_AIM_SECONDS, red = CALL_LIMIT_SECONDS): Ring {
  const tone = seconds >= red ? 'red' : seconds >= amber ? 'amber' : 'calm';
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return { labelKey, seconds, amber, red, tone, rest: Math.max(0, red - seconds), text };
}
