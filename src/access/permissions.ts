import type { Role } from '../kernel/words.js';

/** Everything that can be asked of the service, by who may ask it; the one table behind API and pages. */
const ALLOWED = {
  'customers.read': ['admin', 'supervisor', 'agent', 'manager'],
  'customers.write': ['admin', 'supervisor', 'agent'],
  'imports.run': ['admin', 'supervisor'],
  'segments.read': ['admin', 'supervisor', 'manager'],
  'segments.write': ['admin', 'supervisor'],
  'agents.read': ['admin', 'supervisor', 'manager'],
  'agents.write': ['admin', 'supervisor'],
  'rules.read': ['admin', 'supervisor', 'agent', 'manager'],
  'rules.write': ['admin', 'supervisor'],
  'campaigns.read': ['admin', 'supervisor', 'manager'],
  'campaigns.write': ['admin', 'supervisor'],
  'visits.record': ['admin', 'supervisor', 'agent'],
  'visits.handover': ['admin', 'supervisor'],
  'desk.work': ['admin', 'supervisor', 'agent'],
  'follow-ups.read': ['admin', 'supervisor', 'agent', 'manager'],
  'follow-ups.close': ['admin', 'supervisor'],
  'inbox.decide': ['admin', 'supervisor', 'agent'],
  'opt-outs.read': ['admin', 'supervisor'],
  'opt-outs.write': ['admin', 'supervisor', 'agent'],
  'reports.read': ['admin', 'supervisor', 'manager'],
  'reports.close': ['admin', 'supervisor'],
  'sandbox.use': ['admin', 'supervisor', 'agent', 'manager'],
  'users.manage': ['admin'],
  'tokens.manage': ['admin'],
  'settings.manage': ['admin'],
  'audit.read': ['admin', 'supervisor'],
  'metrics.read': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

/** The name of something that a role may or may not do. */
export type Action = keyof typeof ALLOWED;

/** Every action, in the order of the table. */
export const ACTIONS = Object.keys(ALLOWED) as readonly Action[];

/** Whether `role` may do `action`. */
export function canDo(role: Role, action: Action): boolean {
  return (ALLOWED[action] as readonly Role[]).includes(role);
}

/** What `role` may do. */
export function actionsOf(role: Role): Action[] {
  return ACTIONS.filter((action) => canDo(role, action));
}

/** Whose rows an account may see: an agent its own, everybody else all. */
export type RowScope = { readonly kind: 'all' } | { readonly kind: 'agent'; readonly agentId: number };

/** The rows of visits, calls and records that an account may see; an agent without a number sees nothing of others. */
export function rowScope(account: { readonly role: Role; readonly agentId: number | null }): RowScope {
  return account.role === 'agent' ? { kind: 'agent', agentId: account.agentId ?? 0 } : { kind: 'all' };
}

/** Whether a row of agent `agentId` (null: nobody's yet) lies within `scope`. */
export function isInScope(scope: RowScope, agentId: number | null): boolean {
  return scope.kind === 'all' || scope.agentId === agentId;
}
