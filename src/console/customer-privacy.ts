import type { CustomerCard, CustomerDetail } from '../archive/customer.js';
import { maskAddress } from '../kernel/masking.js';

const CONTACT_FIELDS = ['phone', 'phone2', 'email'];

/** A line of a list without usable numbers. */
export function maskCard(card: CustomerCard): CustomerCard {
  return { ...card, phone: card.phone && maskAddress(card.phone), email: card.email && maskAddress(card.email) };
}

/** A customer without usable numbers, as they stood in the file and in conflicts too. */
export function maskDetail(customer: CustomerDetail): CustomerDetail {
  const contactPoints = customer.contactPoints.map((point) => ({
    ...point,
    raw: maskAddress(point.raw),
    address: point.address && maskAddress(point.address),
  }));
  const conflicts = customer.conflicts.map((conflict) =>
    CONTACT_FIELDS.includes(conflict.field)
      ? {
          ...conflict,
          keptValue: conflict.keptValue && maskAddress(conflict.keptValue),
          offeredValue: conflict.offeredValue && maskAddress(conflict.offeredValue),
        }
      : conflict,
  );
  return { ...customer, contactPoints, conflicts };
}
