import { Clock } from '../kernel/clock.js';
import { AttemptFactsReadModel } from '../planning/attempt-facts.read-model.js';
import { ClaimRepository } from '../planning/claim.repository.js';
import { TransitionRepository } from '../planning/transition.repository.js';
import { ResultService } from '../dispatch/result.service.js';
import type { Scratch } from './scratch.js';

const BATCH = 200;
const WORKER = 1;

/** Milliseconds that claiming and recording `due` e-mails take, without deciding, handing over, composing and sending. */
export async function timeClaimAndRecord({ services, database }: Scratch, campaignId: number): Promise<number> {
  const [claims, results, clock] = [services.get(ClaimRepository), services.get(ResultService), services.get(Clock)];
  const author = { actor: 'bench', at: clock.now() };
  let ms = 0;
  let floor: Date | null = null;
  for (;;) {
    const offsetMs = clock.offsetMs();
    const what = { campaignId, channel: 'email', limit: BATCH, workerId: WORKER, offsetMs, floor } as const;
    let started = performance.now();
    const claim = await claims.claimDue(database.byKey, what, author);
    ms += performance.now() - started;
    if (claim.attemptIds.length === 0) return ms;
    floor = claim.upTo;
    const sent = await markHandedOver({ services, database }, claim.attemptIds);
    started = performance.now();
    await results.record(sent);
    ms += performance.now() - started;
  }
}

async function markHandedOver({ services, database }: Pick<Scratch, 'services' | 'database'>, ids: readonly number[]) {
  const now = services.get(Clock).now();
  const loaded = await services.get(AttemptFactsReadModel).load(database.byKey, ids, now);
  const moves = loaded.map(({ id, visitId }) => ({
    visitId,
    reason: { code: 'inside-window', params: { channel: 'email' } },
    attempt: { id, from: ['claimed'] as const, to: 'handed_over' as const, note: false },
  }));
  await services.get(TransitionRepository).transition(database.byKey, moves, { actor: 'bench', at: now });
  return loaded.map((attempt) => ({
    attempt,
    provider: 'smtp',
    at: now,
    result: { outcome: 'accepted' as const, providerMessageId: `<${attempt.key}@example.com>` },
  }));
}
