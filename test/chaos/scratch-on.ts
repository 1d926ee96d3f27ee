import type { Scratch } from '../../src/bench/scratch.js';
import { parseSettings } from '../../src/config/settings.js';
import { joinScratch } from '../../src/open-scratch.js';

/** The whole product over a new database, in this process: it plans and judges, and sends nothing. */
export function openScratchOn(
  url: string,
  secretKey: string,
  environment: Readonly<Record<string, string>>,
): Promise<Scratch> {
  return joinScratch({ ...parseSettings(environment), secretKey }, url, true);
}
