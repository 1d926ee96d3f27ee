import { z } from 'zod';
import { InputError, type Fault } from '../kernel/faults.js';
import { parseImportOptions, type ImportOptionsInput } from './import-options.js';

const HIDDEN = '***';
const importSchema = z.record(z.string(), z.unknown()).default({});
const common = {
  name: z.string().trim().min(1).max(100),
  dailyAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time of day is written as 06:30.'),
  enabled: z.boolean().default(true),
  /** Options of the import, as of the command line. */
  import: importSchema,
};
/** A source's shape. */
export const SOURCE_FORM = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('folder'),
    folder: z.string().startsWith('/', 'Name the folder from the root.'),
    /** Files whose names end so; CSV and XLSX unless said. */
    endings: z.array(z.string().min(1)).default(['.csv', '.xlsx']),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('sql'),
    url: z.string().regex(/^postgres(ql)?:\/\//, 'The address begins with postgresql://.'),
    query: z
      .string()
      .trim()
      .min(1)
      .transform(withoutSemicolon)
      .refine(isOneSelect, 'One SELECT (or WITH … SELECT) only.'),
    /** A column of the query that grows with every change; without it every pull compares everything. */
    cursorColumn: z.string().min(1).optional(),
  }),
]);

/** A pull from the company's own archive: what, from where, when each day (organisation's zone). */
export type SourceDefinition = z.output<typeof SOURCE_FORM>;
export type SourceInput = z.input<typeof SOURCE_FORM>;

/** Checks a source and its import options; throws InputError with every fault. */
export function parseSource(input: unknown): SourceDefinition {
  const parsed = SOURCE_FORM.safeParse(input);
  const faults = [...(parsed.error?.issues ?? []).map(faultOf), ...importFaults(input)];
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new InputError(faults);
}

function faultOf(issue: z.core.$ZodIssue): Fault {
  const field = issue.path.length === 0 ? 'source' : issue.path.join('.');
  return { field, code: issue.code, message: issue.message };
}

/** Import options are checked where they are read, whatever else is wrong with the source. */
function importFaults(input: unknown): Fault[] {
  const shaped = z.looseObject({ import: importSchema }).safeParse(input);
  if (!shaped.success) return [];
  try {
    parseImportOptions(shaped.data.import);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.faults.map((fault) => ({ ...fault, field: ['import', fault.field].filter(Boolean).join('.') }));
  }
}

/** The options of a source's imports; checked when the source was saved. */
export function importOptionsOf(definition: Pick<SourceDefinition, 'import'>): ImportOptionsInput {
  return definition.import as ImportOptionsInput;
}

/** A source as it may be shown: without the password of its database. */
export function hidePassword(url: string): string {
  if (!URL.canParse(url)) return '';
  const shown = new URL(url);
  if (shown.password !== '') shown.password = HIDDEN;
  return shown.toString();
}

/**
 * The definition with the password that is known already, where its address came back as it was shown. Another place or
 * another user needs the password anew: it must not be sent to where nobody gave it for. Throws InputError then.
 */
export function withKnownPassword(input: unknown, known: SourceDefinition | null): unknown {
  const given = z.looseObject({ url: z.string() }).safeParse(input);
  if (!given.success || !URL.canParse(given.data.url)) return input;
  const url = new URL(given.data.url);
  if (url.password !== HIDDEN) return input;
  if (known?.kind === 'sql' && hidePassword(known.url) === url.toString()) return { ...given.data, url: known.url };
  const message = 'Type the password again: the address is not the one that it was given for.';
  throw new InputError([{ field: 'url', code: 'password-needed', message }]);
}

function withoutSemicolon(query: string): string {
  return query.replace(/;\s*$/, '');
}

function isOneSelect(query: string): boolean {
  return /^(select|with)\b/i.test(query) && !query.includes(';');
}
