import type { Source } from '../../archive/source.repository.js';
import type { Fault } from '../../kernel/faults.js';

/** The fields of a source's form. */
export const SOURCE_FIELDS = [
  ...['name', 'kind', 'dailyAt', 'enabled', 'folder', 'endings', 'url', 'query', 'cursorColumn'],
  ...['country', 'key', 'consent', 'evidence'],
] as const;

/** The kinds of sources, for the form. */
export const SOURCE_KINDS = ['folder', 'sql'].map((value) => ({ value, labelKey: `console.sources.kind.${value}` }));

type Body = Readonly<Record<string, unknown>>;

/** A source as the archive takes it, from the form; only the fields of its kind count. */
export function readSourceForm(body: Body): Record<string, unknown> {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '');
  const filled = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, text(name)]).filter(([, value]) => value !== ''));
  const endings = text('endings')
    .split(/[\s,;，；]+/)
    .filter((ending) => ending !== '');
  const consent = [body['consent']].flat().filter((one) => typeof one === 'string' && one !== '');
  const place =
    text('kind') === 'sql'
      ? { url: text('url'), query: text('query'), ...filled(['cursorColumn']) }
      : { folder: text('folder'), ...(endings.length > 0 ? { endings } : {}) };
  const options = { ...filled(['country', 'key', 'evidence']), ...(consent.length > 0 ? { consent } : {}) };
  const common = {
    name: text('name'),
    kind: text('kind'),
    dailyAt: text('dailyAt'),
    enabled: body['enabled'] === 'yes',
  };
  return { ...common, ...place, import: options };
}

/** What the form of a source shows, its password hidden already. */
export function sourceValues({ definition }: Source): Record<string, unknown> {
  const { import: options, ...rest } = definition;
  const shown = 'endings' in rest ? { ...rest, endings: rest.endings.join(' ') } : rest;
  return { key: 'customer_no', consent: [], ...options, ...shown, enabled: rest.enabled ? 'yes' : '' };
}

const CODES: Readonly<Record<string, string>> = {
  name: 'missing',
  dailyAt: 'not-a-time-of-day',
  folder: 'not-a-folder',
  query: 'not-one-select',
};

/** A fault of the archive beside the field of the form that it is about, with a code that has a text. */
export function sourceFault(fault: Fault): Fault {
  const field = fault.field.replace(/^import\./, '');
  const isAddress = field === 'url' && fault.code !== 'password-needed';
  return { ...fault, field, code: isAddress ? 'not-an-address' : (CODES[field] ?? fault.code) };
}
