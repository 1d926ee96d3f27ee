/** A phone number with its middle hidden: `+86138****8000`. Short numbers keep only their last two digits. */
export function maskPhone(phone: string): string {
  if (phone.length < 9) return `****${phone.slice(-2)}`;
  return `${phone.slice(0, Math.max(3, phone.length - 8))}****${phone.slice(-4)}`;
}

/** An e-mail address with its local part hidden: `z***@example.com`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 1) return '***';
  return `${email.slice(0, 1)}***${email.slice(at)}`;
}

/** Hides whichever of the two an address is. */
export function maskAddress(address: string): string {
  return address.includes('@') ? maskEmail(address) : maskPhone(address);
}
