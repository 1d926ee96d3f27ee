/** The domain of Message-IDs: the sender's where mail really leaves, else the host of our own address. */
export function mailDomainOf(settings: {
  readonly publicUrl: string;
  readonly smtp?: { readonly mailFrom: string };
}): string {
  const sender = settings.smtp === undefined ? null : /@([A-Za-z0-9.-]+)/.exec(settings.smtp.mailFrom);
  return sender?.[1] ?? new URL(settings.publicUrl).hostname;
}
