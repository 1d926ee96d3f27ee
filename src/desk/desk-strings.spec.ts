import { readdirSync, readFileSync } from 'node:fs';
import { translate } from '../kernel/catalogue.js';
import { mergeStrings } from '../messages/merge-strings.js';
import { readStringsFiles } from '../messages/strings.service.js';
import { SCRIPT_NODES } from './script-walk.js';
import { DISPOSITIONS, ELSEWHERE_CHANNELS, LINE_RESULTS } from './visit-record-form.js';

/** Codes of reasons as they stand in the sources of a stage. */
function codesIn(stage: string): string[] {
  const sources = readdirSync(`src/${stage}`).filter((name) => name.endsWith('.ts') && !name.includes('spec'));
  const text = sources.map((name) => readFileSync(`src/${stage}/${name}`, 'utf8')).join('\n');
  const codes = [...text.matchAll(/(?:\breason|\bof)\('([a-z-]+)'/g)].map((match) => match[1] ?? '');
  return [
    ...new Set([
      ...codes,
      ...[...text.matchAll(/'(desk-[a-z-]+|call-held|call-of-another)'/g)].map((match) => match[1] ?? ''),
    ]),
  ];
}

describe.each(['en', 'zh-CN'] as const)('the words of desk and aftercare (%s)', (locale) => {
  const { catalogue } = mergeStrings(readStringsFiles(locale));

  it.each(['desk', 'aftercare'])('are there for every reason of %s', (stage) => {
    expect(codesIn(stage).length).toBeGreaterThan(5);
    expect(codesIn(stage).filter((code) => catalogue[`reason.${code}`] === undefined)).toEqual([]);
  });

  it('name every result, outcome, step and channel', () => {
    const keys = [
      ...LINE_RESULTS.map((one) => `line.${one}`),
      ...DISPOSITIONS.map((one) => `disposition.${one}`),
      ...SCRIPT_NODES.map((one) => `script.${one}`),
      ...['call', ...ELSEWHERE_CHANNELS].map((one) => `record-channel.${one}`),
    ];
    expect(keys.filter((key) => translate(catalogue, key) === key)).toEqual([]);
  });
});
