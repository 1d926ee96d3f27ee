import { translate } from '../kernel/catalogue.js';
import type { Fault } from '../kernel/faults.js';
import type { Speech } from './spell-reason.js';

/**
 * What is wrong with a field, in the reader's language: the text for this field and code, the text for the code, else the
 * message that the fault brings.
 */
export function spellFault(fault: Fault, { catalogue }: Pick<Speech, 'catalogue'>): string {
  const key = [`fault.${fault.field}.${fault.code}`, `fault.${fault.code}`].find((one) => catalogue[one] !== undefined);
  return key === undefined ? fault.message : translate(catalogue, key, fault.params);
}
