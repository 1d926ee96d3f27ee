import type { Reason, ReasonValue } from './reason.js';

/** One thing that is wrong with somebody's input: where, what, and in words what to do. */
export interface Fault {
  readonly field: string;
  readonly code: string;
  readonly message: string;
  /** The values that its text in other languages names. */
  readonly params?: Readonly<Record<string, ReasonValue>>;
}

/** Input that cannot be taken; carries every fault at once. */
export class InputError extends Error {
  override readonly name = 'InputError';

  constructor(readonly faults: readonly Fault[]) {
    super(faults.map((fault) => (fault.field ? `${fault.field}: ${fault.message}` : fault.message)).join('\n'));
  }
}

/** An action that is refused although the input is well formed, with the reason. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(
    readonly reason: Reason,
    message: string,
  ) {
    super(message);
  }
}

/** Something that was asked for by its id and is not there. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';

  constructor(
    readonly subject: string,
    readonly id: string | number,
  ) {
    super(`There is no ${subject} ${id}.`);
  }
}
