import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLANTED_FAULTS, type PlantedFault } from './planted-faults.js';

// npm run planted-faults [-- PART OF A NAME]: plants each fault in a copy of the source, and expects its test to fail there.

const COPIED = ['src', 'test', 'package.json', 'jest.config.js', '.swcrc'];
const LONGEST_MS = 300_000;
const LINKED = ['node_modules', 'dist', 'migrations', 'templates'];

/** A scratch copy with everything that Jest needs; nothing is planted in the repository itself. */
function copyRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'revisit-faults-'));
  for (const name of COPIED) cpSync(name, join(folder, name), { recursive: true });
  for (const name of LINKED) symlinkSync(join(process.cwd(), name), join(folder, name));
  return folder;
}

function plant(folder: string, { file, changes, name }: PlantedFault): string {
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  let planted = source;
  for (const [was, becomes] of changes) {
    if (planted.split(was).length !== 2) throw new Error(`${name}: this does not stand once in ${file}: ${was}`);
    planted = planted.replace(was, () => becomes);
  }
  writeFileSync(path, planted);
  return source;
}

/** Whether exactly the named test failed, for its own reasons: a file that does not load fails no test. */
function runTest(folder: string, { project, spec, test }: PlantedFault): { caught: boolean; said: string } {
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const where = ['--selectProjects', project, '--runTestsByPath', spec, '-t', test, '--verbose', '--forceExit'];
  const env = { ...process.env, TZ: 'UTC' };
  const { status, stderr, stdout } = spawnSync(process.execPath, [jest, ...where], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: LONGEST_MS,
  });
  const said = stdout + stderr;
  return { caught: status !== 0 && (said.includes(`✕ ${test}`) || said.includes(` > ${test}`)), said };
}

function main(wanted: string): number {
  const folder = copyRepository();
  let missed = 0;
  try {
    for (const fault of PLANTED_FAULTS.filter(({ name }) => name.includes(wanted))) {
      const source = plant(folder, fault);
      const { caught, said } = runTest(folder, fault);
      writeFileSync(join(folder, fault.file), source);
      process.stdout.write(`${caught ? 'caught' : 'MISSED'}  ${fault.name}\n        by ${fault.spec}: ${fault.test}\n`);
      if (caught) continue;
      missed += 1;
      process.stdout.write(said.slice(-3_000));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return missed === 0 ? 0 : 1;
}

process.exitCode = main(process.argv[2] ?? '');
