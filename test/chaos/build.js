// Makes the chaos tools runnable beside the built product: types are checked by `npm run types`, so this only strips them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const options = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));

for (const folder of ['test/chaos', 'test/support', 'test/faults']) {
  for (const name of listFiles(folder)) {
    const source = readFileSync(join(root, folder, name), 'utf8').replaceAll("'../../src/", "'../../");
    const { code } = transformSync(source, { ...options, swcrc: false, configFile: false, sourceMaps: false });
    const target = join(root, 'dist', folder, name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
}

function listFiles(folder) {
  try {
    return readdirSync(join(root, folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('spec.ts'));
  } catch {
    return [];
  }
}
