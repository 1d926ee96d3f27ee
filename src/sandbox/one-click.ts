/** Where a mail program would post to unsubscribe with one click (RFC 8058); null when the mail offers none at `publicUrl`. */
export function oneClickUrl(headers: Readonly<Record<string, string>>, publicUrl: string): string | null {
  const header = (name: string) => Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
  if (!/list-unsubscribe=one-click/i.test(header('list-unsubscribe-post'))) return null;
  const offered = [...header('list-unsubscribe').matchAll(/<([^<>]+)>/g)].map(([, url = '']) =>
    url.replace(/\s+/g, ''),
  );
  return offered.find((url) => url.startsWith(`${publicUrl}/`)) ?? null;
}
