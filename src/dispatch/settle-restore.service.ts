import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { Database } from '../database/database.service.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { type SendingHold, SendingHoldRepository } from '../planning/sending-hold.repository.js';
import { RestoreWatch } from './restore-watch.service.js';

export const SETTLE_RESTORE = 'settle-restore';
const SHOWN = 10;

/** What a person asks and says where this database may be an older copy. */
@Injectable()
export class SettleRestore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly holds: SendingHoldRepository,
    private readonly watch: RestoreWatch,
    private readonly jobs: JobQueue,
    private readonly audit: AuditService,
  ) {}

  /** The hold that is not over, null where sending goes on, and those before it. */
  async status(): Promise<{ readonly open: SendingHold | null; readonly past: readonly SendingHold[] }> {
    const holds = await this.holds.latest(this.database, SHOWN);
    return {
      open: holds.find(({ endedAt }) => endedAt === null) ?? null,
      past: holds.filter(({ endedAt }) => endedAt !== null),
    };
  }

  /** Holds all sending by a person's word: before a restore, or after one that nothing showed. */
  async hold(actor: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const began = await this.holds.raise(tx, 'person', {}, this.clock.now());
      if (!began) throw new RefusedError(reason('sending-is-held'), 'All sending is held already.');
      await this.audit.audit(tx, { actor, action: 'sending.hold' });
    });
  }

  /**
   * Says until when messages may have been sent that this database does not know (now, unless said), and has everything that
   * was due by then put in doubt; then sending goes on. Throws RefusedError where nothing is held, or somebody was first.
   */
  async confirm(actor: string, lostUntil: Date | null): Promise<void> {
    const at = this.clock.now();
    const server = await this.watch.server();
    await this.database.transaction(async (tx) => {
      const open = await this.holds.open(tx);
      if (open === null) throw new RefusedError(reason('sending-not-held'), 'Nothing holds the sending.');
      const until = lostUntil ?? at;
      refuseImpossible(until, open, at);
      if (!(await this.holds.confirm(tx, open.id, { actor, lostUntil: until, at }))) {
        throw new RefusedError(reason('hold-is-confirmed'), 'This was confirmed already.');
      }
      await this.watch.adopt(tx, server);
      await this.jobs.add(tx, SETTLE_RESTORE, { holdId: open.id }, { key: `${SETTLE_RESTORE}:${open.id}` });
      await this.audit.audit(tx, { actor, action: 'sending.confirm', details: { lostUntil: until.toISOString() } });
    });
  }
}

/** Nothing can have been sent in the future, and what a machine remembers was certainly sent. */
function refuseImpossible(until: Date, { detail }: SendingHold, now: Date): void {
  const sentAt = detail['sentAt'];
  const code =
    until > now ? 'in-the-future' : typeof sentAt === 'string' && until < new Date(sentAt) ? 'before-sent' : null;
  if (code === null) return;
  const message =
    code === 'in-the-future' ? 'lies in the future' : `lies before ${String(sentAt)}, when a message was sent`;
  throw new InputError([{ field: 'until', code, message }]);
}
