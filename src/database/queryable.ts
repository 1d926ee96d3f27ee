/** What a row may hold on its way into COPY. */
export type CopyValue = string | number | boolean | Date | null | readonly string[] | { readonly json: unknown };

/**
 * Something that runs SQL: the pool, or a transaction. int8 and numeric come back as numbers, date as 'YYYY-MM-DD',
 * timestamptz as Date; JSON parameters are passed as text.
 */
export interface Queryable {
  query<T>(sql: string, params?: readonly unknown[]): Promise<T[]>;
  /** The one row; throws when there is none. */
  one<T>(sql: string, params?: readonly unknown[]): Promise<T>;
  /** The first row, or null. */
  maybe<T>(sql: string, params?: readonly unknown[]): Promise<T | null>;
  /**
   * The same for a long constant statement of the hot path: each connection parses and plans it once. One name stands
   * for one text for ever; throws when a name comes back with another.
   */
  prepared<T>(name: string, sql: string, params?: readonly unknown[]): Promise<T[]>;
  /** The number of rows touched. */
  execute(sql: string, params?: readonly unknown[]): Promise<number>;
}

/** A transaction; adds what needs one connection. */
export interface Tx extends Queryable {
  /** COPY … FROM STDIN; answers with the number of rows. */
  copyIn(
    table: string,
    columns: readonly string[],
    rows: AsyncIterable<readonly CopyValue[]> | Iterable<readonly CopyValue[]>,
  ): Promise<number>;
  /** Reads a large result in batches through a cursor. */
  stream<T>(sql: string, params: readonly unknown[], batchSize: number): AsyncIterable<T[]>;
}
