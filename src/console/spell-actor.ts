import { translate } from '../kernel/catalogue.js';
import type { Catalogue } from '../kernel/catalogue.js';

/** Who acted without being a person: what stands before a colon, or the whole word. */
const NOBODY: Readonly<Record<string, string>> = {
  system: 'console.actor.system',
  packaged: 'console.actor.packaged',
  customer: 'console.actor.customer',
};

/** Who acted, as a reader knows them: an account's login or an agent's number by itself, everything else in words. */
export function spellActor(actor: string, catalogue: Catalogue): string {
  const [kind = '', name] = actor.split(':', 2);
  if (kind === 'user' && name !== undefined) return name;
  const key = NOBODY[kind];
  return key === undefined ? actor : translate(catalogue, key);
}
