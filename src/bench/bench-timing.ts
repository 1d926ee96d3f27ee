/** How long `work` takes, in milliseconds of a clock that never jumps. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
