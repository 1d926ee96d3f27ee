import { ROLES, type Role } from '../kernel/words.js';
import { ACTIONS, canDo, isInScope, rowScope, scopeAgents } from './permissions.js';

const actionsOf = (role: Role) => ACTIONS.filter((action) => canDo(role, action));

describe('who may do what', () => {
  it('lets an administrator do everything', () => {
    expect(actionsOf('admin')).toEqual([...ACTIONS]);
  });

  it('gives every action at least one role', () => {
    for (const action of ACTIONS) expect(ROLES.some((role) => canDo(role, action))).toBe(true);
  });

  it('lets a manager look and never change', () => {
    expect(
      actionsOf('manager').filter((action) => /write|run|record|close|manage|handover|decide/.test(action)),
    ).toEqual([]);
  });

  it('keeps accounts, tokens and settings with the administrator', () => {
    for (const role of ['supervisor', 'agent', 'manager'] as const) {
      expect(actionsOf(role).filter((action) => action.endsWith('.manage'))).toEqual([]);
    }
  });

  it('keeps launching and importing from agents', () => {
    expect(canDo('agent', 'campaigns.write')).toBe(false);
    expect(canDo('agent', 'imports.run')).toBe(false);
    expect(canDo('agent', 'visits.record')).toBe(true);
  });
});

describe('whose rows', () => {
  it('shows an agent only its own', () => {
    const scope = rowScope({ role: 'agent', agentId: 7 });
    expect(isInScope(scope, 7)).toBe(true);
    expect(isInScope(scope, 8)).toBe(false);
    expect(isInScope(scope, null)).toBe(false);
  });

  it('shows a supervisor all of them, whatever agent the account may have', () => {
    const scope = rowScope({ role: 'supervisor', agentId: 7 });
    expect(isInScope(scope, 8)).toBe(true);
    expect(isInScope(scope, null)).toBe(true);
  });

  it('shows a supervisor with teams their rows and those that nobody has', () => {
    const scope = rowScope({ role: 'supervisor', agentId: null, teamAgentIds: [7, 8] });
    expect([7, null, 9].map((agentId) => isInScope(scope, agentId))).toEqual([true, true, false]);
    expect(scopeAgents(scope)).toEqual({ agentIds: [7, 8], orNobody: true });
  });

  it('takes teams from supervisors alone', () => {
    expect(rowScope({ role: 'manager', agentId: null, teamAgentIds: [7] })).toEqual({ kind: 'all' });
    expect(rowScope({ role: 'supervisor', agentId: null, teamAgentIds: [] })).toEqual({ kind: 'team', agentIds: [] });
  });

  it('shows an agent without a number nothing', () => {
    expect(isInScope(rowScope({ role: 'agent', agentId: null }), null)).toBe(false);
  });
});
