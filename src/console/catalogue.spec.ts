import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../database/package-root.adapter.js';
import {
  ATTEMPT_STATES,
  CAMPAIGN_KINDS,
  CAMPAIGN_STATES,
  CHANNELS,
  LEDGER_PARTS,
  PURPOSES,
  ROLES,
  VISIT_STATES,
} from '../kernel/words.js';
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
  const templates = [
    ...['console', 'survey'].flatMap((folder) => [
      ...readTemplates(folder, 'pages'),
      ...readTemplates(folder, 'partials'),
    ]),
    ['report', readFileSync(join(packageRoot(), 'templates/reports/report.hbs'), 'utf8')] as const,
  ];

  const program = listSources(join(packageRoot(), 'src')).map((path) => [path, readFileSync(path, 'utf8')] as const);

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

  it('writes Chinese with Chinese punctuation', () => {
    const halfWidth = /\p{Script=Han}[,;!?]|[,;!?]\p{Script=Han}|\([^()]*\p{Script=Han}[^()]*\)/u;
    const wrong = Object.entries(zh.catalogue).filter(([, text]) => halfWidth.test(text));
    expect(wrong).toEqual([]);
  });

  it('has every text that a page asks for', () => {
    const wanted = templates.flatMap(([, source]) => keysInTemplate(source));
    expect(wanted.filter((key) => en.catalogue[key] === undefined)).toEqual([]);
  });

  it('has every text that a page asks for by a key that it puts together', () => {
    const wanted = templates.flatMap(([name, source]) =>
      [...source.matchAll(/\(key "([^"]+)"/g)].flatMap(([, prefix = '']) => {
        const ends = ENDINGS[prefix];
        return ends === undefined
          ? [`${name} asks for ${prefix}…, which this test does not know`]
          : ends.map((end) => prefix + end);
      }),
    );
    expect(wanted.filter((key) => en.catalogue[key] === undefined)).toEqual([]);
  });

  it('has every text that the program asks for by its whole name', () => {
    const wanted = program.flatMap(([, source]) =>
      [...source.matchAll(/'((?:console|report|role)\.[a-z0-9-]+(?:\.[a-z0-9_-]+)*)'/g)].map(([, key = '']) => key),
    );
    expect(wanted.filter((key) => en.catalogue[key] === undefined && !FILES.test(key))).toEqual([]);
    expect(wanted.length).toBeGreaterThan(20);
  });

  it('has every text of the report', () => {
    const sources = program.filter(([path]) => path.includes('/src/reports/')).map(([, source]) => source);
    const literal = sources.flatMap((source) => [...source.matchAll(/\bsay\('([^']+)'/g)].map(([, key = '']) => key));
    const families = Object.entries(REPORT_FAMILIES).flatMap(([prefix, ends]) => ends.map((end) => prefix + end));
    expect([...literal, ...families].filter((key) => en.catalogue[`report.${key}`] === undefined)).toEqual([]);
    const asked = sources.flatMap((source) =>
      [...source.matchAll(/\bsay\(`([a-z]+\.)\$/g)].map(([, prefix = '']) => prefix),
    );
    expect([...new Set(asked)].sort()).toEqual(Object.keys(REPORT_FAMILIES).sort());
  });

  it('holds no text of the console that nothing asks for', () => {
    const all = [...templates, ...program].map(([, source]) => source).join('\n');
    const own = readStringsFiles('en').filter((file) => /^console(-|$)/.test(file.stage));
    const unused = own
      .flatMap((file) => Object.keys(file.texts))
      .filter((key) => !all.includes(key.replace(/^(reason|fault)\.(\w+\.)?/, '')) && !all.includes(familyOf(key)));
    expect(unused).toEqual([]);
  });
});

/** What stands behind the beginning of a key that a page puts together. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  'role.': ROLES,
  'console.work.cause.': ['unknown-hand-over', 'other-server', 'unknown-receipt', 'person'],
  'console.doubt.answer.': ['found', 'nothing', 'failed'],
  'console.channel.': [...CHANNELS, 'onsite', 'other'],
  'console.reports.format.': ['pdf', 'xlsx', 'csv', 'html', 'json'],
  'console.state.': CAMPAIGN_STATES,
  'console.opt-out.text.': CHANNELS,
  'console.opt-out.done.': CHANNELS,
  'console.survey.fault.': surveyFaults(),
  'console.settings.finding.': ['ok', 'warning', 'fault'],
  'console.sandbox.code.': ['21610', '30003', '30007', '429', '500', '0'],
  'console.doctor.': [
    ...['database', 'database-embedded', 'migrations', 'calendar-covered', 'calendar-provisional'],
    ...[
      'sms-sandbox',
      'sms-countries',
      'sms-others',
      'sms-nobody',
      'sms-templates',
      'email-sandbox',
      'email-provider',
      'clock-shifted',
      'clock-skew',
      'zone-data',
    ],
  ],
  'console.people.reject.': [
    ...['required', 'too-long', 'unreadable', 'not-a-number', 'bad-shifts', 'bad-leave', 'duplicate', 'too-many-cells'],
  ],
  'console.rules.consent.': ['unless-denied', 'granted'],
  'console.rules.consent-marketing.': ['unless-denied', 'granted'],
  'console.templates.purpose.': PURPOSES,
  'console.templates.review.': ['pending', 'approved', 'rejected'],
  'day-type.': ['workday', 'weekend', 'holiday', 'makeup', 'unknown'],
  'console.campaigns.attempt.': ATTEMPT_STATES,
  'console.campaigns.visit.': VISIT_STATES,
  'console.campaigns.check.': planChecks(),
  'console.kind.': CAMPAIGN_KINDS,
  'console.desk.state.': ['open', 'offered', 'held', 'waiting', 'ready'],
  'console.desk.acquaintance.': ['first', 'repeat', 'frequent'],
  'console.waiting-lead.': ['at-risk', 'held', 'in-doubt'],
  'console.settle.': ['delivered', 'undelivered', 'assumed_sent'],
};
const REPORT_FAMILIES: Readonly<Record<string, readonly string[]>> = {
  'channel.': CHANNELS,
  'ended.': VISIT_STATES.filter((state) => !['planned', 'open', 'completed'].includes(state)),
  'kind.': CAMPAIGN_KINDS,
  'part.': [...LEDGER_PARTS, 'excluded'],
  'purpose.': PURPOSES,
  'state.': CAMPAIGN_STATES,
  'step.': [
    ...['audience', 'excluded', 'planned', 'notAttempted', 'attempted', 'notReached', 'reached'],
    ...['unanswered', 'answered'],
  ],
  'tile.': ['planned', 'doneRate', 'reachedRate', 'satisfied', 'nps'],
};
// Names of files look like keys.
const FILES = /\.(hbs|css|js|svg|json)$/;

/** The codes with which the checks of answers refuse. */
function surveyFaults(): string[] {
  const source = readFileSync(join(packageRoot(), 'src/surveys/validate-answers.ts'), 'utf8');
  return [...source.matchAll(/refuse\(\w+, '([^']+)'/g)].map(([, code = '']) => code);
}

/** The names of what the independent check of a plan looks at. */
function planChecks(): string[] {
  const files = ['verify-plan', 'verify-exchanges', 'verify-split'];
  const source = files.map((name) => readFileSync(join(packageRoot(), `src/planning/${name}.ts`), 'utf8')).join('');
  return [...source.matchAll(/\bcheck\('([^']+)'/g)].map(([, name = '']) => name);
}

// `console.part.answered` is asked for as `console.part.${…}` or `(key "console.part." …)`.
const FAMILIES = [
  'console.work.cause.',
  'console.approval.',
  'console.audit.action.',
  'console.audit.field.',
  'console.audit.subject.',
  'console.campaigns.approval.',
  'console.campaigns.ask.',
  'console.campaigns.attempt.',
  'console.campaigns.audience.',
  'console.campaigns.back.',
  'console.campaigns.check.',
  'console.campaigns.days.',
  'console.campaigns.do.',
  'console.campaigns.order.',
  'console.campaigns.purpose.',
  'console.campaigns.tab.',
  'console.campaigns.visit.',
  'console.channel.',
  'console.desk.bridge.agent.',
  'console.desk.bridge.customer.',
  'console.mail.verdict.',
  'console.customers.attempt.',
  'console.customers.list.',
  'console.customers.opted-out.',
  'console.customers.visit.',
  'console.desk.acquaintance.',
  'console.desk.escape.',
  'console.desk.late.',
  'console.desk.mark.',
  'console.desk.need.',
  'console.desk.opt-out.',
  'console.desk.solution.',
  'console.desk.state.',
  'console.doctor.',
  'console.doubt.answer.',
  'console.done.',
  'console.error.',
  'console.follow-ups.age.',
  'console.follow-ups.answer.',
  'console.follow-ups.event.',
  'console.imports.advice.',
  'console.imports.tab.',
  'console.kind.',
  'console.opt-out.done.',
  'console.opt-out.text.',
  'console.part.',
  'console.people.account.',
  'console.people.day.',
  'console.people.reject.',
  'console.people.state.',
  'console.reports.format.',
  'console.reports.measure.',
  'console.reports.state.',
  'console.room.',
  'console.rules.cap.',
  'console.rules.column.',
  'console.rules.consent-marketing.',
  'console.rules.consent.',
  'console.rules.field.',
  'console.rules.file.',
  'console.rules.month.',
  'console.rules.quarantine.',
  'console.rules.source.',
  'console.rules.weekday-short.',
  'console.rules.weekday.',
  'console.rules.window.',
  'console.sandbox.code.',
  'console.sandbox.status.',
  'archive.segment.field.',
  'console.segments.match.',
  'console.settings.finding.',
  'console.settle.',
  'console.state.',
  'console.survey.fault.',
  'console.templates.field.',
  'console.templates.purpose.',
  'console.templates.review.',
  'console.templates.section.',
  'console.templates.state.',
  'console.tile.',
  'console.visit-state.',
  'console.waiting-empty.',
  'console.waiting-lead.',
  'console.rehearsal.why.',
  'console.waiting-title.',
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
