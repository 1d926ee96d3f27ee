/**
 * The statement that looks up each key of the JSON array `$1` by itself; `sql` reads `asked.key`, a text. How many keys there are
 * changes no estimate, so a prepared statement is planned once; `OFFSET 0` keeps the look-up from becoming a walk through all rows.
 */
export function lookUpEach(sql: string): string {
  return `SELECT found.* FROM json_array_elements_text($1::json) AS asked (key) CROSS JOIN LATERAL (${sql} OFFSET 0) found`;
}
