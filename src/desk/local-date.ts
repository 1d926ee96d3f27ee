// Making a format costs a hundred times what using it does. There are only so many zones.
const formats = new Map<string, Intl.DateTimeFormat>();

/** The date in a zone, YYYY-MM-DD. */
export function localDateIn(zone: string, at: Date): string {
  const known = formats.get(zone);
  if (known) return known.format(at);
  const made = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  formats.set(zone, made);
  return made.format(at);
}
