import { Injectable } from '@nestjs/common';
import type { Agent } from '../archive/agent.js';
import { Database } from '../database/database.service.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { maskPhone } from '../kernel/masking.js';
import { reason } from '../kernel/reason.js';
import { CallService } from '../planning/call.service.js';
import { CallScreenService, show } from './call-screen.service.js';
import { type VisitClocks, visitClocks } from './clocks.js';
import type { DeskCall } from './desk-call.js';
import { DeskContext } from './desk-context.service.js';
import type { DeskDay, DoneToday } from './desk-day.js';
import { DeskHomeReadModel, type DeskHomeRows, parseList } from './desk-home.read-model.js';
import { type CallFacts, DeskReadModel, type HeldCall, type ListedCall } from './desk.read-model.js';

/** A line of the agent's list; the number is masked. */
export interface DeskListLine extends Omit<ListedCall, 'dueAt' | 'weekDueAt' | 'openedAt'> {
  readonly clocks: VisitClocks;
}

/** What the first page of the desk shows. */
export interface DeskHome extends DeskHomeRows {
  /** The calls that `listText` holds. */
  readonly list: () => DeskListLine[];
}

const MAX_LISTED = 200;
const MAX_DONE = 50;
const ONE_OPEN_CALL = 'attempts_one_open_call_uniq';
/** How long before its time an appointment may be opened, in milliseconds. */
const APPOINTMENT_EARLY_MS = 5 * 60_000;

/** Calls as an agent takes them: listed, offered, opened, given back. */
@Injectable()
export class CallDeskService {
  constructor(
    private readonly database: Database,
    private readonly desk: DeskContext,
    private readonly readModel: DeskReadModel,
    private readonly calls: CallService,
    private readonly screens: CallScreenService,
    private readonly homes: DeskHomeReadModel,
  ) {}

  /** The agent's calls, what is in hand first, then by what is due. */
  async list(agentId: number, limit = MAX_LISTED): Promise<DeskListLine[]> {
    const { now } = await this.desk.today();
    const rows = await this.readModel.list(this.database, agentId, Math.min(limit, MAX_LISTED));
    return rows.map((row) => toLine(row, now));
  }

  /** The call in hand, else the next that may be made now, offered to this agent; null when there is none. */
  async next(agentId: number | null): Promise<DeskCall | null> {
    const agent = await this.desk.agent(agentId);
    const offer = await this.calls.offerNext(agent.id);
    return offer === null ? null : this.screen(await this.facts(offer.attemptId), agent);
  }

  /**
   * Opens a call: from here on it is made. Throws RefusedError when another agent holds it (`call-held` says who),
   * when this agent has another one open, when it may not be made now, or when there is no script for it.
   */
  async open(attemptId: number, agentId: number | null): Promise<DeskCall> {
    const agent = await this.desk.agent(agentId);
    const before = await this.facts(attemptId);
    await this.checkHand(before, agent.id);
    const around = await this.screens.around(before, agent, await this.desk.today());
    const { scriptProblem } = around.script;
    if (scriptProblem !== null) throw new RefusedError(scriptProblem, `There is no script (${scriptProblem.code}).`);
    await this.calls.take(attemptId, agent.id);
    await this.calls.open(attemptId, agent.id).catch((error: unknown) => this.explain(attemptId, agent.id, error));
    const after = await this.facts(attemptId);
    // The newest rules may have chosen another number, for which the script is read again.
    return after.address === before.address ? show(after, around) : this.screen(after, agent);
  }

  /** A call of the agent's own as it stands, before it is opened and while it is. Throws RefusedError (`call-held`). */
  async look(attemptId: number, agentId: number | null): Promise<DeskCall> {
    const agent = await this.desk.agent(agentId);
    return this.screen(await this.hand(attemptId, agent.id), agent);
  }

  /** The facts of a call of the agent's own, with its draft. Throws RefusedError (`call-held`). */
  async hand(attemptId: number, agentId: number | null): Promise<CallFacts> {
    const facts = await this.facts(attemptId);
    checkHolder(facts, agentId);
    return facts;
  }

  /** The first page of the desk: the list, the day, and what was recorded, in one statement. */
  async home(agentId: number, limit: number): Promise<DeskHome> {
    const { now, from, to } = await this.desk.day();
    const most = Math.min(limit, MAX_LISTED + 1);
    const rows = await this.homes.read({ agentId, from, to, mostDone: MAX_DONE, limit: most });
    return { ...rows, list: () => parseList(rows.listText).map((row) => toLine(row, now)) };
  }

  /** The agent's day: the numbers, and what was recorded. */
  async day(agentId: number): Promise<{ numbers: DeskDay; done: readonly DoneToday[] }> {
    const { numbers, done } = await this.home(agentId, 0);
    return { numbers, done };
  }

  /** Gives an offered call back. */
  async release(attemptId: number, agentId: number | null): Promise<void> {
    const agent = await this.desk.agent(agentId);
    await this.calls.release(attemptId, agent.id);
  }

  private async facts(attemptId: number): Promise<CallFacts> {
    const facts = await this.readModel.facts(this.database, attemptId);
    if (facts?.channel !== 'call') throw new NotFoundError('call', attemptId);
    return facts;
  }

  private async screen(facts: CallFacts, agent: Agent): Promise<DeskCall> {
    return this.screens.screen(facts, agent, await this.desk.today());
  }

  private async checkHand(call: HeldCall, agentId: number): Promise<void> {
    checkHolder(call, agentId);
    const other = await this.readModel.otherOpen(this.database, agentId, call.attemptId);
    if (other !== null) {
      throw new RefusedError(reason('another-call-open', { visitId: other.visitId }), 'Record the open call first.');
    }
    const { now } = await this.desk.today();
    const isEarly = call.scheduledAt !== null && call.scheduledAt.getTime() - now.getTime() > APPOINTMENT_EARLY_MS;
    if (call.isAppointment && call.state !== 'handed_over' && isEarly) {
      const at = call.scheduledAt.toISOString();
      throw new RefusedError(reason('appointment-later', { at }), 'The customer asked for a later time.');
    }
  }

  /** Between the look and the opening somebody else may have been faster: then it says who. */
  private async explain(attemptId: number, agentId: number, error: unknown): Promise<never> {
    const held = await this.readModel.held(this.database, attemptId);
    if (held !== null) checkHolder(held, agentId);
    // Two clicks at the same instant: the database lets one call be open.
    if (isViolationOf(error, ONE_OPEN_CALL)) {
      const other = await this.readModel.otherOpen(this.database, agentId, attemptId);
      const why = reason('another-call-open', { visitId: other?.visitId ?? 0 });
      throw new RefusedError(why, 'Record the open call first.');
    }
    throw error;
  }
}

function isViolationOf(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === constraint;
}

function checkHolder(call: HeldCall, agentId: number | null): void {
  const inHand = call.state === 'claimed' || call.state === 'handed_over';
  const holder = inHand ? call.claimedBy : call.agentId;
  if (holder === agentId) return;
  const params = { agentNo: call.holderNo ?? '', name: call.holderName ?? '' };
  const code = inHand ? 'call-held' : 'call-of-another';
  throw new RefusedError(reason(code, params), `This call is with agent ${params.agentNo}.`);
}

function toLine({ dueAt, weekDueAt, openedAt, phone, ...line }: ListedCall, now: Date): DeskListLine {
  return {
    ...line,
    phone: phone === null ? null : maskPhone(phone),
    clocks: visitClocks({ dueAt, weekDueAt, openedAt }, now),
  };
}
