/** The date in a zone, YYYY-MM-DD. */
export function localDateIn(zone: string, at: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at);
}
