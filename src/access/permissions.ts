import type { Role } from '../kernel/words.js';

/** Everything that can be asked of the service, by who may ask it; the one table behind API and pages. */
const ALLOWED = {
  'customers.read': ['admin', 'supervisor', 'agent', 'manager'],
  'customers.write': ['admin', 'supervisor', 'agent'],
  'customers.merge': ['admin', 'supervisor'],
  'lists.export': ['admin', 'supervisor', 'manager'],
  'lists.unmask': ['admin', 'supervisor'],
  'imports.run': ['admin', 'supervisor'],
  'sources.write': ['admin'],
  'segments.read': ['admin', 'supervisor', 'manager'],
  'segments.write': ['admin', 'supervisor'],
  'agents.read': ['admin', 'supervisor', 'manager'],
  'agents.write': ['admin', 'supervisor'],
  'rules.read': ['admin', 'supervisor', 'agent', 'manager'],
  'rules.write': ['admin', 'supervisor'],
  'approvals.decide': ['admin', 'supervisor'],
  'campaigns.read': ['admin', 'supervisor', 'manager'],
  'campaigns.write': ['admin', 'supervisor'],
  'visits.read': ['admin', 'supervisor', 'agent', 'manager'],
  'visits.record': ['admin', 'supervisor', 'agent'],
  'visits.handover': ['admin', 'supervisor'],
  'visits.settle': ['admin', 'supervisor'],
  'work.read': ['admin', 'supervisor'],
  'sending.hold': ['admin'],
  'desk.work': ['admin', 'supervisor', 'agent'],
  'follow-ups.read': ['admin', 'supervisor', 'agent', 'manager'],
  'follow-ups.close': ['admin', 'supervisor'],
  'inbox.decide': ['admin', 'supervisor', 'agent'],
  'opt-outs.read': ['admin', 'supervisor'],
  'opt-outs.write': ['admin', 'supervisor', 'agent'],
  'addresses.lift': ['admin', 'supervisor'],
  'returned-mail.decide': ['admin', 'supervisor'],
  'reports.read': ['admin', 'supervisor', 'manager'],
  'reports.close': ['admin', 'supervisor'],
  'digests.read': ['admin', 'supervisor', 'manager'],
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

/** Whose rows an account may see: an agent its own, a supervisor with teams theirs and nobody's, everybody else all. */
export type RowScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'agent'; readonly agentId: number }
  | { readonly kind: 'team'; readonly agentIds: readonly number[] };

/** The rows of visits, calls and records that an account may see; an agent without a number sees nothing of others. */
export function rowScope(account: {
  readonly role: Role;
  readonly agentId: number | null;
  readonly teamAgentIds?: readonly number[] | null;
}): RowScope {
  if (account.role === 'agent') return { kind: 'agent', agentId: account.agentId ?? 0 };
  const agentIds = account.role === 'supervisor' ? account.teamAgentIds : null;
  return agentIds ? { kind: 'team', agentIds } : { kind: 'all' };
}

/** Whether a row of agent `agentId` (null: nobody's yet) lies within `scope`. */
export function isInScope(scope: RowScope, agentId: number | null): boolean {
  if (scope.kind === 'all') return true;
  if (scope.kind === 'agent') return scope.agentId === agentId;
  return agentId === null || scope.agentIds.includes(agentId);
}

/** The agents of a scope for a statement: null is everybody; `orNobody` takes in the rows that nobody has. */
export function scopeAgents(scope: RowScope): {
  readonly agentIds: readonly number[] | null;
  readonly orNobody: boolean;
} {
  if (scope.kind === 'all') return { agentIds: null, orNobody: true };
  if (scope.kind === 'agent') return { agentIds: [scope.agentId], orNobody: false };
  return { agentIds: scope.agentIds, orNobody: true };
}
