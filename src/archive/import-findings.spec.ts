import { readFileSync } from 'node:fs';
import type { Catalogue } from '../kernel/catalogue.js';
import { FINDING_CODES, makeFinding } from './import-findings.js';

const catalogue = (locale: string) =>
  JSON.parse(readFileSync(`templates/strings/${locale}/import.json`, 'utf8')) as Catalogue;

describe('findings', () => {
  it.each(['en', 'zh-CN'])('have a text for every code in %s', (locale) => {
    const texts = catalogue(locale);
    expect(FINDING_CODES.filter((code) => texts[`finding.${code}`] === undefined)).toEqual([]);
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
