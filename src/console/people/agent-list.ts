import type { TableDefinition } from '../table.js';

/** An agent in the list, with what they have in hand. */
export interface AgentListRow {
  readonly id: number;
  readonly sortValue: string;
  readonly agentNo: string;
  readonly name: string;
  readonly team: string | null;
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly regions: readonly string[];
  readonly weight: number;
  /** Visits that are planned or open. */
  readonly load: number;
  readonly state: AgentState;
}

/** Whether somebody can take calls today. */
export type AgentState = 'working' | 'away' | 'inactive';
export const AGENT_STATES: readonly AgentState[] = ['working', 'away', 'inactive'];

/** The list of agents; `teams` are those that there are. */
export function agentTable(teams: readonly string[]): TableDefinition<AgentListRow> {
  return {
    name: 'agents',
    path: '/people',
    captionKey: 'console.people.agents',
    emptyKey: 'console.people.no-agents',
    sorts: {
      number: { sql: 'a.agent_no', type: 'text' },
      name: { sql: 'a.name', type: 'text' },
      team: { sql: `coalesce(a.team, '')`, type: 'text' },
      weight: { sql: 'a.weight', type: 'numeric' },
    },
    defaultSort: { sort: 'number', direction: 'asc' },
    filters: ['q', 'team', 'state'],
    fields: [
      { name: 'q', labelKey: 'console.people.find', kind: 'text' },
      {
        name: 'team',
        labelKey: 'console.people.team',
        kind: 'choice',
        options: teams.map((team) => ({ value: team, label: team })),
      },
      {
        name: 'state',
        labelKey: 'console.people.state',
        kind: 'choice',
        options: AGENT_STATES.map((state) => ({ value: state, labelKey: `console.people.state.${state}` })),
      },
    ],
    columns: [
      {
        name: 'number',
        labelKey: 'console.people.number',
        sort: 'number',
        cell: ({ agentNo }) => ({ kind: 'text', text: agentNo, href: agentHref(agentNo) }),
      },
      {
        name: 'name',
        labelKey: 'console.people.name',
        sort: 'name',
        cell: ({ name, agentNo }) => ({ kind: 'text', text: name, href: agentHref(agentNo) }),
      },
      { name: 'team', labelKey: 'console.people.team', sort: 'team', cell: ({ team }) => text(team ?? '') },
      { name: 'skills', labelKey: 'console.people.skills', cell: ({ skills }) => text(skills.join(' · ')) },
      { name: 'languages', labelKey: 'console.people.languages', cell: ({ languages }) => text(languages.join(' · ')) },
      { name: 'regions', labelKey: 'console.people.regions', cell: ({ regions }) => text(regions.join(' · ')) },
      {
        name: 'weight',
        labelKey: 'console.people.weight',
        isNumber: true,
        sort: 'weight',
        cell: ({ weight }) => ({ kind: 'number', number: weight }),
      },
      {
        name: 'load',
        labelKey: 'console.people.load',
        isNumber: true,
        cell: ({ load }) => ({ kind: 'number', number: load }),
      },
      {
        name: 'state',
        labelKey: 'console.people.state',
        cell: ({ state }) => ({ kind: 'state', state, key: `console.people.state.${state}` }),
      },
    ],
  };
}

/** Where an agent's page is. */
export function agentHref(agentNo: string): string {
  return `/people/agents/${encodeURIComponent(agentNo)}`;
}

function text(value: string) {
  return { kind: 'text', text: value } as const;
}
