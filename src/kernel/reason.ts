/** What may stand in a reason's text: plain values, so that a reason can be stored and rendered in any language. */
export type ReasonValue = string | number | boolean | readonly string[];

/** Why something was decided: a kebab-case code and the values that its text names. */
export interface Reason {
  readonly code: string;
  readonly params: Readonly<Record<string, ReasonValue>>;
}

/** Makes a reason. */
export function reason(code: string, params: Readonly<Record<string, ReasonValue>> = {}): Reason {
  return { code, params };
}
