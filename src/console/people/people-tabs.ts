import { canDo } from '../../access/permissions.js';
import type { Role } from '../../kernel/words.js';

/** The tabs of the room: agents for whoever enters, accounts for administrators. */
export function peopleTabs(role: Role, current: 'agents' | 'users') {
  const tabs = [
    { href: '/people', labelKey: 'console.people.agents', current: current === 'agents' },
    { href: '/people/users', labelKey: 'console.people.users', current: current === 'users' },
  ];
  return canDo(role, 'users.manage') ? { labelKey: 'console.people.tabs', tabs } : null;
}
