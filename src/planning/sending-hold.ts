/** Why sending is held: somebody knows of a message that this database does not know, or it lives elsewhere than before. */
export type HoldCause = 'unknown-hand-over' | 'other-server' | 'unknown-receipt' | 'person';

/** Whether sending is held, as a condition; nothing is handed over while it is true. */
export const IS_HELD_SQL = 'EXISTS (SELECT FROM sending_holds WHERE sending_holds.ended_at IS NULL)';

/** Whether nobody has confirmed the hold yet, as a condition; nothing new is planned by itself while it is true. */
export const IS_UNCONFIRMED_SQL =
  'EXISTS (SELECT FROM sending_holds WHERE sending_holds.ended_at IS NULL AND sending_holds.confirmed_at IS NULL)';

/** What a machine remembers of the last message that each of its loops handed over: the attempt and the claim's token. */
export interface Witness {
  readonly attemptId: number;
  readonly token: string;
  /** Business time of the hand-over. */
  readonly at: string;
}

/** What is known when a worker begins: what machines remember, and where the database lived and lives. */
export interface DatabaseSigns {
  readonly known: readonly Witness[];
  readonly unknown: readonly Witness[];
  /** Null: never noted, or the server does not tell. */
  readonly serverBefore: string | null;
  readonly serverNow: string | null;
}

/**
 * Whether this database is the newest one. A commit that survived proves all before it, so one remembered hand-over that it
 * knows is proof, and one that it does not know is proof of the contrary. Another server (a copy, a restore to a point in
 * time, a promoted standby) without any such proof is a reason to ask.
 */
export function judgeDatabase({ known, unknown, serverBefore, serverNow }: DatabaseSigns): HoldCause | null {
  if (unknown.length > 0) return 'unknown-hand-over';
  const hasMoved = serverBefore !== null && serverNow !== null && serverBefore !== serverNow;
  return hasMoved && known.length === 0 ? 'other-server' : null;
}
