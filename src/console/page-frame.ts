import type { Account } from '../access/account.js';
import { canDo } from '../access/permissions.js';
import type { Action } from '../access/permissions.js';
import { LOCALES } from '../kernel/words.js';
import type { Locale, Role } from '../kernel/words.js';

/** A line under the head of every page: messages go to the sandbox, the clock is shifted. */
export interface Banner {
  readonly kind: 'sandbox' | 'clock';
  readonly text: string;
  /** The same for a small screen, where the text would be cut. */
  readonly short?: string;
}

/** What the layout of a signed-in page needs. */
export interface PageFrame {
  readonly title: string;
  readonly organisation: string;
  readonly locale: Locale;
  readonly path: string;
  readonly query: string;
  readonly account: Account | null;
  readonly csrf: string;
  readonly nonce: string;
  readonly rooms: readonly { href: string; labelKey: string; icon: string; current: boolean }[];
  readonly languages: readonly { locale: Locale; name: string; current: boolean }[];
  readonly banners: readonly Banner[];
  /** What was just done, in words; null on a page that nothing led to. */
  readonly done: string | null;
  /** Everything above the page itself, drawn. */
  readonly top: string;
}

const LANGUAGE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': '中文' };

interface Room {
  readonly href: string;
  readonly labelKey: string;
  readonly icon: string;
  readonly action?: Action;
  /** For whom it is, where the action alone would open it for more. */
  readonly roles?: readonly Role[];
}

const ROOMS: readonly Room[] = [
  { href: '/', labelKey: 'console.room.today', icon: 'today' },
  { href: '/desk', labelKey: 'console.room.desk', icon: 'phone', action: 'desk.work', roles: ['agent'] },
  { href: '/inbox', labelKey: 'console.room.inbox', icon: 'message', action: 'inbox.decide' },
  { href: '/customers', labelKey: 'console.room.customers', icon: 'people', action: 'customers.read' },
  { href: '/sending', labelKey: 'console.room.work', icon: 'email', action: 'work.read' },
  { href: '/segments', labelKey: 'console.room.segments', icon: 'filter', action: 'segments.read' },
  { href: '/imports', labelKey: 'console.room.imports', icon: 'import', action: 'imports.run' },
  { href: '/campaigns', labelKey: 'console.room.campaigns', icon: 'campaign', action: 'campaigns.read' },
  { href: '/follow-ups', labelKey: 'console.room.follow-ups', icon: 'warning', action: 'follow-ups.read' },
  { href: '/reports', labelKey: 'console.room.reports', icon: 'report', action: 'reports.read' },
  { href: '/rules', labelKey: 'console.room.rules', icon: 'clock', action: 'rules.read' },
  {
    href: '/templates',
    labelKey: 'console.room.templates',
    icon: 'template',
    action: 'rules.read',
    roles: ['admin', 'supervisor', 'manager'],
  },
  { href: '/people', labelKey: 'console.room.people', icon: 'person', action: 'agents.read' },
  { href: '/settings', labelKey: 'console.room.settings', icon: 'settings', action: 'settings.manage' },
  { href: '/audit', labelKey: 'console.room.audit', icon: 'audit', action: 'audit.read' },
  { href: '/sandbox', labelKey: 'console.room.sandbox', icon: 'sandbox', action: 'sandbox.use' },
];

/** The rooms that a role may enter; the one that holds `path` is marked. The sandbox has a room only while it is in use. */
export function listRooms(role: Role, path: string, hasSandbox = true): PageFrame['rooms'] {
  return ROOMS.filter((room) => mayEnter(room, role) && (hasSandbox || room.href !== '/sandbox')).map(
    ({ href, labelKey, icon }) => ({
      href,
      labelKey,
      icon,
      current: href === roomOf(path),
    }),
  );
}

/** The room that holds a path: what Today leads to belongs to Today, a campaign's report to the reports. */
function roomOf(path: string): string {
  if (/^\/campaigns\/\d+\/report(\/|$)/.test(path)) return '/reports';
  if (/^\/(today|handover)(\/|$)/.test(path)) return '/';
  return ROOMS.find(({ href }) => href !== '/' && (path === href || path.startsWith(`${href}/`)))?.href ?? path;
}

function mayEnter({ action, roles }: Room, role: Role): boolean {
  return (action === undefined || canDo(role, action)) && (roles === undefined || roles.includes(role));
}

/** A path with the language that its links shall speak; a language that it names already is replaced. */
export function withLanguage(path: string, locale: Locale): string {
  const [before = '', hash] = path.split('#', 2);
  const [place = '', query = ''] = before.split('?', 2);
  const params = new URLSearchParams(query);
  params.set('lang', locale);
  return `${place}?${params.toString()}${hash === undefined ? '' : `#${hash}`}`;
}

const GET_FORM = String.raw`<form\b(?=[^>]*\smethod="get")(?=[^>]*\saction="\/(?!\/))[^>]*>`;
const OWN_PATH = String.raw`\b(href|action|formaction|hx-get|hx-post)="(\/(?!\/|assets\/|api\/)[^"]*)"`;
const LANGUAGE_CARRIERS = new RegExp(`${GET_FORM}|${OWN_PATH}`, 'gi');

/**
 * A page's links and forms, made to stay in the language that its URL asked for. Only our own pages are meant. A form that
 * asks (GET) gets a hidden field: the browser puts its fields in the place of the address's query.
 */
export function carryLanguage(html: string, locale: Locale): string {
  return html.replace(LANGUAGE_CARRIERS, (found: string, name: string | undefined, path = '') =>
    name === undefined
      ? `${found}<input type="hidden" name="lang" value="${locale}">`
      : `${name}="${withLanguage(path.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='), locale).replaceAll('&', '&amp;')}"`,
  );
}

/** The two languages, each under its own name. */
export function listLanguages(locale: Locale): PageFrame['languages'] {
  return LOCALES.map((one) => ({ locale: one, name: LANGUAGE_NAMES[one], current: one === locale }));
}

/** The language of a page: asked for in the URL, chosen before, the browser's, the organisation's; the first that we have. */
export function chooseLocale(
  wishes: readonly (string | null | undefined)[],
  acceptLanguage: string | undefined,
  fallback: Locale,
): Locale {
  for (const wish of wishes) {
    const known = wish ? toLocale(wish) : null;
    if (known) return known;
  }
  for (const range of (acceptLanguage ?? '').split(',')) {
    const known = toLocale(range.split(';')[0]?.trim() ?? '');
    if (known) return known;
  }
  return fallback;
}

/** A path of our own to go back to, never another site. */
export function safeBack(path: unknown): string {
  return typeof path === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(path) && path.length < 500 ? path : '/';
}

function toLocale(tag: string): Locale | null {
  const lower = tag.toLowerCase();
  if (lower === 'zh' || lower.startsWith('zh-')) return 'zh-CN';
  return lower === 'en' || lower.startsWith('en-') ? 'en' : null;
}
