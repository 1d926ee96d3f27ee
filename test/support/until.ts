import { setTimeout as wait } from 'node:timers/promises';

const LOOK_MS = 50;

/** Asks again and again until the answer is yes; fails, saying for what it waited, when that takes too long. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  const limit = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > limit) throw new Error(`waited ${withinMs} ms for this in vain: ${what}`);
    await wait(LOOK_MS);
  }
}
