import { RefusedError } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';

/** Does `work`; where it is refused, tells `show` the reason instead. Other faults go on. */
export async function orRefused(work: () => Promise<void>, show: (why: Reason) => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    await show(error.reason);
  }
}
