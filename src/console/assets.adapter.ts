import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { packageRoot } from '../database/package-root.adapter.js';
import type { Middleware } from './web-request.adapter.js';

interface Asset {
  readonly body: Buffer;
  readonly type: string;
  readonly version: string;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const LIBRARIES = ['@picocss/pico/css/pico.min.css', 'htmx.org/dist/htmx.min.js'];

/**
 * Style, script and pictures, kept in memory (some 200 KB) and served under a name that holds the hash of their content,
 * so that browsers may keep them for ever and a new release is seen at once.
 */
export class Assets {
  private readonly byName = new Map<string, Asset>();

  constructor() {
    const require = createRequire(import.meta.url);
    const own = join(packageRoot(), 'templates', 'console', 'assets');
    for (const library of LIBRARIES) this.take(require.resolve(library));
    for (const name of readdirSync(own)) this.take(join(own, name));
    this.keep('console.css', readStyles());
  }

  /** The path of an asset by its file name. Throws when there is none: a fault of the program. */
  readonly path = (name: string): string => {
    const asset = this.byName.get(name);
    if (!asset) throw new Error(`There is no asset ${name}.`);
    return `/assets/${asset.version}/${name}`;
  };

  /** Serves `/assets/<version>/<name>`. */
  middleware(): Middleware {
    return (request, response, next) => {
      const [, version, name = ''] = request.path.split('/');
      const asset = this.byName.get(name);
      if (!asset || asset.version !== version) return next();
      response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      response.type(asset.type).send(asset.body);
    };
  }

  private take(path: string): void {
    if (!TYPES[extname(path)]) return;
    this.keep(path.slice(path.lastIndexOf('/') + 1), readFileSync(path));
  }

  private keep(name: string, body: Buffer): void {
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    const version = createHash('sha256').update(body).digest('hex').slice(0, 12);
    this.byName.set(name, { body, type, version });
  }
}

/** The console's style, one file a component or room, in the order of their names. */
export function readStyles(): Buffer {
  const folder = join(packageRoot(), 'templates', 'console', 'styles');
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.css'))
    .sort();
  return Buffer.concat(names.map((name) => readFileSync(join(folder, name))));
}
