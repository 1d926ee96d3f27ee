import type { Role } from '../../src/kernel/words.js';

/** A page that is photographed. Whose it is decides who signs in; null: a customer, without any session. */
export interface Place {
  /** The name of its pictures. */
  readonly name: string;
  readonly role: Role | null;
  /** An address of our own … */
  readonly path?: string;
  /** … or the first link on `path` that looks like this, … */
  readonly first?: RegExp;
  /** … with this behind it. */
  readonly then?: string;
  /** … or a link that a customer got: to the survey, or to the opt-out page. */
  readonly sent?: 'survey' | 'opt-out';
}

/** Every room of the console, and what customers see: one line to add another. */
export const PLACES: readonly Place[] = [
  { name: 'sign-in', role: null, path: '/sign-in' },
  { name: 'today-admin', role: 'admin', path: '/' },
  { name: 'today-supervisor', role: 'supervisor', path: '/' },
  { name: 'today-agent', role: 'agent', path: '/' },
  { name: 'today-manager', role: 'manager', path: '/' },
  { name: 'desk', role: 'agent', path: '/desk' },
  { name: 'inbox', role: 'supervisor', path: '/inbox' },
  { name: 'customers', role: 'supervisor', path: '/customers' },
  { name: 'customer', role: 'supervisor', path: '/customers', first: /^\/customers\/\d+$/ },
  { name: 'customer-new', role: 'supervisor', path: '/customers/new' },
  { name: 'segments', role: 'supervisor', path: '/segments' },
  { name: 'imports', role: 'supervisor', path: '/imports' },
  { name: 'campaigns', role: 'supervisor', path: '/campaigns' },
  { name: 'campaign', role: 'supervisor', path: '/campaigns', first: /^\/campaigns\/\d+$/ },
  { name: 'campaign-new', role: 'supervisor', path: '/campaigns/new' },
  { name: 'follow-ups', role: 'supervisor', path: '/follow-ups' },
  { name: 'reports', role: 'manager', path: '/reports' },
  { name: 'report', role: 'manager', path: '/campaigns', first: /^\/campaigns\/\d+$/, then: '/report' },
  { name: 'rules', role: 'supervisor', path: '/rules' },
  { name: 'calendar', role: 'supervisor', path: '/rules/calendar' },
  { name: 'templates', role: 'supervisor', path: '/templates' },
  { name: 'template', role: 'supervisor', path: '/templates', first: /^\/templates\/[^?]+$/ },
  { name: 'people', role: 'supervisor', path: '/people' },
  { name: 'agent', role: 'supervisor', path: '/people', first: /^\/people\/agents\/[^?]+$/ },
  { name: 'people-import', role: 'supervisor', path: '/people/import' },
  { name: 'users', role: 'admin', path: '/people/users' },
  { name: 'user', role: 'admin', path: '/people/users', first: /^\/people\/users\/\d+$/ },
  { name: 'account', role: 'agent', path: '/account' },
  { name: 'settings', role: 'admin', path: '/settings' },
  { name: 'audit', role: 'supervisor', path: '/audit' },
  { name: 'sandbox', role: 'admin', path: '/sandbox' },
  { name: 'sandbox-phone', role: 'supervisor', path: '/sandbox', first: /^\/sandbox\?thread=\d+$/ },
  { name: 'sandbox-mail', role: 'supervisor', path: '/sandbox', first: /^\/sandbox\?mail=\d+$/ },
  { name: 'handover', role: 'supervisor', path: '/handover' },
  { name: 'find', role: 'supervisor', path: '/find?q=%E7%8E%8B' },
  { name: 'survey', role: null, sent: 'survey' },
  { name: 'opt-out', role: null, sent: 'opt-out' },
];

/** A screen: both are designed, not squeezed. */
export const SCREENS = [
  { name: '1440', width: 1440, height: 900 },
  { name: '390', width: 390, height: 844 },
] as const;
export const LANGUAGES = ['en', 'zh-CN'] as const;
export const SCHEMES = ['light', 'dark'] as const;
