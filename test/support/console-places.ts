import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Role } from '../../src/kernel/words.js';
import { until } from './until.js';

/** What has to be made before it can be looked at: a customer's links, a call in the hand, a file that was checked, … */
export type Made = 'survey' | 'opt-out' | 'call' | 'draft' | 'segment' | 'follow-up';

/** A page of the product. Whose it is decides who signs in; null: somebody without a session. */
export interface Place {
  /** The name of its pictures. */
  readonly name: string;
  readonly role: Role | null;
  /** An address of our own … */
  readonly path?: string;
  /** … or the first link in the main part of `path` that looks like this, … */
  readonly first?: RegExp;
  /** … with this behind it. */
  readonly then?: string;
  /** … or what was made for it. */
  readonly made?: Made;
  /** What it answers with, where that is not 200. */
  readonly status?: number;
  /** What stands in its HTML only until the page is complete; it then reads itself again. */
  readonly passing?: string;
}

/** Under load the machine takes long for what a person hardly waits for. */
const COMPLETE_WITHIN_MS = 300_000;

const CAMPAIGN = { path: '/campaigns?state=running', first: /^\/campaigns\/\d+$/ } as const;
const DRAFT = { ...CAMPAIGN, path: '/campaigns?state=draft' } as const;
const CUSTOMER = { path: '/customers', first: /^\/customers\/\d+$/ } as const;
const TEMPLATE = { path: '/templates', first: /^\/templates\/[^/?]+\/[^/?]+\/[^/?]+$/ } as const;
const POLICY = { path: '/rules', first: /^\/rules\/policies\/[^/?]+$/ } as const;

const SUPERVISOR: readonly Omit<Place, 'role'>[] = [
  { name: 'today-supervisor', path: '/' },
  { name: 'at-risk', path: '/today/at-risk' },
  { name: 'held', path: '/today/held' },
  { name: 'in-doubt', path: '/today/in-doubt' },
  { name: 'work', path: '/sending' },
  { name: 'inbox', path: '/inbox' },
  { name: 'customers', path: '/customers' },
  { name: 'customer', ...CUSTOMER },
  { name: 'customer-edit', ...CUSTOMER, then: '/edit' },
  { name: 'call-back', ...CUSTOMER, then: '/call-back' },
  { name: 'customer-new', path: '/customers/new' },
  { name: 'unclassified', path: '/customers/lists/unclassified' },
  { name: 'duplicates', path: '/customers/duplicates' },
  { name: 'merge', ...CUSTOMER, then: '/merge/4242' },
  { name: 'find', path: '/find?q=%E7%8E%8B' },
  { name: 'segments', path: '/segments' },
  { name: 'segment', made: 'segment' },
  { name: 'segment-new', path: '/segments/new' },
  { name: 'imports', path: '/imports' },
  { name: 'import', path: '/imports', first: /^\/imports\/\d+$/ },
  { name: 'import-new', path: '/imports/new' },
  { name: 'import-check', made: 'draft' },
  { name: 'sources', path: '/imports/sources' },
  { name: 'campaigns', path: '/campaigns' },
  { name: 'campaign', ...CAMPAIGN },
  { name: 'campaign-agents', ...CAMPAIGN, then: '/agents' },
  { name: 'campaign-exclusions', ...CAMPAIGN, then: '/exclusions' },
  { name: 'campaign-attempts', ...CAMPAIGN, then: '/attempts' },
  { name: 'campaign-how', ...CAMPAIGN, then: '/how' },
  { name: 'campaign-rows', ...CAMPAIGN, then: '/rows?part=planned' },
  { name: 'campaign-what-if', ...DRAFT, then: '/what-if?agents=2' },
  { name: 'campaign-pause', ...CAMPAIGN, then: '/do/pause' },
  { name: 'campaign-new', path: '/campaigns/new' },
  { name: 'campaign-draft', ...DRAFT },
  { name: 'campaign-edit', ...DRAFT, then: '/edit' },
  { name: 'campaign-rehearsal', ...DRAFT, then: '/rehearsal', passing: 'id="rehearsal-progress"' },
  { name: 'follow-ups', path: '/follow-ups' },
  { name: 'follow-up', made: 'follow-up' },
  { name: 'handover', path: '/handover' },
  { name: 'handover-preview', path: '/handover?from=003&to=004' },
  { name: 'handover-even', path: '/handover/even?agent=003' },
  { name: 'rules', path: '/rules' },
  { name: 'policy', ...POLICY },
  { name: 'policy-edit', ...POLICY, then: '/edit' },
  { name: 'calendar', path: '/rules/calendar?region=CN' },
  { name: 'levels', path: '/rules/levels' },
  { name: 'templates', path: '/templates' },
  { name: 'template', ...TEMPLATE },
  { name: 'template-edit', ...TEMPLATE, then: '/edit' },
  { name: 'template-new', path: '/templates/new' },
  { name: 'template-approvals', path: '/templates/approvals' },
  { name: 'people', path: '/people' },
  { name: 'agent', path: '/people', first: /^\/people\/agents\/[^?]+$/ },
  { name: 'agent-new', path: '/people/new-agent' },
  { name: 'people-import', path: '/people/import' },
  { name: 'audit', path: '/audit' },
  { name: 'sandbox-phone', path: '/sandbox', first: /^\/sandbox\?thread=\d+$/ },
  { name: 'sandbox-mail', path: '/sandbox', first: /^\/sandbox\?mail=\d+$/ },
  { name: 'account-supervisor', path: '/account' },
  { name: 'not-found', path: '/no-such-page', status: 404 },
];

const AGENT: readonly Omit<Place, 'role'>[] = [
  { name: 'today-agent', path: '/' },
  { name: 'desk', path: '/desk' },
  { name: 'call', made: 'call' },
  { name: 'inbox-agent', path: '/inbox' },
  { name: 'customers-agent', path: '/customers' },
  { name: 'follow-ups-agent', path: '/follow-ups' },
  { name: 'rules-agent', path: '/rules' },
  { name: 'account', path: '/account' },
];

const MANAGER: readonly Omit<Place, 'role'>[] = [
  { name: 'today-manager', path: '/' },
  { name: 'campaigns-manager', path: '/campaigns' },
  { name: 'reports', path: '/reports' },
  { name: 'report', ...CAMPAIGN, then: '/report' },
  { name: 'report-rows', ...CAMPAIGN, then: '/report/rows?measure=planned' },
  { name: 'customers-manager', path: '/customers' },
];

const ADMIN: readonly Omit<Place, 'role'>[] = [
  { name: 'today-admin', path: '/' },
  { name: 'users', path: '/people/users' },
  { name: 'user', path: '/people/users', first: /^\/people\/users\/\d+$/ },
  { name: 'user-new', path: '/people/new-user' },
  { name: 'settings', path: '/settings' },
  { name: 'sources-admin', path: '/imports/sources' },
  { name: 'source-new', path: '/imports/sources/new' },
  { name: 'sandbox', path: '/sandbox' },
];

/** Every room of the console, and what customers see: one line to add another. */
export const PLACES: readonly Place[] = [
  { name: 'sign-in', role: null, path: '/sign-in' },
  { name: 'survey', role: null, made: 'survey' },
  { name: 'opt-out', role: null, made: 'opt-out' },
  ...SUPERVISOR.map((place) => ({ ...place, role: 'supervisor' as const })),
  ...AGENT.map((place) => ({ ...place, role: 'agent' as const })),
  ...MANAGER.map((place) => ({ ...place, role: 'manager' as const })),
  ...ADMIN.map((place) => ({ ...place, role: 'admin' as const })),
];

/** Where a place is, looked up on `page`, where somebody is signed in who sees it; null where there is nothing like it. */
export async function locate(
  page: Page,
  address: string,
  place: Place,
  made: Readonly<Partial<Record<Made, string | null>>>,
): Promise<string | null> {
  if (place.made !== undefined) return made[place.made] ?? null;
  if (place.first === undefined) return `${address}${place.path ?? '/'}`;
  await page.goto(`${address}${place.path ?? '/'}`);
  const links = await page
    .locator('main a[href]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  const first = links.find((link) => place.first?.test(link));
  if (first === undefined) return null;
  const found = `${address}${first}${place.then ?? ''}`;
  const { passing } = place;
  if (passing !== undefined) {
    const read = async () => (await page.context().request.get(found)).text();
    await until(`${place.name} is complete`, async () => !(await read()).includes(passing), COMPLETE_WITHIN_MS);
  }
  return found;
}

/** The agent on `page` takes the next call; answers with its address, null where none is due. */
export async function takeCall(page: Page, address: string): Promise<string | null> {
  await page.goto(`${address}/desk`);
  await page.locator('#desk-next').click();
  await page.waitForURL(/\/desk(\/calls\/|\?done=)/);
  return page.url().includes('/desk/calls/') ? page.url() : null;
}

/** The supervisor on `page` saves a segment of everybody in China; answers with its address. */
export async function saveSegment(page: Page, address: string): Promise<string> {
  await page.goto(`${address}/segments/new`);
  const csrf = await page.locator('#segment-form input[name=_csrf]').inputValue();
  const condition = { 'nodes[0][field]': 'country', 'nodes[0][op]': 'eq', 'nodes[0][value]': 'CN' };
  const form = { _csrf: csrf, name: '中国客户 · All in China', match: 'all', ...condition };
  const answer = await page.request.post(`${address}/segments/save`, { form });
  return answer.url();
}

/** The supervisor on `page` uploads a file with something right and something wrong; answers with the address of its check. */
export async function uploadDraft(page: Page, address: string, folder: string): Promise<string> {
  const file = join(folder, 'customers.csv');
  writeFileSync(file, 'customer_no,name,phone,country\nPLACE-1,王小明,13800138000,CN\nPLACE-2,李雷,12,CN\n');
  await page.goto(`${address}/imports/new`);
  await page.locator('#upload-form input[type=file]').setInputFiles(file);
  await page.locator('#upload-form button').last().click();
  await page.waitForURL(/\/imports\/\d+\/check/);
  return page.url();
}
