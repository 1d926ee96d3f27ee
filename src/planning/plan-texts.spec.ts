import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILES = [
  'collect-candidates.ts',
  'explain-spread.ts',
  'feasibility.ts',
  'plan-agents.read-model.ts',
  'plan-reasons.ts',
  'plan.repository.ts',
  'plan.service.ts',
  'solve-plan.ts',
  'verify-plan.service.ts',
];
const ELSEWHERE = ['unknown-policy', 'no-usable-contact-point'];

function texts(language: string): Record<string, string> {
  return JSON.parse(readFileSync(join('templates/strings', language, 'planning.json'), 'utf8')) as Record<
    string,
    string
  >;
}

/** Every code that planning can give as a reason, read from its source. */
function codes(): string[] {
  const sources = FILES.map((file) => readFileSync(join('src/planning', file), 'utf8')).join('\n');
  const written = [...sources.matchAll(/reason\(\s*'([a-z-]+)'/g)].map((match) => match[1]!);
  const named = [...sources.matchAll(/'((?:owner|unplaced|channel|slot|agent)-[a-z-]+)'/g)].map((match) => match[1]!);
  const zones = ['explicit', 'address', 'phone', 'organisation'].map((basis) => `zones-${basis}`);
  return [...new Set([...written, ...named, ...zones])].filter((code) => !ELSEWHERE.includes(code));
}

describe('the reasons of a plan', () => {
  it.each(['en', 'zh-CN'])('all have a text in %s', (language) => {
    const known = texts(language);
    expect(codes().filter((code) => known[`reason.${code}`] === undefined)).toEqual([]);
  });

  it('name the same values in both languages', () => {
    const placeholders = (text: string): string[] =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!).sort();
    const [en, zh] = [texts('en'), texts('zh-CN')];
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en))
      expect([key, placeholders(zh[key]!)]).toEqual([key, placeholders(text)]);
  });

  it('are read from files that exist', () => {
    expect(FILES.filter((file) => !readdirSync('src/planning').includes(file))).toEqual([]);
  });
});
