import type { Role } from '../../src/kernel/words.js';
import type { BrowserWorld } from './browser-world.js';

/** A page of the console, for the role that needs it most; `:name` stands for something that the demonstration has. */
export interface Place {
  readonly path: string;
  readonly role: Role;
}

/** Every room and its most important pages. */
export const PLACES: readonly Place[] = [
  ...[
    '/',
    '/inbox',
    '/customers',
    '/customers/:customer',
    '/customers/:customer/edit',
    '/customers/new',
    '/customers/lists/unclassified',
    '/customers/duplicates',
    '/find?q=138',
    '/segments',
    '/segments/new',
    '/imports',
    '/imports/new',
    '/imports/sources',
    '/campaigns',
    '/campaigns/:campaign',
    '/campaigns/:campaign?tab=agents',
    '/campaigns/:campaign?tab=exclusions',
    '/campaigns/:campaign?tab=attempts',
    '/campaigns/:campaign/rows?part=planned',
    '/campaigns/new',
    '/follow-ups',
    '/handover',
    '/rules',
    '/rules/calendar?region=CN&year=2026',
    '/templates',
    '/templates/visit-survey/sms/zh-CN',
    '/people',
    '/people/agents/:agent',
    '/audit',
    '/sandbox',
    '/account',
  ].map((path) => ({ path, role: 'supervisor' }) as const),
  ...['/', '/desk', '/inbox', '/customers', '/follow-ups'].map((path) => ({ path, role: 'agent' }) as const),
  ...['/', '/campaigns', '/reports', '/campaigns/:campaign/report', '/customers'].map(
    (path) => ({ path, role: 'manager' }) as const,
  ),
  ...['/people?tab=users', '/settings', '/imports/sources'].map((path) => ({ path, role: 'admin' }) as const),
];

/** The paths with something of the demonstration in the place of each `:name`. */
export async function placesOf(world: BrowserWorld): Promise<readonly Place[]> {
  const first = async (path: string) => (await world.api<{ items: Record<string, unknown>[] }>(path)).items[0] ?? {};
  const customer = await first('customers?limit=1');
  const campaigns = (await world.api<{ items: Record<string, unknown>[] }>('campaigns')).items;
  const campaign = campaigns.find(({ state }) => state === 'running') ?? campaigns[0] ?? {};
  const agent = await first('agents');
  const names: Record<string, string> = {
    customer: String(customer['id'] as number),
    campaign: String((campaign['id'] ?? campaign['campaignId']) as number),
    agent: String(agent['agentNo'] as string),
  };
  return PLACES.map(({ path, role }) => ({
    role,
    path: path.replace(/:([a-z]+)/g, (_, name: string) => names[name] ?? name),
  }));
}
