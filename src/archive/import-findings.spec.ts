import { readFileSync } from 'node:fs';
import type { Catalogue } from '../kernel/catalogue.js';
import { fieldTextKey, IMPORT_FIELDS } from './header-names.js';
import { FILE_FAULT_CODES, FINDING_CODES, makeFinding } from './import-findings.js';

const catalogue = (locale: string, stage = 'import') =>
  JSON.parse(readFileSync(`templates/strings/${locale}/${stage}.json`, 'utf8')) as Catalogue;

describe('findings', () => {
  it.each(['en', 'zh-CN'])('have a text for every code in %s', (locale) => {
    const texts = catalogue(locale);
    expect(FINDING_CODES.filter((code) => texts[`finding.${code}`] === undefined)).toEqual([]);
  });

  it.each(['en', 'zh-CN'])('have their fields named, and a text for every fault of a whole file, in %s', (locale) => {
    const fields = catalogue(locale, 'archive');
    expect(IMPORT_FIELDS.filter((field) => fields[fieldTextKey(field)] === undefined)).toEqual([]);
    const texts = catalogue(locale);
    expect(FILE_FAULT_CODES.filter((code) => texts[`import.fault.${code}`] === undefined)).toEqual([]);
  });

  it('know every code with which the readers of files refuse', () => {
    const readers = ['read-csv', 'read-table', 'read-xlsx', 'pull-folder', 'pull-sql'].map((name) => `${name}.adapter`);
    const sources = [...readers, 'header-layout', 'header-row', 'detect-encoding'].map((name) =>
      readFileSync(`src/archive/${name}.ts`, 'utf8'),
    );
    const used = sources.flatMap((source) => [...source.matchAll(/code: '([^']+)'/g)].map(([, code = '']) => code));
    expect([...new Set(used)].sort()).toEqual([...FILE_FAULT_CODES].sort());
  });

  it('speak of the same things in both languages', () => {
    expect(Object.keys(catalogue('zh-CN')).sort()).toEqual(Object.keys(catalogue('en')).sort());
  });

  it('cut long values, and hold nothing that a database cannot', () => {
    const finding = makeFinding('reject', 3, {
      field: 'name',
      value: `a\0${'x'.repeat(500)}`,
      code: 'too-long',
      detail: '100',
    });
    expect(finding.value).toHaveLength(201);
    expect(finding.value).not.toContain('\0');
    expect(finding.message).toContain('100');
  });
});
