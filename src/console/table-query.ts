/** How a list may be sorted: an expression that is never null, and its type in SQL. It should have an index with the id behind it. */
export interface SortBy {
  readonly sql: string;
  readonly type: 'text' | 'bigint' | 'numeric' | 'timestamptz' | 'date';
}

/** Where a page begins: after the row with this value of the sort expression and this id. */
export interface TableCursor {
  readonly value: string;
  readonly id: number;
}

export type Direction = 'asc' | 'desc';

/** What somebody asked of a list, by its URL. */
export interface TableQuery {
  readonly sort: string;
  readonly direction: Direction;
  readonly after: TableCursor | null;
  /** Only filters that the list knows and that hold something. */
  readonly filters: Readonly<Record<string, string>>;
}

/** What a list lets its readers ask. */
export interface TableQueryRules {
  readonly sorts: Readonly<Record<string, SortBy>>;
  readonly defaultSort: { readonly sort: string; readonly direction: Direction };
  readonly filters: readonly string[];
}

const LONGEST_FILTER = 200;

/** Reads `?sort=…&dir=…&after=…` and the filters. What a URL says wrongly counts as not said: an old link still opens. */
export function readTableQuery(rules: TableQueryRules, raw: Readonly<Record<string, unknown>>): TableQuery {
  const text = (name: string) => (typeof raw[name] === 'string' ? raw[name].trim().slice(0, LONGEST_FILTER) : '');
  const known = Object.hasOwn(rules.sorts, text('sort'));
  const sort = known ? text('sort') : rules.defaultSort.sort;
  const dir = text('dir');
  const direction = dir === 'asc' || dir === 'desc' ? dir : known ? 'asc' : rules.defaultSort.direction;
  const filters = Object.fromEntries(
    rules.filters.filter((name) => text(name) !== '').map((name) => [name, text(name)]),
  );
  const cursor = typeof raw['after'] === 'string' ? readCursor(raw['after']) : null;
  const type = rules.sorts[sort]?.type;
  return { sort, direction, after: cursor && type && fitsType(cursor.value, type) ? cursor : null, filters };
}

/** The cursor behind a row, as it stands in a URL. */
export function writeCursor({ value, id }: TableCursor): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url');
}

/** The cursor of a URL; null when it is none. */
export function readCursor(text: string): TableCursor | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed) || parsed.length !== 2) return null;
    const [value, id] = parsed as unknown[];
    return typeof value === 'string' && typeof id === 'number' && Number.isSafeInteger(id) ? { value, id } : null;
  } catch {
    return null;
  }
}

/**
 * Condition, order and cursor column of a page (keyset paging: no OFFSET, so that the last page of a million rows is as
 * quick as the first). `idSql` is the row's id; `before` parameters stand in front. Select `cursorSql` as `"sortValue"`.
 */
export function keysetSql(
  rules: TableQueryRules,
  query: TableQuery,
  idSql: string,
  before: number,
): { readonly where: string; readonly orderBy: string; readonly cursorSql: string; readonly params: unknown[] } {
  const by = rules.sorts[query.sort];
  if (!by) throw new Error(`There is no sort ${query.sort}.`);
  const { direction, after } = query;
  const sign = direction === 'asc' ? '>' : '<';
  return {
    where:
      after === null
        ? 'TRUE'
        : `(${by.sql}, ${idSql}) ${sign} ($${before + 1}::text::${by.type}, $${before + 2}::bigint)`,
    orderBy: `${by.sql} ${direction.toUpperCase()}, ${idSql} ${direction.toUpperCase()}`,
    cursorSql: `(${by.sql})::text`,
    params: after === null ? [] : [after.value, after.id],
  };
}

/** The rows of a page of which one more than `limit` was asked for, and where the next page begins. */
export function cutPage<T extends { readonly id: number; readonly sortValue: string }>(
  rows: readonly T[],
  limit: number,
): { readonly items: readonly T[]; readonly next: TableCursor | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? { value: last.sortValue, id: last.id } : null };
}

/** A cursor that somebody made up must not become an error of the database. */
function fitsType(value: string, type: SortBy['type']): boolean {
  if (type === 'text') return !value.includes('\0');
  if (type === 'bigint') return /^-?\d{1,18}$/.test(value);
  if (type === 'numeric') return /^-?\d{1,30}(\.\d{1,30})?$/.test(value);
  if (value === 'infinity' || value === '-infinity') return true;
  // PostgreSQL writes `2026-11-28 01:02:03.5+00`.
  const instant = value.replace(/^(\S+) (\S+?)([+-]\d{2})$/, '$1T$2$3:00');
  return /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(instant));
}
