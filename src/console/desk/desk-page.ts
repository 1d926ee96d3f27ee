import type { DeskListLine } from '../../desk/call-desk.service.js';
import type { DeskDay, DoneToday } from '../../desk/desk-day.js';
import type { Reason } from '../../kernel/reason.js';
import { type DueChip, dueChips } from './due-chips.js';

/** A line of the agent's list. */
export interface DeskLine {
  readonly attemptId: number;
  readonly href: string;
  readonly name: string;
  readonly customerNo: string;
  readonly phone: string | null;
  readonly campaign: string;
  readonly due: DueChip | undefined;
  readonly scheduledAt: Date | null;
  readonly isAppointment: boolean;
  /** Open, offered, held with its reason, or waiting for its time. */
  readonly state: 'open' | 'offered' | 'held' | 'waiting' | 'ready';
  readonly reason: Reason | null;
}

/** A record of today, and what may still be done about it. */
export interface DoneLine extends DoneToday {
  readonly outcomeKey: string;
  readonly mayReopen: boolean;
}

/** The last outcome, with its way back or the reason why there is none. */
export interface LastOutcome {
  readonly visitId: number;
  readonly name: string;
  readonly outcomeKey: string;
  readonly undoRefusal: Reason | null;
}

/** The agent's calls. */
export interface DeskList {
  readonly lines: readonly DeskLine[];
  readonly isCut: boolean;
  readonly inHand: DeskLine | null;
  /** Nothing may be called before; null: something may be called now, or nothing is planned at all. */
  readonly nextAt: Date | null;
}

/** The list as it was drawn, and what the rest of the page says of it. */
export interface DrawnList extends Pick<DeskList, 'inHand' | 'nextAt'> {
  readonly html: string;
  readonly hasCalls: boolean;
}

/** What the desk shows while no call is on the page. */
export interface DeskPage {
  readonly hasAgent: boolean;
  readonly list: DrawnList;
  readonly numbers: DeskDay;
  readonly done: readonly DoneLine[];
  readonly last: LastOutcome | null;
  readonly refusal: Reason | null;
}

/** The rest of the page; `recorded` is the visit whose outcome was recorded last. */
export interface DeskRows {
  readonly list: DrawnList;
  readonly numbers: DeskDay;
  readonly done: readonly DoneToday[];
  readonly recorded: number | null;
  readonly refusal: Reason | null;
}

export const NO_DAY: DeskDay = { toCall: 0, called: 0, reached: 0, done: 0, target: 0 };

const NO_LIST: DrawnList = { html: '', hasCalls: false, inHand: null, nextAt: null };

/** An account without an agent's number has no desk of its own. */
export function deskWithoutAgent(refusal: Reason | null): DeskPage {
  return { hasAgent: false, list: NO_LIST, numbers: NO_DAY, done: [], last: null, refusal };
}

export function buildDeskPage({ list, numbers, done, recorded, refusal }: DeskRows): DeskPage {
  return { hasAgent: true, list, numbers, done: done.map(toDone), last: lastOutcome(done, recorded), refusal };
}

/** The first `limit` calls as they stand at `now`. */
export function buildDeskList(calls: readonly DeskListLine[], limit: number, now: Date): DeskList {
  const lines = calls.slice(0, limit).map((line) => toLine(line, now));
  const ready = lines.some(({ state }) => state === 'ready' || state === 'offered' || state === 'open');
  const times = lines.flatMap(({ state, scheduledAt }) => (state === 'waiting' && scheduledAt ? [scheduledAt] : []));
  const [first = null] = times.sort((one, other) => one.getTime() - other.getTime());
  return {
    lines,
    isCut: calls.length > limit,
    inHand: lines.find(({ state }) => state === 'open' || state === 'offered') ?? null,
    nextAt: ready ? null : first,
  };
}

const MINUTE_MS = 60_000;

/** When a list that nothing changed looks different: the next minute (distances are said in minutes), or the next call's time. */
export function listChangesAt({ lines }: DeskList, now: Date): Date {
  const minute = (Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS;
  const times = lines.flatMap(({ state, scheduledAt }) => (state === 'waiting' && scheduledAt ? [scheduledAt] : []));
  return new Date(Math.min(minute, ...times.map((time) => time.getTime())));
}

/** The record of that visit, if it is the newest one and was not taken back. */
export function lastOutcome(done: readonly DoneToday[], visitId: number | null): LastOutcome | null {
  const row = done.find((one) => one.visitId === visitId && one.isLast && !one.undone);
  if (row === undefined) return null;
  const { name, visitState } = row;
  const code = visitState === 'completed' ? 'undo-answered' : visitState === 'opted_out' ? 'undo-opted-out' : null;
  return {
    visitId: row.visitId,
    name,
    outcomeKey: outcomeKeyOf(row),
    undoRefusal: code === null ? null : { code, params: {} },
  };
}

function toLine(line: DeskListLine, now: Date): DeskLine {
  const { attemptId, name, customerNo, phone, campaign, scheduledAt, isAppointment, clocks } = line;
  return {
    attemptId,
    href: `/desk/calls/${attemptId}`,
    name,
    customerNo,
    phone,
    campaign,
    due: dueChips(clocks, now)[0],
    scheduledAt,
    isAppointment,
    state: stateOf(line, now),
    reason: line.state === 'held' ? (line.lastReason as Reason | null) : null,
  };
}

function stateOf({ state, scheduledAt }: DeskListLine, now: Date): DeskLine['state'] {
  if (state === 'handed_over') return 'open';
  if (state === 'claimed') return 'offered';
  if (state === 'held') return 'held';
  return scheduledAt !== null && scheduledAt > now ? 'waiting' : 'ready';
}

/** Only what was refused or not reached is opened again; the others say why not when they are undone. */
function toDone(row: DoneToday): DoneLine {
  const mayReopen = row.isLast && !row.undone && (row.visitState === 'refused' || row.visitState === 'unreachable');
  return { ...row, outcomeKey: outcomeKeyOf(row), mayReopen };
}

/** What became of the call: the line says more than "not reached". */
function outcomeKeyOf({ disposition, lineResult }: DoneToday): string {
  return disposition === 'not_reached' && lineResult !== null ? `line.${lineResult}` : `disposition.${disposition}`;
}
