import type { Database } from '../database/database.service.js';
import type { Clock } from '../kernel/clock.js';
import { type Reason, reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import type { ClaimScope } from '../messages/sms-routing.js';
import { type ClaimRepository, laterFloor } from '../planning/claim.repository.js';
import { claimShares } from './claim-shares.js';

/** What the source of claims works with. */
export interface ClaimTools {
  readonly database: Database;
  readonly clock: Clock;
  readonly claims: ClaimRepository;
  /** The id under which this process claims; null while it must not send. */
  readonly workerId: () => number | null;
  /** Which numbers are this provider's; null for all of the channel. */
  readonly scope: () => Promise<ClaimScope | null>;
  /** What was due for longer, in milliseconds, waits to be placed anew; left out: nothing does. */
  readonly lateAfterMs?: number;
  readonly log: { warn(text: string): void };
}

/** Some attempts of one claim, to be decided and handed over together. */
export interface ClaimedGroup {
  readonly token: string;
  readonly attemptIds: readonly number[];
}

interface OpenClaim {
  readonly token: string;
  /** Not yet given out. */
  pending: number[];
  /** Not handed over, as far as is known. */
  unsent: number;
  /** Groups that are out. */
  out: number;
  readonly until: number;
}

const CLAIM_LIMIT = 200;
/** Where the rate is low no more is claimed than leaves in a few seconds: what is urgent comes up soon. */
const LEAST_LIMIT = 50;
const CLAIM_SECONDS = 2;
/** A claim that could not be handed over for so long is given back. */
const KEEP_CLAIM_MS = 20_000;
/** So long may it take until an attempt is noticed that came back with an earlier time than others already claimed. */
const LOOK_BACK_MS = 5_000;

/**
 * Claims due attempts of a channel in rounds over the campaigns, the most urgent first, each by its share, and gives them out in groups. What was claimed is
 * remembered as a time below which nothing is due: the index still holds what was sent while some old snapshot is kept, and
 * a claim would read all of that again each time.
 */
export class ClaimSource {
  private open: OpenClaim[] = [];
  private round: number[] = [];
  private scope: ClaimScope | null = null;
  private limit = CLAIM_LIMIT;
  private shares: ReadonlyMap<number, number> = new Map();
  private readonly floors = new Map<number, Date>();
  private floorsUntil = 0;
  /** Claims that could not be given back because the database was away. */
  private readonly unreleased = new Set<string>();

  constructor(
    private readonly name: string,
    private readonly channel: Channel,
    private readonly tools: ClaimTools,
  ) {}

  /** Gives back what an earlier failure left claimed, and asks anew which numbers are the provider's; `perSecond`: its rate. */
  async begin(perSecond: number): Promise<void> {
    this.round = [];
    this.limit = Math.min(CLAIM_LIMIT, Math.max(LEAST_LIMIT, Math.ceil(perSecond * CLAIM_SECONDS)));
    for (const token of [...this.unreleased]) await this.release(token);
    this.scope = await this.tools.scope();
  }

  /** The next so many attempts, claimed when nothing is left of earlier claims; null when nothing is due. */
  async next(size: number): Promise<ClaimedGroup | null> {
    for (;;) {
      await this.giveUpOld();
      const claim = this.open.find(({ pending }) => pending.length > 0);
      if (claim !== undefined) {
        claim.out += 1;
        return { token: claim.token, attemptIds: claim.pending.splice(0, size) };
      }
      if (!(await this.claimMore(size))) return null;
    }
  }

  /** Whether something that is claimed was not given out. */
  get hasPending(): boolean {
    return this.open.some(({ pending }) => pending.length > 0);
  }

  /** Takes note of what became of a group: how many went, and which are to be decided anew. */
  async settle({ token }: ClaimedGroup, sent: number, left: readonly number[]): Promise<void> {
    const claim = this.open.find((each) => each.token === token);
    if (claim === undefined) return;
    claim.out -= 1;
    claim.unsent -= sent;
    claim.pending.push(...left);
    await this.closeIfDone(claim);
  }

  /** Gives back everything that is still claimed; where it waits for a reason, each attempt says so. */
  async end(why: Reason | null = null): Promise<void> {
    const claims = this.open;
    this.open = [];
    for (const { token, unsent } of claims) if (unsent > 0) await this.release(token, why);
  }

  private async giveUpOld(): Promise<void> {
    for (const claim of this.open.filter(({ until }) => until <= performance.now())) {
      claim.pending = [];
      await this.closeIfDone(claim);
    }
  }

  private async closeIfDone(claim: OpenClaim): Promise<void> {
    if (claim.out > 0 || claim.pending.length > 0) return;
    this.open = this.open.filter((each) => each !== claim);
    if (claim.unsent > 0) await this.release(claim.token);
  }

  /** Goes through the campaigns that have something due until one gives something; false when none does. */
  private async claimMore(size: number): Promise<boolean> {
    let fresh = false;
    for (;;) {
      if (this.round.length === 0) {
        if (fresh || !(await this.beginRound())) return false;
        fresh = true;
      }
      const campaignId = this.round.shift();
      if (campaignId !== undefined && (await this.claim(campaignId, size))) return true;
    }
  }

  private async beginRound(): Promise<boolean> {
    const { database, claims, clock } = this.tools;
    const { channel, scope } = this;
    if (scope?.only?.length === 0) return false;
    if (this.floorsUntil <= performance.now()) this.forgetFloors();
    const what = { channel, scope, offsetMs: clock.offsetMs(), floors: this.floors, oldest: this.oldest() };
    const ask = () => claims.dueCampaigns(database.byKey, what);
    let due = await ask();
    if (due.length === 0 && this.floors.size > 0) {
      this.forgetFloors();
      due = await ask();
    }
    for (const { id, from } of due) this.floors.set(id, from);
    this.round = due.map(({ id }) => id);
    this.shares = claimShares(due, this.limit);
    return this.round.length > 0;
  }

  private oldest(): Date | null {
    const { clock, lateAfterMs } = this.tools;
    return lateAfterMs === undefined ? null : new Date(clock.now().getTime() - lateAfterMs);
  }

  private forgetFloors(): void {
    this.floors.clear();
    this.floorsUntil = performance.now() + LOOK_BACK_MS;
  }

  /** Where a single one is wanted no more are claimed. */
  private async claim(campaignId: number, size: number): Promise<boolean> {
    const { database, claims, clock, workerId } = this.tools;
    const id = workerId();
    if (id === null) return false;
    const author = { actor: `system:worker-${id}`, at: clock.now() };
    const floor = laterFloor(this.floors.get(campaignId) ?? null, this.oldest());
    const offsetMs = clock.offsetMs();
    const limit = size === 1 ? 1 : (this.shares.get(campaignId) ?? this.limit);
    const what = {
      campaignId,
      channel: this.channel,
      scope: this.scope,
      limit,
      workerId: id,
      offsetMs,
      floor,
    };
    const { token, attemptIds, upTo } = await claims.claimDue(database.byKey, what, author);
    if (attemptIds.length === 0) return false;
    if (upTo !== null && attemptIds.length === limit) this.floors.set(campaignId, upTo);
    const until = performance.now() + KEEP_CLAIM_MS;
    this.open.push({ token, pending: [...attemptIds], unsent: attemptIds.length, out: 0, until });
    return true;
  }

  private async release(token: string, why: Reason | null = null): Promise<void> {
    const { database, claims, clock, log } = this.tools;
    const of = { reason: why ?? reason('claim-released'), note: why !== null };
    const author = { actor: `system:${this.name}`, at: clock.now(), ...of };
    this.unreleased.add(token);
    try {
      const released = await claims.releaseClaims(database.byKey, { token }, author);
      this.unreleased.delete(token);
      // They are due again at their old time.
      if (released > 0) this.forgetFloors();
    } catch (error) {
      log.warn(`A claim of ${this.name} is given back later: ${(error as Error).message}`);
    }
  }
}
