/** How near the card's expiry is when renewing may be offered, before or after, in days (D3). */
const OFFER_DAYS = 30;
const DAY_MS = 86_400_000;

/** Whether renewing may be offered on a local date: the card expires soon, and marketing was agreed to. */
export function offersRenewal(
  customer: { readonly cardExpiresOn: string | null; readonly consent: Readonly<Record<string, string | undefined>> },
  date: string,
): boolean {
  if (customer.cardExpiresOn === null) return false;
  const days = Math.abs(Date.parse(customer.cardExpiresOn) - Date.parse(date)) / DAY_MS;
  const agreed = Object.entries(customer.consent).some(
    ([key, state]) => key.endsWith('.marketing') && state === 'granted',
  );
  return days <= OFFER_DAYS && agreed;
}
