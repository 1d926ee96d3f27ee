import type { Reason } from '../kernel/reason.js';
import { writeCursor } from './table-query.js';
import type { TableCursor, TableQuery, TableQueryRules } from './table-query.js';

/** What stands in one cell. A template of the table knows how each kind looks. */
export type Cell =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly small?: string | undefined;
      readonly href?: string | undefined;
    }
  | {
      readonly kind: 'word';
      readonly key: string;
      readonly small?: string | undefined;
      readonly href?: string | undefined;
    }
  | { readonly kind: 'number'; readonly number: number | null; readonly href?: string | undefined }
  | { readonly kind: 'share'; readonly share: number | null }
  | { readonly kind: 'dateTime'; readonly at: Date | null; readonly zone?: string | undefined }
  | {
      readonly kind: 'clock';
      readonly clock: { readonly at: Date; readonly late: boolean; readonly soon: boolean } | null;
    }
  | { readonly kind: 'reasons'; readonly reasons: readonly Reason[] }
  | { readonly kind: 'state'; readonly state: string; readonly key: string };

/** A column of a list of `Row`. */
export interface Column<Row> {
  readonly name: string;
  readonly labelKey: string;
  readonly cell: (row: Row) => Cell;
  /** The name of the sort (of the list's rules) that its head switches. */
  readonly sort?: string;
  readonly isNumber?: boolean;
  /** Left out of the page, there in an export. */
  readonly onlyExported?: boolean;
}

/** A field above the list; what is typed or chosen narrows it. */
export interface Filter {
  readonly name: string;
  readonly labelKey: string;
  readonly kind: 'text' | 'choice' | 'date';
  /** Of a choice: value and text, by key or as it is. */
  readonly options?: readonly { readonly value: string; readonly labelKey?: string; readonly label?: string }[];
}

/** A list: what it shows and what may be asked of it. */
export interface TableDefinition<Row> extends TableQueryRules {
  /** The id of the list in the page; a new answer replaces what stands under it. */
  readonly name: string;
  readonly path: string;
  readonly captionKey: string;
  readonly columns: readonly Column<Row>[];
  readonly fields: readonly Filter[];
  /** What to do first when nothing is there at all. */
  readonly emptyKey: string;
}

/** The rows of a page and what is known of all. */
export interface TableRows<Row> {
  readonly items: readonly Row[];
  readonly next: TableCursor | null;
  /** How many match; `isEstimate` where counting would have cost too much, and the page says "about". Null: not counted. */
  readonly count: { readonly number: number; readonly isEstimate: boolean } | null;
  /** By column name, over everything that matches, not over the page. */
  readonly totals?: Readonly<Record<string, number>>;
}

/** The list as its template takes it. */
export interface TableView {
  readonly name: string;
  readonly path: string;
  readonly captionKey: string;
  readonly emptyKey: string;
  readonly isFiltered: boolean;
  readonly columns: readonly {
    readonly labelKey: string;
    readonly isNumber: boolean;
    readonly sortHref: string | null;
    readonly sorted: 'ascending' | 'descending' | null;
  }[];
  readonly fields: readonly (Filter & {
    readonly value: string;
    readonly choices: readonly {
      readonly value: string;
      readonly labelKey: string | null;
      readonly label: string;
      readonly chosen: boolean;
    }[];
  })[];
  /** What a filter form must carry besides its fields. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
  readonly rows: readonly {
    readonly cells: readonly (Cell & { readonly labelKey: string; readonly isNumber: boolean })[];
  }[];
  readonly totals: readonly { readonly labelKey: string; readonly number: number | null }[] | null;
  readonly count: TableRows<unknown>['count'];
  readonly firstHref: string | null;
  readonly nextHref: string | null;
  readonly clearHref: string;
  /** What the export form posts to, with the same filters and order; null for those who may not. */
  readonly exportHref: string | null;
  /** Whether full numbers may be asked for with a reason. */
  readonly mayUnmask: boolean;
}

/** Who looks: decides about exports. */
export interface TableRights {
  readonly mayExport: boolean;
  readonly mayUnmask: boolean;
}

/** Lays a page of a list out for its template. */
export function toTableView<Row>(
  definition: TableDefinition<Row>,
  query: TableQuery,
  rows: TableRows<Row>,
  rights: TableRights = { mayExport: false, mayUnmask: false },
): TableView {
  const columns = definition.columns.filter((column) => !column.onlyExported);
  const { totals } = rows;
  return {
    name: definition.name,
    path: definition.path,
    captionKey: definition.captionKey,
    emptyKey: definition.emptyKey,
    isFiltered: Object.keys(query.filters).length > 0,
    columns: columns.map((column) => toHead(definition, query, column)),
    fields: definition.fields.map((field) => toField(field, query.filters[field.name] ?? '')),
    kept: [
      { name: 'sort', value: query.sort },
      { name: 'dir', value: query.direction },
    ],
    rows: rows.items.map((row) => ({
      cells: columns.map((column) => ({
        ...column.cell(row),
        labelKey: column.labelKey,
        isNumber: column.isNumber ?? false,
      })),
    })),
    totals: totals
      ? columns.map((column) => ({ labelKey: column.labelKey, number: totals[column.name] ?? null }))
      : null,
    count: rows.count,
    firstHref: query.after === null ? null : hrefOf(definition, query, null),
    nextHref: rows.next === null ? null : hrefOf(definition, query, rows.next),
    clearHref: definition.path,
    exportHref: rights.mayExport ? withQuery(`${definition.path}/export`, paramsOf(query, null)) : null,
    mayUnmask: rights.mayUnmask,
  };
}

/** The address of a page of a list. */
export function hrefOf(definition: { readonly path: string }, query: TableQuery, after: TableCursor | null): string {
  return withQuery(definition.path, paramsOf(query, after));
}

function toHead<Row>(
  definition: TableDefinition<Row>,
  query: TableQuery,
  column: Column<Row>,
): TableView['columns'][number] {
  const { sort } = column;
  const isSorted = sort !== undefined && sort === query.sort;
  const direction = isSorted && query.direction === 'asc' ? 'desc' : 'asc';
  return {
    labelKey: column.labelKey,
    isNumber: column.isNumber ?? false,
    sortHref: sort === undefined ? null : hrefOf(definition, { ...query, sort, direction }, null),
    sorted: isSorted ? (query.direction === 'asc' ? 'ascending' : 'descending') : null,
  };
}

function toField(field: Filter, value: string): TableView['fields'][number] {
  const choices = (field.options ?? []).map((option) => ({
    value: option.value,
    labelKey: option.labelKey ?? null,
    label: option.label ?? option.value,
    chosen: option.value === value,
  }));
  return { ...field, value, choices };
}

function paramsOf(query: TableQuery, after: TableCursor | null): [string, string][] {
  return [
    ...Object.entries(query.filters),
    ['sort', query.sort],
    ['dir', query.direction],
    ...(after === null ? [] : [['after', writeCursor(after)] as [string, string]]),
  ];
}

function withQuery(path: string, params: readonly [string, string][]): string {
  const text = new URLSearchParams(params.map(([name, value]) => [name, value])).toString();
  return `${path}${path.includes('?') ? '&' : '?'}${text}`;
}
