import type { TableDefinition } from '../table.js';

/** One import in the list. */
export interface ImportRow {
  readonly id: number;
  readonly sortValue: string;
  readonly file: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly state: string;
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly duplicates: number;
}

const number = (name: 'rows' | 'created' | 'updated' | 'unchanged' | 'rejected' | 'duplicates') => ({
  name,
  labelKey: `console.imports.${name}`,
  isNumber: true,
  cell: (row: ImportRow) => ({
    kind: 'number' as const,
    number: row[name],
    href: name === 'rejected' && row.rejected > 0 ? `/imports/${row.id}?kind=reject` : undefined,
  }),
});

/** The list of imports; dry runs stand with their files instead. */
export const IMPORT_LIST: TableDefinition<ImportRow> = {
  name: 'imports',
  path: '/imports',
  captionKey: 'console.imports.title',
  emptyKey: 'console.imports.empty',
  sorts: { when: { sql: 'i.created_at', type: 'timestamptz' } },
  defaultSort: { sort: 'when', direction: 'desc' },
  filters: ['file', 'state'],
  fields: [
    { name: 'file', labelKey: 'console.imports.file', kind: 'text' },
    {
      name: 'state',
      labelKey: 'console.imports.state',
      kind: 'choice',
      options: ['queued', 'running', 'done', 'failed'].map((state) => ({
        value: state,
        labelKey: `import.state.${state}`,
      })),
    },
  ],
  columns: [
    {
      name: 'file',
      labelKey: 'console.imports.file',
      cell: ({ id, file }) => ({ kind: 'text', text: file, href: `/imports/${id}` }),
    },
    { name: 'by', labelKey: 'console.imports.by', cell: ({ createdBy }) => ({ kind: 'text', text: whose(createdBy) }) },
    {
      name: 'when',
      labelKey: 'console.imports.when',
      sort: 'when',
      cell: ({ createdAt }) => ({ kind: 'dateTime', at: createdAt }),
    },
    {
      name: 'state',
      labelKey: 'console.imports.state',
      cell: ({ state }) => ({ kind: 'state', state, key: `import.state.${state}` }),
    },
    ...(['rows', 'created', 'updated', 'unchanged', 'rejected', 'duplicates'] as const).map(number),
  ],
};

/** Who began an import, without the kind of actor. */
export function whose(actor: string): string {
  return actor.replace(/^(user|source):/, '');
}
