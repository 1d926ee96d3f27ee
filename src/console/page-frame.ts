import type { Account } from '../access/account.js';
import { canDo } from '../access/permissions.js';
import type { Action } from '../access/permissions.js';
import { LOCALES } from '../kernel/words.js';
import type { Locale, Role } from '../kernel/words.js';

/** A line under the head of every page: messages go to the sandbox, the clock is shifted. */
export interface Banner {
  readonly kind: 'sandbox' | 'clock';
  readonly text: string;
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
  readonly rooms: readonly { href: string; labelKey: string; current: boolean }[];
  readonly languages: readonly { locale: Locale; name: string; current: boolean }[];
  readonly banners: readonly Banner[];
}

const LANGUAGE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': '中文' };

const ROOMS: readonly { href: string; labelKey: string; action?: Action }[] = [
  { href: '/', labelKey: 'console.room.today' },
  { href: '/campaigns', labelKey: 'console.room.campaigns', action: 'campaigns.read' },
  { href: '/api/docs', labelKey: 'console.room.api', action: 'settings.manage' },
];

/** The rooms that a role may enter; the one that holds `path` is marked. */
export function listRooms(role: Role, path: string): PageFrame['rooms'] {
  return ROOMS.filter((room) => room.action === undefined || canDo(role, room.action)).map(({ href, labelKey }) => ({
    href,
    labelKey,
    current: href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`),
  }));
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
