import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import { type LateStart, LateStartRepository } from './late-start.repository.js';
import type { Move } from './move.js';
import { TransitionRepository } from './transition.repository.js';

const SHOWN = 20;
const BATCH = 500;

/** What a person reads and does after an outage. */
@Injectable()
export class LateStarts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly late: LateStartRepository,
    private readonly transitions: TransitionRepository,
  ) {}

  /** The newest first. */
  latest(): Promise<LateStart[]> {
    return this.late.latest(this.database, SHOWN);
  }

  /** The summary was read: what is found late from now on begins another one. */
  see(id: number, actor: string): Promise<boolean> {
    return this.late.see(this.database, id, actor, this.clock.now());
  }

  /** Looks for a place again for what is held without one, because a rate or a deadline was changed; answers with the number. */
  async tryAgain(actor: string): Promise<number> {
    let tried = 0;
    for (;;) {
      const held = await this.late.heldWithoutRoom(this.database, BATCH);
      const moves = held.map(({ id, visitId }): Move => {
        const step = { id, from: ['held'], to: 'scheduled' } as const;
        return { visitId, reason: reason('late-let-go'), attempt: step };
      });
      const moved = await this.transitions.transition(this.database, moves, { actor, at: this.clock.now() });
      tried += moved.length;
      if (held.length < BATCH || moved.length === 0) return tried;
    }
  }
}
