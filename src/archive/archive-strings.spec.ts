import { readFileSync } from 'node:fs';
import { SEGMENT_FIELD_NAMES, SEGMENT_OPS } from './segment-fields.js';

const read = (locale: string) =>
  JSON.parse(
    readFileSync(new URL(`../../templates/strings/${locale}/archive.json`, import.meta.url), 'utf8'),
  ) as Record<string, string>;
const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('the texts of the archive', () => {
  const [en, zh] = [read('en'), read('zh-CN')];

  it('are there in both languages, with the same placeholders', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(en)) expect(placeholders(zh[key] ?? '')).toEqual(placeholders(text));
  });

  it('name every field and operator of a segment', () => {
    const plain = SEGMENT_FIELD_NAMES.filter((name) => !name.includes('.'));
    const keys = [...plain.map((name) => `archive.field.${name}`), ...SEGMENT_OPS.map((op) => `archive.op.${op}`)];
    expect(keys.filter((key) => en[key] === undefined)).toEqual([]);
  });
});
