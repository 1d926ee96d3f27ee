/** What a shown e-mail may do: nothing. Its own inline style stands; no script, no frame, no request leaves. */
export const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

/** A page's own policy, with frames of our own allowed in it. */
export function withOwnFrames(policy: string): string {
  return `${policy};frame-src 'self'`;
}
