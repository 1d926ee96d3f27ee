import type { RowScope } from '../access/permissions.js';

/** Who works at the desk: the name in the history, the agent (null: an account without a number), and whose rows are open. */
export interface DeskUser {
  readonly actor: string;
  readonly agentId: number | null;
  readonly scope: RowScope;
}
