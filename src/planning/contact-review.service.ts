import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import type { Reason } from '../kernel/reason.js';
import { AttemptFactsReadModel, type LoadedAttempt } from './attempt-facts.read-model.js';
import { decideAttempt } from './decide-attempt.js';
import type { Move } from './move.js';
import { localDays, PlanAgentsReadModel } from './plan-agents.read-model.js';
import { seatCalls, type MovingCall } from './seat-calls.js';
import { TransitionRepository } from './transition.repository.js';

/** A contact that is looked at again, where it stands and how long a call of its campaign takes. */
export interface ReviewedContact {
  readonly id: number;
  readonly scheduledAt: Date;
  readonly minutesPerCall: number;
}

/** Why contacts are looked at again. */
export interface ReviewCause {
  readonly actor: string;
  /** Whether this contact has to move because of it; asked where it cannot stay. */
  readonly concerns: (attempt: LoadedAttempt, at: Date) => boolean;
  readonly reasonOf: (was: Date, until: Date) => Reason;
}

interface Deferred {
  readonly attempt: LoadedAttempt;
  readonly contact: ReviewedContact;
  readonly until: Date;
}

/**
 * Decides again about contacts that are planned, as of their own minutes, and moves what must wait: messages to the
 * next allowed moment, calls into a free cell of their agent's shifts. What is to be held, or has another end, is
 * decided when its time comes. What may stay stays, so that a second run changes nothing.
 */
@Injectable()
export class ContactReview {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly facts: AttemptFactsReadModel,
    private readonly agents: PlanAgentsReadModel,
    private readonly settings: SettingsService,
    private readonly transitions: TransitionRepository,
  ) {}

  /** Answers with how many were moved. */
  async review(contacts: readonly ReviewedContact[], cause: ReviewCause): Promise<number> {
    const now = this.clock.now();
    const byId = new Map(contacts.map((contact) => [contact.id, contact]));
    const loaded = await this.facts.load(this.database, [...byId.keys()], now);
    const deferred = loaded.flatMap((attempt): Deferred[] => {
      const contact = byId.get(attempt.id)!;
      const at = contact.scheduledAt < now ? now : contact.scheduledAt;
      const decision = decideAttempt(attempt.facts, at);
      if (attempt.state !== 'scheduled' || decision.action !== 'defer' || !cause.concerns(attempt, at)) return [];
      return [{ attempt, contact, until: decision.until }];
    });
    if (deferred.length === 0) return 0;
    const seats = await this.seat(deferred);
    const moves = deferred.map(({ attempt, contact, until }): Move => {
      const scheduledAt = seats.get(attempt.id) ?? until;
      const step = { id: attempt.id, from: ['scheduled'], to: 'scheduled', scheduledAt } as const;
      const why = cause.reasonOf(contact.scheduledAt, scheduledAt);
      return { visitId: attempt.visitId, reason: why, attempt: step };
    });
    return (await this.transitions.transition(this.database, moves, { actor: cause.actor, at: now })).length;
  }

  /** Where no cell is left in time, the call waits in its agent's list from its first allowed moment on. */
  private async seat(deferred: readonly Deferred[]): Promise<Map<number, Date>> {
    const calls = deferred.flatMap((each): MovingCall[] => toMovingCall(each));
    if (calls.length === 0) return new Map();
    const { timeZone: zone } = await this.settings.organisation();
    const start = new Date(Math.min(...calls.map(({ from }) => from)));
    const horizon = new Date(Math.max(...calls.map(({ before }) => before)));
    const minutesPerCall = Math.min(...deferred.map(({ contact }) => contact.minutesPerCall));
    const span = { wanted: { start, end: horizon }, horizon, zone, minutesPerCall };
    const { agents } = await this.agents.load(this.database, span);
    const seats = seatCalls(calls, new Map(agents.map((agent) => [agent.id, agent])), localDays(zone));
    return new Map([...seats].map(([id, at]) => [id, new Date(at)]));
  }
}

function toMovingCall({ attempt, contact, until }: Deferred): MovingCall[] {
  const { id, agentId, channel, facts } = attempt;
  if (channel !== 'call' || agentId === null) return [];
  const nextAllowed = (at: number): number | null => {
    const decision = decideAttempt(facts, new Date(at));
    if (decision.action === 'send') return at;
    return decision.action === 'defer' ? decision.until.getTime() : null;
  };
  const [was, before] = [contact.scheduledAt.getTime(), facts.campaign.deadlineAt.getTime()];
  return [{ id, agentId, was, cellMs: contact.minutesPerCall * 60_000, before, nextAllowed, from: until.getTime() }];
}
