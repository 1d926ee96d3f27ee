import type { UnplacedCode } from '../../src/planning/solve-plan.js';
import { AUDIT_WORDS } from '../../src/console/people/audit-list.js';
import { mergeStrings, placeholdersOf } from '../../src/messages/merge-strings.js';
import { readStringsFiles } from '../../src/messages/strings.service.js';
import { findReasonSites, findSqlReasons, type ReasonSite } from '../support/reason-sites.js';

/** Places whose codes the walk cannot see: all that can come of each. A new one fails until its codes stand here. */
const DYNAMIC: Readonly<Record<string, readonly string[]>> = {
  // The shape of a reason in the description of the API, and a reason that another one leads to: nothing new.
  'src/console/api/api-answer-schemas.ts: text': [],
  'src/console/spell-reason.ts: why': [],
  // Words of the product among the details of the audit trail.
  'src/console/people/audit-list.ts: word': Object.values(AUDIT_WORDS).flat(),
};

/** Values that a place takes over from another reason: by the place, those that its texts need. */
const TAKEN_OVER: Readonly<Record<string, readonly string[]>> = {
  "src/campaigns/caps.ts: 'cap-planned'": ['channel', 'limit', 'window'],
  'src/campaigns/suppression-rules.ts: name': ['primary', 'limit', 'window'],
  'src/console/spell-reason.ts: why': [],
};

/** Reasons that SQL puts together: by the file, the codes that it writes itself; none where it only hands rows on. */
const IN_SQL: Readonly<Record<string, readonly string[]>> = {
  'src/console/campaigns/campaign-rows.read-model.ts': [],
  'src/console/rows.read-model.ts': [],
  'src/planning/explanation-rows.read-model.ts': [],
  'src/planning/plan-difference-sql.ts': [
    ...['not-in-audience', 'new-in-audience', 'no-longer-left-out'],
    ...['other-agent', 'other-channel', 'other-address', 'other-time'],
  ],
  'src/reports/report-source-sql.ts': ['answered'],
};

/** The values of those in SQL that their texts name. */
const SQL_VALUES: Readonly<Record<string, readonly string[]>> = { 'other-agent': ['agentNo'], 'other-time': ['at'] };

/** Values that are kept for programs: no text says them. */
const SILENT: Readonly<Record<string, readonly string[]>> = {
  appointment: ['customerRequested', 'why'],
  'appointment-in-rest-hours': ['why'],
  'calendar-changed': ['until', 'was'],
  'cap-same-day-part': ['channel'],
  displaced: ['campaignId', 'until', 'was'],
  'inside-window': ['zones'],
  'low-score': ['reasons'],
  'merged-duplicate': ['kept'],
  'no-lawful-window': ['dayType', 'localTime', 'zone'],
  'not-a-mobile': ['channel'],
  'not-callable': ['channel'],
  'not-in-doubt': ['outcome'],
  'outcome-unknown': ['channel'],
  'outside-preferred-time': ['channel', 'dayType'],
  'provider-unknown': ['country'],
  receipt: ['channel'],
  'rest-hours': ['dayType'],
  'unknown-calendar': ['channel', 'dayType', 'localTime', 'zone'],
  'unknown-policy': ['policy'],
  'unplaced-capacity': ['from', 'language', 'region', 'skill', 'team', 'until', 'zones'],
  'unplaced-no-window': ['from', 'until'],
  'unplaced-rate': ['from', 'until', 'zones'],
  'visit-of-another': ['visitId'],
  'visit-over': ['state'],
  'zones-unknown': ['zones'],
};

const UNPLACED: Readonly<Record<Exclude<UnplacedCode, ''>, true>> = {
  'unplaced-no-agent': true,
  'unplaced-no-window': true,
  'unplaced-rate': true,
  'unplaced-capacity': true,
};

const en = mergeStrings(readStringsFiles('en')).catalogue;
const zh = mergeStrings(readStringsFiles('zh-CN')).catalogue;
let sites: readonly ReasonSite[];
let unseen: readonly string[];

beforeAll(() => {
  ({ sites, unseen } = findReasonSites());
}, 300_000);

/** Of each code, the places that give it. */
function placesByCode(): Map<string, ReasonSite[]> {
  const places = new Map<string, ReasonSite[]>();
  for (const site of sites) {
    for (const code of site.codes ?? DYNAMIC[site.name] ?? []) places.set(code, [...(places.get(code) ?? []), site]);
  }
  for (const code of Object.values(IN_SQL).flat()) {
    const site = { name: 'SQL', codes: [code], params: SQL_VALUES[code] ?? [], isOpen: false };
    places.set(code, [...(places.get(code) ?? []), ...(places.has(code) ? [] : [site])]);
  }
  return places;
}

const wantedBy = (code: string): string[] => placeholdersOf(en[`reason.${code}`] ?? '');

describe('the reasons of the whole program', () => {
  it('are found: hundreds of places, those of the plan among them', () => {
    const found = placesByCode();
    expect(sites.length).toBeGreaterThan(250);
    const known = [
      'agent-even',
      'slot-call',
      'zones-phone',
      'opted-out',
      'quarantine-nps',
      'campaign-is-draft',
      'audit-role',
    ];
    expect([...known, ...Object.keys(UNPLACED)].filter((code) => !found.has(code))).toEqual([]);
  });

  it('are all seen: a code that only the run tells is declared here, and so is one in SQL', () => {
    expect(unseen).toEqual([]);
    const dynamic = sites.filter(({ codes }) => codes === null).map(({ name }) => name);
    expect([...new Set(dynamic)].sort()).toEqual(Object.keys(DYNAMIC).sort());
    expect([...findSqlReasons().keys()].sort()).toEqual(Object.keys(IN_SQL).sort());
    for (const [file, codes] of findSqlReasons()) expect(IN_SQL[file]).toEqual(expect.arrayContaining([...codes]));
  });

  it('have a text in both languages', () => {
    const missing = [...placesByCode().keys()].filter((code) => !en[`reason.${code}`] || !zh[`reason.${code}`]);
    expect(missing).toEqual([]);
  });

  it('name the same values in both languages', () => {
    const differing = [...placesByCode().keys()].filter(
      (code) => wantedBy(code).join() !== placeholdersOf(zh[`reason.${code}`] ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('are given every value that their text names', () => {
    const lacking = [...placesByCode()].flatMap(([code, places]) =>
      places.flatMap(({ name, params }) => {
        const given = [...params, ...(TAKEN_OVER[name] ?? [])];
        const missing = wantedBy(code).filter((value) => !given.includes(value));
        return missing.length === 0 ? [] : [`${name}: ${code} lacks ${missing.join(', ')}`];
      }),
    );
    expect(lacking).toEqual([]);
  });

  it('take values over from other reasons only where that is declared', () => {
    const open = sites.filter(({ isOpen }) => isOpen).map(({ name }) => name);
    expect([...new Set(open)].sort()).toEqual(Object.keys(TAKEN_OVER).sort());
  });

  it('have a text that names every value, but those that are kept for programs', () => {
    const silent = [...placesByCode()].flatMap(([code, places]) => {
      const unsaid = new Set(places.flatMap(({ params }) => params).filter((name) => !wantedBy(code).includes(name)));
      return unsaid.size === 0 ? [] : [[code, [...unsaid].sort()] as const];
    });
    expect(Object.fromEntries(silent)).toEqual(SILENT);
  });

  it('leave no text behind that nothing gives', () => {
    const found = placesByCode();
    const texts = Object.keys(en).flatMap((key) => (key.startsWith('reason.') ? [key.slice('reason.'.length)] : []));
    expect(texts.filter((code) => !found.has(code))).toEqual([]);
  });
});
