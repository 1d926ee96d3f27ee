/** One line of CSV (RFC 4180) in the order of the headers, with its line end. */
export function csvLine(headers: readonly string[], row: Readonly<Record<string, string>>): string {
  return `${headers.map((header) => csvCell(row[header] ?? '')).join(',')}\r\n`;
}

function csvCell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
