import { AddressOptOut } from '../../src/responses/address-opt-out.service.js';
import type { Queryable } from '../../src/database/queryable.js';
import { ReceiptService } from '../../src/dispatch/receipt.service.js';
import { ResultService } from '../../src/dispatch/result.service.js';
import type { WorkerLiveness } from '../../src/dispatch/worker-liveness.service.js';
import { reason } from '../../src/kernel/reason.js';
import { CampaignRunService } from '../../src/planning/campaign-run.service.js';
import { ClaimRepository } from '../../src/planning/claim.repository.js';
import { HandOverService, type ReadyAttempt } from '../../src/planning/hand-over.service.js';
import { TransitionRepository } from '../../src/planning/transition.repository.js';
import { VisitService } from '../../src/planning/visit.service.js';
import { openBooks, readBooks } from './books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from './builders.js';
import type { DispatchStage } from './dispatch-stage.js';
import type { FixedClock } from './fixed-clock.js';
import type { OrderStep } from './order-steps.js';
import type { TestDatabase } from './test-database.js';

/** As worker-liveness.service.ts has it. */
const LOCK_CLASS = 0x52_56_57;
const RATE = { provider: 'model', perSecond: 100_000 };
const NOTE = { bodyHash: 'x', segments: 1, templateVersion: null };

/** What a process keeps in its memory: it is gone when the process dies. */
interface ModelWorker {
  id: number;
  claim: { readonly token: string; readonly ids: readonly number[] } | null;
  ready: readonly ReadyAttempt[];
  handed: readonly ReadyAttempt[];
  sent: readonly ReadyAttempt[];
}

interface ModelAttempt {
  readonly id: number;
  readonly key: string;
  readonly visitId: number;
  readonly address: string;
  /** An answer or an opt-out was committed. */
  isStopped: boolean;
}

/** What all worlds share. */
export interface OrderTools {
  readonly t: TestDatabase;
  readonly stage: DispatchStage;
  readonly clock: FixedClock;
  readonly survivor: WorkerLiveness;
  /** One session holds the locks of all living model workers. */
  readonly locks: Queryable;
  readonly agentId: number;
}

let people = 0;

/**
 * Two attempts of one campaign and two workers over the real code and tables. Only the wire is a model: the list of keys
 * that left. Every step looks at the invariants (design.md section 9) that it could break.
 */
export class OrderWorld {
  readonly faults: string[] = [];
  private readonly left = new Map<string, number>();
  private readonly workers = new Map<1 | 2, ModelWorker>();
  private attempts: ModelAttempt[] = [];
  private campaignId = 0;
  private isPaused = false;
  private readonly doubted = new Set<number>();

  private constructor(private readonly tools: OrderTools) {}

  static async open(tools: OrderTools): Promise<OrderWorld> {
    const world = new OrderWorld(tools);
    const db = tools.t.database;
    const survey = { survey_id: 'default', survey_version: 1 };
    world.campaignId = await insertCampaign(db, { state: 'running', audience: 2, ...survey });
    for (let i = 0; i < 2; i += 1) world.attempts.push(await world.addAttempt());
    await openBooks(db, world.campaignId);
    world.workers.set(1, await world.newWorker()).set(2, await world.newWorker());
    return world;
  }

  /** Carries a step out; true when it did something. Where nothing is there for it, nothing happens. */
  async take({ kind, who }: OrderStep): Promise<boolean> {
    const worker = this.workers.get(who);
    const attempt = this.attempts[who - 1];
    if (worker === undefined || attempt === undefined) return false;
    switch (kind) {
      case 'claim':
        return this.claim(worker);
      case 'decide':
        return this.decide(worker);
      case 'hand over':
        return this.handOver(worker);
      case 'send':
        return this.send(worker);
      case 'record':
        return this.record(worker);
      case 'crash':
        return this.crash(who, worker);
      case 'receipt':
        return this.receipt(attempt);
      case 'reply':
        return this.reply(attempt);
      case 'opt-out':
        return this.optOut(attempt);
      case 'pause':
        return this.pauseOrResume();
      case 're-plan':
        return this.rePlan(attempt);
    }
  }

  /** Lets everything go on to its end, and looks at it. */
  async finish(): Promise<void> {
    if (this.isPaused) await this.pauseOrResume();
    for (let round = 0; round < 3; round += 1) {
      for (const worker of this.workers.values()) await this.cycle(worker);
    }
    await this.checkEnd();
    for (const { id } of this.workers.values()) await this.end(id);
  }

  /** The books balance at every moment; a fault is noted with the steps that led to it. */
  async checkBooks(): Promise<void> {
    const books = await readBooks(this.tools.t.database, this.campaignId);
    const [rows, counters] = [books.rows, books.counters].map((side) => JSON.stringify(Object.entries(side).sort()));
    this.demand(rows === counters && books.wrongParts.length === 0, `the books do not balance: ${rows} ${counters}`);
  }

  private async cycle(worker: ModelWorker): Promise<void> {
    await this.record(worker);
    await this.send(worker);
    await this.record(worker);
    if (worker.claim !== null) await this.release(worker);
    await this.claim(worker);
    await this.decide(worker);
    await this.handOver(worker);
    await this.send(worker);
    await this.record(worker);
  }

  private async claim(worker: ModelWorker): Promise<boolean> {
    if (worker.claim !== null) return false;
    const { t, clock } = this.tools;
    const offsetMs = clock.offsetMs();
    const what = { campaignId: this.campaignId, channel: 'sms', limit: 1, workerId: worker.id, offsetMs } as const;
    const claim = await this.of(ClaimRepository).claimDue(t.database, what, this.author());
    if (claim.attemptIds.length === 0) return false;
    keep(worker, { claim: { token: claim.token, ids: claim.attemptIds } });
    return true;
  }

  private async decide(worker: ModelWorker): Promise<boolean> {
    if (worker.claim === null || worker.ready.length > 0) return false;
    const ready = await this.of(HandOverService).decide(worker.claim.ids, worker.claim.token, 'model');
    keep(worker, ready.length > 0 ? { ready } : { claim: null });
    return ready.length > 0;
  }

  private async handOver(worker: ModelWorker): Promise<boolean> {
    const rows = worker.ready.map((each) => ({ ...each, note: NOTE }));
    worker.ready = [];
    if (rows.length === 0) return false;
    const gone = await this.of(HandOverService).handOver(rows, RATE, 'model');
    for (const { id, isStopped } of this.attempts.filter((each) => gone.has(each.id))) {
      this.demand(!isStopped, `attempt ${id} was handed over after an answer or opt-out`);
      this.demand(!this.isPaused, `attempt ${id} was handed over after a pause`);
      this.demand(!this.doubted.has(id), `attempt ${id} was handed over again while in doubt`);
    }
    keep(worker, { handed: [...worker.handed, ...rows.filter(({ attempt }) => gone.has(attempt.id))] });
    if (gone.size > 0) keep(worker, { claim: null });
    return gone.size > 0;
  }

  private async send(worker: ModelWorker): Promise<boolean> {
    const { handed } = worker;
    worker.handed = [];
    for (const { attempt } of handed) {
      const times = (this.left.get(attempt.key) ?? 0) + 1;
      this.left.set(attempt.key, times);
      this.demand(times === 1, `${attempt.key} left ${times} times`);
    }
    worker.sent = [...worker.sent, ...handed];
    return Promise.resolve(handed.length > 0);
  }

  private async record(worker: ModelWorker): Promise<boolean> {
    const { sent } = worker;
    if (sent.length === 0) return false;
    worker.sent = [];
    const result = (key: string) => ({ outcome: 'accepted', providerMessageId: `SM-${key}` }) as const;
    const at = this.tools.clock.now();
    const results = sent.map(({ attempt }) => ({ attempt, result: result(attempt.key), provider: RATE.provider, at }));
    await this.of(ResultService).record(results);
    // As after a lost connection, when nobody knows whether it was written: a second time changes nothing.
    const before = await this.states();
    await this.of(ResultService).record(results);
    this.demand((await this.states()) === before, 'a result that was recorded twice changed something');
    return true;
  }

  /** `kill -9`: the lock is free, the memory is gone, and another worker takes over. */
  private async crash(who: 1 | 2, worker: ModelWorker): Promise<boolean> {
    const { locks, survivor, t } = this.tools;
    await locks.query('SELECT pg_advisory_unlock($1, $2)', [LOCK_CLASS, worker.id]);
    // Another world's look may be taking over just now: its lock is waited for.
    const ended = 'SELECT 1 AS is FROM workers WHERE id = $1 AND ended_at IS NOT NULL';
    while ((await t.database.maybe(ended, [worker.id])) === null) await survivor.recover();
    const rows = await t.database.query<{ id: number; state: string }>(
      'SELECT id, state FROM attempts WHERE campaign_id = $1 AND claimed_by = $2',
      [this.campaignId, worker.id],
    );
    for (const { id, state } of rows) {
      this.demand(
        state !== 'claimed' && state !== 'handed_over',
        `attempt ${id} is ${state} in the hands of a dead worker`,
      );
      if (state === 'in_doubt') this.doubted.add(id);
    }
    this.workers.set(who, await this.newWorker());
    return rows.length > 0 || worker.claim !== null;
  }

  /** The provider's word, twice: the second time changes nothing. */
  private async receipt({ key }: ModelAttempt): Promise<boolean> {
    if (!this.left.has(key)) return false;
    const receipt = { provider: RATE.provider, providerMessageId: `SM-${key}`, status: 'delivered', key };
    const first = await this.of(ReceiptService).apply(receipt);
    const before = await this.states();
    const second = await this.of(ReceiptService).apply(receipt);
    this.demand(second === 'repeated' && (await this.states()) === before, 'a receipt that came twice counted twice');
    return first === 'applied';
  }

  private async reply(attempt: ModelAttempt): Promise<boolean> {
    attempt.isStopped = true;
    const { moved } = await this.tools.t.database.transaction((tx) =>
      this.of(VisitService).answer(tx, attempt.visitId, this.author()),
    );
    return moved;
  }

  private async optOut(attempt: ModelAttempt): Promise<boolean> {
    const change = { address: attempt.address, channel: 'sms', source: 'sms-reply', ...this.author() } as const;
    attempt.isStopped = true;
    const ended = await this.tools.t.database.transaction((tx) => this.of(AddressOptOut).close(tx, change));
    return ended.length > 0;
  }

  private async pauseOrResume(): Promise<boolean> {
    const run = this.of(CampaignRunService);
    await (this.isPaused ? run.resume(this.campaignId, 'model') : run.pause(this.campaignId, 'model'));
    this.isPaused = !this.isPaused;
    return true;
  }

  /** What a new plan writes: another agent for the visit, another time for what nobody has begun. */
  private async rePlan({ id, visitId }: ModelAttempt): Promise<boolean> {
    const why = reason('moved-for-evenness', { agent: 'model' });
    const at = this.tools.clock.now();
    const attempt = { id, from: ['scheduled'], to: 'scheduled', scheduledAt: new Date(at.getTime() - 1_000) } as const;
    const author = this.author();
    return this.tools.t.database.transaction(async (tx) => {
      const moved = await this.of(VisitService).handOver(tx, [visitId], this.tools.agentId, { ...author, reason: why });
      const timed = await this.of(TransitionRepository).transition(tx, [{ visitId, reason: why, attempt }], author);
      return moved + timed.length > 0;
    });
  }

  private async release(worker: ModelWorker): Promise<void> {
    const { token } = worker.claim ?? { token: '' };
    worker.claim = null;
    worker.ready = [];
    const author = { ...this.author(), reason: reason('claim-released') };
    await this.of(ClaimRepository).releaseClaims(this.tools.t.database, { token }, author);
  }

  /** Everything is in one known state, nothing is lost, and what is not known says so. */
  private async checkEnd(): Promise<void> {
    const rows = await this.tools.t.database.query<{ id: number; state: string; key: string }>(
      'SELECT id, state, attempt_key AS key FROM attempts WHERE campaign_id = $1',
      [this.campaignId],
    );
    for (const { id, state, key } of rows) {
      const times = this.left.get(key) ?? 0;
      const isStopped = this.attempts.find((each) => each.id === id)?.isStopped === true;
      const known = state === 'accepted' || state === 'delivered';
      this.demand(!known || times === 1, `attempt ${id} is ${state} and left ${times} times`);
      this.demand(state !== 'in_doubt' || this.doubted.has(id), `attempt ${id} is in doubt without a crash`);
      const isOver = known || state === 'in_doubt' || (state === 'skipped' && isStopped);
      this.demand(isOver, `attempt ${id} is still ${state}`);
      this.demand(state !== 'skipped' || times === 0, `attempt ${id} was skipped and left`);
    }
    await this.checkBooks();
  }

  private async states(): Promise<string> {
    const sql = `SELECT json_agg(json_build_array(a.id, a.state, v.state, v.version) ORDER BY a.id) AS all
      FROM attempts a JOIN visits v ON v.id = a.visit_id WHERE a.campaign_id = $1`;
    return JSON.stringify((await this.tools.t.database.one<{ all: unknown }>(sql, [this.campaignId])).all);
  }

  private async newWorker(): Promise<ModelWorker> {
    const { locks } = this.tools;
    const { id } = await locks.one<{ id: number }>(
      `WITH made AS (INSERT INTO workers (host, pid, roles) VALUES ('model', 0, '{worker}') RETURNING id)
       SELECT id, pg_advisory_lock($1, id::int) FROM made`,
      [LOCK_CLASS],
    );
    return { id, claim: null, ready: [], handed: [], sent: [] };
  }

  private async end(id: number): Promise<void> {
    await this.tools.t.database.execute('UPDATE workers SET ended_at = clock_timestamp() WHERE id = $1', [id]);
    await this.tools.locks.query('SELECT pg_advisory_unlock($1, $2)', [LOCK_CLASS, id]);
  }

  private async addAttempt(): Promise<ModelAttempt> {
    const { t, clock } = this.tools;
    people += 1;
    const no = people;
    const address = `+8613600${String(no).padStart(6, '0')}`;
    const customerId = await insertCustomer(t.database, { phone: address });
    const visitId = await insertVisit(t.database, this.campaignId, customerId);
    const key = `order-${no}`;
    const of = { id: visitId, campaignId: this.campaignId, customerId };
    const id = await insertAttempt(t.database, of, { address, scheduled_at: clock.now(), attempt_key: key });
    return { id, key, visitId, address, isStopped: false };
  }

  private author() {
    return { actor: 'model', at: this.tools.clock.now() };
  }

  private of<T>(type: new (...args: never[]) => T): T {
    return this.tools.stage.app.get(type as never, { strict: false });
  }

  private demand(isSo: boolean, fault: string): void {
    if (!isSo) this.faults.push(fault);
  }
}

/** Notes it in the worker's memory: the steps of one world come one after another. */
function keep(worker: ModelWorker, change: Partial<ModelWorker>): void {
  Object.assign(worker, change);
}
