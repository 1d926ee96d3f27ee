import { ROLES } from '../../kernel/words.js';
import type { Role } from '../../kernel/words.js';
import type { TableDefinition } from '../table.js';

/** An account in the list. */
export interface UserListRow {
  readonly id: number;
  readonly sortValue: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly agentNo: string | null;
  readonly teams: readonly string[];
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

const STATES = ['enabled', 'disabled'] as const;

/** The list of accounts. */
export const USER_TABLE: TableDefinition<UserListRow> = {
  name: 'users',
  path: '/people/users',
  captionKey: 'console.people.users',
  emptyKey: 'console.people.no-users',
  sorts: {
    login: { sql: 'u.login', type: 'text' },
    name: { sql: 'u.name', type: 'text' },
    created: { sql: 'u.created_at', type: 'timestamptz' },
  },
  defaultSort: { sort: 'login', direction: 'asc' },
  filters: ['q', 'role', 'state'],
  fields: [
    { name: 'q', labelKey: 'console.people.find-user', kind: 'text' },
    {
      name: 'role',
      labelKey: 'console.people.role',
      kind: 'choice',
      options: ROLES.map((role) => ({ value: role, labelKey: `role.${role}` })),
    },
    {
      name: 'state',
      labelKey: 'console.people.state',
      kind: 'choice',
      options: STATES.map((state) => ({ value: state, labelKey: `console.people.account.${state}` })),
    },
  ],
  columns: [
    {
      name: 'login',
      labelKey: 'console.people.login',
      sort: 'login',
      cell: ({ id, login }) => ({ kind: 'text', text: login, href: `/people/users/${id}` }),
    },
    { name: 'name', labelKey: 'console.people.name', sort: 'name', cell: ({ name }) => ({ kind: 'text', text: name }) },
    { name: 'role', labelKey: 'console.people.role', cell: ({ role }) => ({ kind: 'word', key: `role.${role}` }) },
    {
      name: 'agentNo',
      labelKey: 'console.people.number',
      cell: ({ agentNo }) => ({ kind: 'text', text: agentNo ?? '' }),
    },
    {
      name: 'teams',
      labelKey: 'console.people.teams',
      cell: ({ teams }) => ({ kind: 'text', text: teams.join(' · ') }),
    },
    {
      name: 'state',
      labelKey: 'console.people.state',
      cell: ({ disabledAt }) => {
        const state = disabledAt === null ? 'enabled' : 'disabled';
        return { kind: 'state', state, key: `console.people.account.${state}` };
      },
    },
    {
      name: 'created',
      labelKey: 'console.people.created',
      sort: 'created',
      cell: ({ createdAt }) => ({ kind: 'dateTime', at: createdAt }),
    },
  ],
};
