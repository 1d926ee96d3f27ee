import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { type Reason, reason } from '../kernel/reason.js';
import type { AttemptState } from '../kernel/words.js';
import { type CallOffer, ClaimRepository } from './claim.repository.js';
import { HandOverService } from './hand-over.service.js';
import { TransitionRepository } from './transition.repository.js';

interface CallRow extends CallOffer {
  readonly state: AttemptState;
  readonly agentId: number | null;
  readonly lastReason: Reason | null;
}

const CALL_SQL = `SELECT id AS "attemptId", visit_id AS "visitId", claim_token AS token, state, claimed_by AS "agentId",
  reasons -> -1 AS "lastReason" FROM attempts WHERE id = $1 AND channel = 'call'`;
const IN_HAND_SQL = `SELECT id AS "attemptId", visit_id AS "visitId", claim_token AS token, state, claimed_by AS "agentId",
  reasons -> -1 AS "lastReason" FROM attempts
WHERE claimed_by = $1 AND channel = 'call' AND state IN ('claimed', 'handed_over') ORDER BY state DESC, id LIMIT 1`;
/** Calls that may turn out not to be possible now before one is found that is. */
const OFFERS = 20;

/** Calls on their way to a person: offered to the agent with a lease that is the agent's own, and opened. */
@Injectable()
export class CallService {
  constructor(
    private readonly database: Database,
    private readonly claims: ClaimRepository,
    private readonly handOvers: HandOverService,
    private readonly transitions: TransitionRepository,
    private readonly clock: Clock,
  ) {}

  /** The call that the agent has in hand, else the next one that may be made now; null when there is none. */
  async offerNext(agentId: number): Promise<(CallOffer & { readonly state: AttemptState }) | null> {
    const [inHand = null] = await this.database.prepared<CallRow>('call-in-hand', IN_HAND_SQL, [agentId]);
    if (inHand?.state === 'handed_over') return inHand;
    let offer: CallOffer | null = inHand;
    for (let tries = 0; tries < OFFERS; tries += 1) {
      offer ??= await this.claims.offerCall(this.database, agentId, this.clock.offsetMs(), this.author(agentId));
      if (offer === null) return null;
      const ready = await this.handOvers.decide([offer.attemptId], offer.token, this.author(agentId).actor);
      if (ready.length > 0) return { ...offer, state: 'claimed' };
      offer = null;
    }
    return null;
  }

  /**
   * Takes a call of the agent's own visits out of turn; one that is offered or open already is left as it is. What may
   * not be made now keeps its place. Throws RefusedError.
   */
  async take(attemptId: number, agentId: number): Promise<void> {
    const call = await this.call(this.database, attemptId);
    if (call === null) throw new NotFoundError('call', attemptId);
    if (call.state !== 'scheduled') return;
    const preview = await this.handOvers.preview(this.database, attemptId);
    if (preview === null || preview.attempt.agentId !== agentId) throw notOffered(call.state);
    const { decision } = preview;
    if (decision.action !== 'send') {
      const next = decision.action === 'defer' ? { next: decision.until.toISOString() } : {};
      const why = { code: decision.reason.code, params: { ...decision.reason.params, ...next } };
      throw new RefusedError(why, `This call may not be made now (${why.code}).`);
    }
    const step = {
      id: attemptId,
      from: ['scheduled'],
      to: 'claimed',
      claimToken: randomUUID(),
      claimedBy: agentId,
    } as const;
    const move = { visitId: call.visitId, reason: reason('taken-by-agent'), attempt: { ...step, note: false } };
    await this.transitions.transition(this.database, [move], this.author(agentId));
  }

  /** Opens an offered call: from here on it is made. Opening it twice changes nothing. Throws RefusedError. */
  async open(attemptId: number, agentId: number): Promise<void> {
    const call = await this.ownCall(this.database, attemptId, agentId);
    if (call.state === 'handed_over') return;
    const { actor } = this.author(agentId);
    const ready = await this.handOvers.decide([attemptId], call.token, actor);
    const note = { bodyHash: null, segments: null, templateVersion: null };
    const rows = ready.map((each) => ({ ...each, note }));
    const gone = await this.handOvers.handOver(rows, { provider: 'call', perSecond: 1 }, actor);
    if (gone.has(attemptId)) return;
    const now = await this.call(this.database, attemptId);
    const why = ready.length > 0 ? reason('call-changed') : (now?.lastReason ?? reason('call-changed'));
    throw new RefusedError(why, `This call may not be made now (${why.code}).`);
  }

  /** Gives an offered call back; the next one who asks gets it. */
  async release(attemptId: number, agentId: number): Promise<void> {
    const call = await this.ownCall(this.database, attemptId, agentId);
    const step = { id: attemptId, from: ['claimed'], to: 'scheduled', token: call.token, note: false } as const;
    const move = { visitId: call.visitId, reason: reason('released-by-agent'), attempt: step };
    await this.transitions.transition(this.database, [move], this.author(agentId));
  }

  private async ownCall(db: Queryable, attemptId: number, agentId: number): Promise<CallRow> {
    const call = await this.call(db, attemptId);
    if (call === null) throw new NotFoundError('call', attemptId);
    const isOwn = call.agentId === agentId && (call.state === 'claimed' || call.state === 'handed_over');
    if (!isOwn) throw notOffered(call.state);
    return call;
  }

  private async call(db: Queryable, attemptId: number): Promise<CallRow | null> {
    const [call = null] = await db.prepared<CallRow>('call', CALL_SQL, [attemptId]);
    return call;
  }

  private author(agentId: number) {
    return { actor: `agent:${agentId}`, at: this.clock.now() };
  }
}

function notOffered(state: AttemptState): RefusedError {
  return new RefusedError(reason('call-not-offered', { state }), 'This call is not offered to you.');
}
