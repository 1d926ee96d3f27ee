import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../database/package-root.adapter.js';
import { keysInTemplate, mergeStrings, missingKeys, placeholdersOf } from '../messages/merge-strings.js';
import { readStringsFiles } from '../messages/strings.service.js';
import { readTemplates } from './template-engine.adapter.js';

describe('merging texts', () => {
  it('lays the stages together and names a key that two of them word differently', () => {
    const merged = mergeStrings([
      { stage: 'desk', texts: { a: 'A', b: 'B' } },
      { stage: 'console', texts: { b: 'B', a: 'another A', c: 'C' } },
    ]);
    expect(merged.clashes).toEqual(['console: a']);
    expect(merged.catalogue).toEqual(Object.assign(Object.create(null), { a: 'A', b: 'B', c: 'C' }));
  });

  it('finds keys, placeholders and gaps', () => {
    expect(keysInTemplate('{{t "a.b"}} {{> x}} {{foo (t "c" n=1)}} {{t key}}')).toEqual(['a.b', 'c']);
    expect(placeholdersOf('{{n}} of {{ total }}, {{n}}')).toEqual(['n', 'total']);
    expect(missingKeys({ a: '', b: '' }, { a: '' })).toEqual(['b']);
  });
});

describe('the catalogue of the product', () => {
  const en = mergeStrings(readStringsFiles('en'));
  const zh = mergeStrings(readStringsFiles('zh-CN'));
  const templates = ['console', 'survey'].flatMap((folder) => [
    ...readTemplates(folder, 'pages'),
    ...readTemplates(folder, 'partials'),
  ]);

  it('has every text in both languages', () => {
    expect(missingKeys(en.catalogue, zh.catalogue)).toEqual([]);
    expect(missingKeys(zh.catalogue, en.catalogue)).toEqual([]);
  });

  it('words no key twice', () => {
    expect(en.clashes).toEqual([]);
    expect(zh.clashes).toEqual([]);
  });

  it('names the same values in both languages', () => {
    const differing = Object.keys(en.catalogue).filter(
      (key) => placeholdersOf(en.catalogue[key] ?? '').join() !== placeholdersOf(zh.catalogue[key] ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('has every text that a page asks for', () => {
    const wanted = templates.flatMap(([, source]) => keysInTemplate(source));
    expect(wanted.filter((key) => en.catalogue[key] === undefined)).toEqual([]);
  });

  it('holds no text of the console that nothing asks for', () => {
    const program = listSources(join(packageRoot(), 'src')).map((path) => readFileSync(path, 'utf8'));
    const all = [...templates.map(([, source]) => source), ...program].join('\n');
    const own = readStringsFiles('en').find((file) => file.stage === 'console')?.texts ?? {};
    const unused = Object.keys(own).filter(
      (key) => !all.includes(key.replace(/^reason\./, '')) && !all.includes(familyOf(key)),
    );
    expect(unused).toEqual([]);
  });
});

// `console.part.answered` is asked for as `console.part.${…}` or `(key "console.part." …)`.
const FAMILIES = [
  ...['console.part.', 'console.state.', 'console.kind.', 'console.channel.', 'console.error.'],
  ...['console.survey.fault.', 'console.opt-out.text.', 'console.opt-out.done.'],
];

function familyOf(key: string): string {
  const family = key.slice(0, key.lastIndexOf('.') + 1);
  return FAMILIES.includes(family) ? family : key;
}

function listSources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return listSources(path);
    return /(?<!spec)\.ts$/.test(name) ? [path] : [];
  });
}
