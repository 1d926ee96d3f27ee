import type { CustomerContactPoint } from './customer.js';

/** Whether a person may use an address again that dispatch had closed: one that bounced, or mail that rests. */
export function mayBeLifted({ status, kind }: Pick<CustomerContactPoint, 'status' | 'kind'>): boolean {
  return status === 'hard-bounced' || (status === 'suspended' && kind === 'email');
}
