import type { INestApplicationContext } from '@nestjs/common';
import { CampaignService } from '../../src/campaigns/campaign.service.js';
import { Database } from '../../src/database/database.service.js';
import { DeskService } from '../../src/desk/desk.service.js';
import { DispatchWorker } from '../../src/dispatch/dispatch.worker.js';
import { AdvanceRungsJob } from '../../src/planning/advance-rungs.job.js';
import { CompleteCampaignsJob } from '../../src/planning/complete-campaigns.job.js';
import type { ErrorClass } from '../../src/planning/move.js';
import { VisitService } from '../../src/planning/visit.service.js';
import type { CallFate } from '../../src/sandbox/answer-model.js';
import type { Answers } from '../../src/sandbox/draw-rates.js';
import { RunCounts } from '../../src/sandbox/rehearsal-counts.js';
import { RehearsalRun } from '../../src/sandbox/rehearsal-run.js';
import type { RehearsalService } from '../../src/sandbox/rehearsal.service.js';
import { agentUser } from './desk-stage.js';
import type { FixedClock } from './fixed-clock.js';

const MINUTE = 60_000;
const signal = new AbortController().signal;

/** What the customers of a campaign do; each is named by the number of the customer. */
export interface Script {
  /** Minutes after the hand-over; null: no answer. */
  answersAfter?(customer: number, channel: 'sms' | 'email'): number | null;
  /** How a message fails; the sandbox must treat the customer's address so. */
  fails?(customer: number, channel: 'sms' | 'email'): ErrorClass | null;
  /** What comes of the customer's n-th call. */
  call?(customer: number, n: number): CallFate;
}

/** What of a timeline both have: the minute of each contact, and how each visit ended. */
export interface Story {
  readonly contacts: readonly string[];
  readonly ends: readonly string[];
}

/** When the agents work, all alike. */
export interface Shifts {
  readonly minutesPerCall: number;
  /** The first moment from `at` on at which a whole call fits into a shift. */
  nextStart(at: Date): Date;
}

interface ContactRow {
  readonly customerNo: string;
  readonly visitId: number;
  readonly channel: 'sms' | 'email' | 'call';
  readonly state: string;
  readonly at: Date | null;
}

const CONTACTS_SQL = `SELECT k.customer_no AS "customerNo", v.id AS "visitId", a.channel, v.state, a.handed_over_at AS at
FROM attempts a JOIN visits v ON v.id = a.visit_id JOIN customers k ON k.id = v.customer_id WHERE a.campaign_id = $1 ORDER BY a.id`;

const NEXT_SQL = `SELECT (SELECT count(*)::int FROM visits WHERE campaign_id = $1 AND state IN ('planned', 'open')) AS live,
  (SELECT min(x.at) FROM (
    SELECT scheduled_at AS at FROM attempts WHERE campaign_id = $1 AND state = 'scheduled'
    UNION ALL SELECT next_rung_at FROM visits WHERE campaign_id = $1 AND state IN ('planned', 'open')
    UNION ALL SELECT rolled_due_at FROM visits WHERE campaign_id = $1 AND state IN ('planned', 'open')) x WHERE x.at > $2) AS at`;

/** The customer's number, out of `R07`. */
const numberOf = (customerNo: string): number => Number(customerNo.slice(1));

/** A campaign rehearsed and carried out, with the same customers, to be compared minute by minute. */
export class BesideStage {
  private readonly database: Database;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly clock: FixedClock,
    private readonly script: Script,
  ) {
    this.database = this.get(Database);
  }

  /** Runs the campaign ahead in memory. */
  async rehearse(rehearsals: RehearsalService, campaignId: number): Promise<Story> {
    const { prepared } = await rehearsals.prepare(await this.get(CampaignService).get(campaignId));
    const { people, member } = prepared.plan.visits;
    const numbers = await this.numbersByAddress();
    const nameOf = (visit: number) => numbers.get(people.addressOf(member[visit]!, 0))!;
    const contacts: string[] = [];
    const ends = new Map<number, string>();
    const answers: Answers = {
      message: (visit, channel) => {
        const after = this.script.answersAfter?.(nameOf(visit), channel) ?? null;
        const failed = this.script.fails?.(nameOf(visit), channel) ?? null;
        return { failed, act: failed !== null || after === null ? null : 'answer', afterMs: (after ?? 0) * MINUTE };
      },
      call: (visit, _rung, n) => this.script.call?.(nameOf(visit), n) ?? 'no-answer',
    };
    const run = new RehearsalRun(prepared, answers, new RunCounts(prepared.counted), {
      handedOver: (visit, channel, at) => contacts.push(told(Math.ceil(at / MINUTE) * MINUTE, channel, nameOf(visit))),
      ended: (visit, state) => ends.set(nameOf(visit), state),
    });
    while (run.advance(1_000));
    return { contacts: contacts.sort(), ends: inOrder(ends) };
  }

  /** The same for real: from event to event the minute's jobs, what is due sent, agents at work, and who answers then. */
  async carryOut(campaignId: number, shifts?: Shifts): Promise<Story> {
    const desk = shifts === undefined ? null : new DeskAtWork(this.get(DeskService), this.clock, this.script, shifts);
    const answered = new Set<string>();
    const agents = await this.database.query<{ id: number }>('SELECT id FROM agents ORDER BY agent_no');
    for (let steps = 0; steps < 2_000; steps++) {
      await this.minute(campaignId);
      await desk?.work(agents.map(({ id }) => id));
      await this.minute(campaignId);
      await this.answer(campaignId, answered);
      const next = await this.nextMoment(campaignId, desk?.nextAt ?? Infinity);
      if (next === null) break;
      this.clock.set(next.toISOString());
    }
    const rows = await this.contacts(campaignId);
    const contacts = rows
      .filter(({ at }) => at !== null)
      .map(({ at, channel, customerNo }) =>
        // SQL's business time runs a few milliseconds behind the fixed clock or ahead of it.
        told(Math.round(at!.getTime() / MINUTE) * MINUTE, channel, numberOf(customerNo)),
      );
    const ends = new Map(rows.map(({ customerNo, state }) => [numberOf(customerNo), state]));
    return { contacts: contacts.sort(), ends: inOrder(ends) };
  }

  /** All that the jobs and loops of a minute find, until they find nothing more: a failure's next rung goes at once. */
  private async minute(campaignId: number): Promise<void> {
    for (let before = ''; ;) {
      await this.get(AdvanceRungsJob).run({}, signal);
      await this.get(CompleteCampaignsJob).run({}, signal);
      await this.get(DispatchWorker).sendDue();
      await this.receiptsIn(campaignId);
      const contacts = await this.contacts(campaignId);
      const now = `${contacts.length} made, ${contacts.filter(({ at }) => at !== null).length} handed over`;
      if (now === before) return;
      before = now;
    }
  }

  private get<T>(type: abstract new (...args: never[]) => T): T {
    return this.app.get<T>(type, { strict: false });
  }

  private contacts(campaignId: number): Promise<ContactRow[]> {
    return this.database.query<ContactRow>(CONTACTS_SQL, [campaignId]);
  }

  private async numbersByAddress(): Promise<Map<string, number>> {
    const rows = await this.database.query<{ address: string; customerNo: string }>(
      `SELECT p.address, k.customer_no AS "customerNo" FROM contact_points p JOIN customers k ON k.id = p.customer_id`,
    );
    return new Map(rows.map(({ address, customerNo }) => [address, numberOf(customerNo)]));
  }

  /** The sandbox reports over a real socket: waits until no message is without its receipt. */
  private async receiptsIn(campaignId: number): Promise<void> {
    const sql = `SELECT count(*)::int AS open FROM attempts WHERE campaign_id = $1 AND channel = 'sms' AND state = 'accepted'`;
    for (let open = 1; open > 0;) ({ open } = await this.database.one<{ open: number }>(sql, [campaignId]));
  }

  private async answer(campaignId: number, answered: Set<string>): Promise<void> {
    for (const { visitId, channel, at, customerNo } of await this.contacts(campaignId)) {
      const key = `${visitId} ${channel}`;
      const due = this.answerAt({ channel, at, customerNo });
      if (due > this.clock.now().getTime() + MINUTE / 2 || answered.has(key)) continue;
      answered.add(key);
      const author = { actor: 'test', at: this.clock.now() };
      await this.database.transaction((tx) => this.get(VisitService).answer(tx, visitId, author));
    }
  }

  private answerAt({ channel, at, customerNo }: Pick<ContactRow, 'channel' | 'at' | 'customerNo'>): number {
    if (channel === 'call' || at === null || this.script.fails?.(numberOf(customerNo), channel)) return Infinity;
    const after = this.script.answersAfter?.(numberOf(customerNo), channel) ?? null;
    return after === null ? Infinity : at.getTime() + after * MINUTE;
  }

  /** The next full minute in which something is due; null when every visit is over. */
  private async nextMoment(campaignId: number, deskAt: number): Promise<Date | null> {
    const now = this.clock.now();
    const { live, at } = await this.database.one<{ live: number; at: Date | null }>(NEXT_SQL, [campaignId, now]);
    if (live === 0) return null;
    const moments = (await this.contacts(campaignId))
      .filter(({ state }) => state !== 'completed')
      .map((row) => this.answerAt(row))
      .filter((moment) => moment > now.getTime() + MINUTE / 2);
    const next = Math.min(at?.getTime() ?? Infinity, deskAt, ...moments);
    // Always later: what is due some seconds after this very minute belongs to the next one.
    return new Date(Math.max(Math.ceil((next - MINUTE / 4) / MINUTE) * MINUTE, now.getTime() + MINUTE));
  }
}

/** Agents who take the next call as soon as they can, and record it when its minutes are over. */
class DeskAtWork {
  private readonly inHand = new Map<
    number,
    { readonly visitId: number; readonly customer: number; readonly until: number }
  >();
  private readonly calls = new Map<number, number>();
  private waitsUntil = Infinity;

  constructor(
    private readonly desk: DeskService,
    private readonly clock: FixedClock,
    private readonly script: Script,
    private readonly shifts: Shifts,
  ) {}

  /** When somebody is free again, or the next shift begins. */
  get nextAt(): number {
    return Math.min(this.waitsUntil, ...[...this.inHand.values()].map(({ until }) => until));
  }

  async work(agentIds: readonly number[]): Promise<void> {
    const now = this.clock.now();
    this.waitsUntil = Infinity;
    for (const agentId of agentIds) {
      const call = this.inHand.get(agentId);
      if (call !== undefined && call.until <= now.getTime()) await this.record(agentId, call);
    }
    for (const agentId of agentIds) {
      if (this.inHand.has(agentId)) continue;
      const start = this.shifts.nextStart(now);
      if (start > now) this.waitsUntil = start.getTime();
      else await this.takeNext(agentId, now);
    }
  }

  private async takeNext(agentId: number, now: Date): Promise<void> {
    const next = await this.desk.next(agentId);
    if (next === null) return;
    const { visitId, customer } = await this.desk.open(next.attemptId, agentId);
    const until = now.getTime() + this.shifts.minutesPerCall * MINUTE;
    this.inHand.set(agentId, { visitId, customer: numberOf(customer.customerNo), until });
  }

  private async record(agentId: number, { visitId, customer }: { visitId: number; customer: number }): Promise<void> {
    const n = (this.calls.get(customer) ?? 0) + 1;
    this.calls.set(customer, n);
    const fate = this.script.call?.(customer, n) ?? 'no-answer';
    const { state, missing } = await this.desk.record(visitId, RECORDS[fate], agentUser(agentId));
    if (state !== 'complete') throw new Error(`the record of a call that is ${fate} lacks ${missing.join()}`);
    this.inHand.delete(agentId);
  }
}

const SPOKEN = { lineResult: 'answered', talkSeconds: 120, identityVerified: true, convenient: true };
const ANSWERS = { product: 5, service: 4, nps: 9, ces: 6, suggestion: '很好' };

/** The records that an agent closes; an inconvenient moment is an appointment at the desk, and has no fate here. */
const RECORDS: Readonly<Record<CallFate, object>> = {
  completed: { ...SPOKEN, disposition: 'completed', answers: ANSWERS },
  refused: { lineResult: 'answered', talkSeconds: 9, disposition: 'refused' },
  'opted-out': { lineResult: 'answered', talkSeconds: 9, disposition: 'opted_out', optOut: 'call' },
  inconvenient: {},
  'wrong-party': { lineResult: 'answered', talkSeconds: 9, disposition: 'wrong_party' },
  'no-answer': { lineResult: 'no_answer', disposition: 'not_reached' },
  busy: { lineResult: 'busy', disposition: 'not_reached' },
  vacant: { lineResult: 'vacant', disposition: 'not_reached' },
};

function told(at: number, channel: string, customer: number): string {
  return `${new Date(at).toISOString().slice(5, 16)} ${channel} ${customer}`;
}

function inOrder(ends: ReadonlyMap<number, string>): string[] {
  return [...ends].sort(([a], [b]) => a - b).map(([customer, state]) => `${customer} ${state}`);
}
