/** Finds the product's services by their class. */
export interface Services {
  get<T>(token: abstract new (...args: never[]) => T): T;
}

/** What a command prints: JSON for programs, text for people. */
export interface CommandOutput {
  readonly json: unknown;
  readonly text: string;
  /** Set where the work was done and what it found is not as it must be: said on standard error, with the status of a refusal. */
  readonly failure?: string;
}

/** Options that every command takes. */
export interface CommandOptions {
  readonly json?: boolean;
}

/** Opens the product, does the work, prints what comes of it, closes, and sets the exit status. */
export type RunCommand = (
  options: CommandOptions,
  work: (services: Services, print: (line: string) => Promise<void>) => Promise<CommandOutput | null>,
) => Promise<void>;

/** Plain values as lines of `name: value`, nested ones indented: for people, not for programs. */
export function describe(value: unknown, indent = ''): string {
  if (Array.isArray(value))
    return value.map((item) => `${indent}- ${describe(item, `${indent}  `).trimStart()}`).join('\n');
  if (value === null || typeof value !== 'object' || value instanceof Date) return `${indent}${sayScalar(value)}`;
  const lines = Object.entries(value).map(([name, part]: [string, unknown]) => {
    const isNested =
      part !== null && typeof part === 'object' && !(part instanceof Date) && Object.keys(part).length > 0;
    return isNested ? `${indent}${name}:\n${describe(part, `${indent}  `)}` : `${indent}${name}: ${sayScalar(part)}`;
  });
  return lines.join('\n');
}

function sayScalar(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (value === null || value === undefined) return '—';
  return typeof value === 'object' ? 'none' : String(value as string | number | boolean);
}
