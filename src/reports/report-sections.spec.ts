import { emptyReport, sampleReport } from '../../test/support/sample-report.js';
import { type Catalogue, translate } from '../kernel/catalogue.js';
import { CAMPAIGN_KINDS, CAMPAIGN_STATES, LEDGER_PARTS, LOCALES, PURPOSES, VISIT_STATES } from '../kernel/words.js';
import { mergeStrings, placeholdersOf } from '../messages/merge-strings.js';
import { readStringsFiles } from '../messages/strings.service.js';
import { count, groupDigits, isTextColumn, rate, type Section, signed } from './report-cells.js';
import { isMeasureName, MEASURES, NARROWINGS } from './report-measures.js';
import { proportion } from './proportion.js';
import { toSections } from './report-sections.js';
import { REST_CODES } from './report-source-sql.js';
import { viewReport } from './report-view.js';
import { sayCode, sayUnfinished } from './report-words.js';

const catalogues = Object.fromEntries(
  LOCALES.map((locale) => [locale, mergeStrings(readStringsFiles(locale)).catalogue]),
) as Record<(typeof LOCALES)[number], Catalogue>;
const { en } = catalogues;
const find = (sections: readonly Section[], key: string) => sections.find((section) => section.key === key);
const texts = (section: Section | undefined) => section?.rows.map((row) => row.map((cell) => cell.text));

describe('the sections of a report', () => {
  const sections = toSections(sampleReport(), en, 'en');

  it('answer what a manager asks first at the top', () => {
    expect(sections.slice(0, 2).map((section) => section.key)).toEqual(['headline', 'unfinished']);
    const headline = find(sections, 'headline');
    expect(headline?.columns).toEqual(['', 'This campaign', 'Before: 国庆回访 2025', 'Change']);
    expect(texts(headline)?.slice(0, 3)).toEqual([
      ['Planned', '800', '700', '+100'],
      ['Done', '382', '280', '+102'],
      ['Done rate', '47.8%', '40.0%', '+7.7'],
    ]);
  });

  it('say where a change may be chance', () => {
    const satisfied = find(sections, 'headline')?.rows.find((row) =>
      row[0]?.text.startsWith('Satisfied with the service'),
    );
    expect(satisfied?.[3]).toMatchObject({ text: '+1.0', detail: 'points, may be chance' });
  });

  it('lead from every count to its rows', () => {
    for (const section of sections) {
      for (const row of section.rows) {
        for (const cell of row.filter((candidate) => candidate.rows !== undefined)) {
          const query = new URLSearchParams(cell.rows);
          const measure = query.get('measure') ?? '';
          if (!isMeasureName(measure)) throw new Error(`${section.key} leads to ${measure}`);
          query.delete('measure');
          const known = Object.keys(NARROWINGS[MEASURES[measure].from]);
          expect(known).toEqual(expect.arrayContaining([...query.keys()]));
        }
      }
    }
    const linked = (key: string) =>
      find(sections, key)?.rows.every((row) => row.some((cell) => cell.rows !== undefined));
    const keys = [
      'headline',
      'unfinished',
      'funnel',
      'excluded',
      'ledger',
      'promise',
      'satisfaction',
      'nps',
      'channels',
      'agents',
      'reasons',
    ];
    expect(keys.filter((key) => linked(key) !== true)).toEqual([]);
  });

  it('show counts where ten cases are not there', () => {
    const call = find(sections, 'channels')?.rows.at(-1)?.at(-1);
    expect(call?.text).toBe('4 / 5');
    expect(call?.value).toBeUndefined();
  });

  it('name reasons as the survey does, and set off the vital few', () => {
    const reasons = find(sections, 'reasons');
    expect(reasons?.rows.map((row) => row[0]?.strong === true)).toEqual([true, true, true, false, false, false]);
    expect(texts(reasons)?.[0]).toEqual(['Product quality', '48', '38.4%', '38.4%']);
    expect(texts(reasons)?.[2]).toEqual(['Speed of our response', '22', '17.6%', '80.8%']);
  });

  it('show dashes for an empty campaign, and leave out what has no lines', () => {
    for (const locale of LOCALES) {
      const empty = toSections(emptyReport(), catalogues[locale], locale);
      expect(JSON.stringify(empty)).not.toMatch(/NaN|Infinity|undefined/);
      expect(texts(find(empty, 'headline'))?.[2]?.[1]).toBe('—');
      expect(find(empty, 'agents')).toBeUndefined();
    }
  });

  it.each(LOCALES)('have every text in %s', (locale) => {
    const view = viewReport({
      document: sampleReport(),
      frozen: null,
      answersSince: 2,
      catalogue: catalogues[locale],
      locale,
    });
    expect(JSON.stringify(view)).not.toMatch(/report\.[a-z]|reason\.[a-z]|\{\{/);
  });
});

describe('the words of a report', () => {
  it('are complete in both languages, with the same values', () => {
    const keys = (locale: 'en' | 'zh-CN') =>
      Object.keys(readStringsFiles(locale).find((file) => file.stage === 'reports')?.texts ?? {});
    expect(keys('zh-CN').sort()).toEqual(keys('en').sort());
    for (const key of keys('en')) {
      expect([key, placeholdersOf(catalogues['zh-CN'][key] ?? '')]).toEqual([key, placeholdersOf(en[key] ?? '')]);
    }
  });

  it.each(LOCALES)('know in %s every state, part, kind, channel and rest code', (locale) => {
    const words = [
      ...LEDGER_PARTS.map((part) => `part.${part}`),
      ...VISIT_STATES.slice(3).map((state) => `ended.${state}`),
      ...CAMPAIGN_KINDS.map((kind) => `kind.${kind}`),
      ...CAMPAIGN_STATES.map((state) => `state.${state}`),
      ...PURPOSES.map((purpose) => `purpose.${purpose}`),
      ...['sms', 'email', 'call', 'web', 'onsite', 'other'].map((channel) => `channel.${channel}`),
      ...REST_CODES.map((code) => `code.${code}`),
    ];
    const missing = words.filter((word) => translate(catalogues[locale], `report.${word}`) === `report.${word}`);
    expect(missing).toEqual([]);
  });

  it('say state and reason of what is missing, once', () => {
    expect(sayUnfinished(en, 'still/held')).toBe('Not over: On hold');
    expect(sayUnfinished(en, 'unreachable/nothing-delivered')).toBe('Not reached: Nothing could be delivered');
    expect(sayUnfinished(en, 'refused/refused')).toBe('Refused');
    expect(sayUnfinished(en, 'opted_out/opted-out')).toBe('Opted out');
  });

  it('take the reason’s own text without its values where the report has none', () => {
    const catalogue = {
      'reason.a': 'Too late ({{at}})',
      'reason.b': 'Late: it is {{time}}',
      'reason.c': 'No {{what}} here',
    };
    expect(['a', 'b', 'c', 'd'].map((code) => sayCode(catalogue, code))).toEqual([
      'Too late',
      'Late',
      'No … here',
      'd',
    ]);
  });
});

describe('a cell', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
  ])('writes %d as %s', (value, text) => {
    expect(groupDigits(value)).toBe(text);
  });

  it.each([
    [3.14, 1, '+3.1'],
    [-0.44, 1, '−0.4'],
    [-0.01, 1, '0.0'],
    [0, 0, '0'],
  ])('signs %d as %s', (value, digits, text) => {
    expect(signed(value, digits)).toBe(text);
  });

  it('of a rate carries interval and base', () => {
    expect(rate(proportion(391, 460))).toMatchObject({ text: '85.0%', rate: { n: 460 } });
    expect(rate(null)).toEqual({ text: '—' });
  });

  it('goes to the left in a column of words only', () => {
    const rows = [
      [{ text: 'a' }, count(1)],
      [{ text: 'b' }, { text: '—' }],
    ];
    expect([isTextColumn({ rows }, 0), isTextColumn({ rows }, 1)]).toEqual([true, false]);
  });
});
