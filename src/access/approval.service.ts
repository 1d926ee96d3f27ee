import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { AuditService } from './audit.service.js';

/** What needs a second person: calls on customers' days off, a changed template (domain.md D5, 1L.3). */
export type ApprovalKind = 'days-off' | 'template';

/** What somebody asks a second person for. */
export interface ApprovalWish {
  readonly kind: ApprovalKind;
  /** What it is about: `campaign:12`, `template:visit-survey/sms/en/3`. */
  readonly subject: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly askedBy: string;
}

/** A wish and what became of it; `decision` is null while it waits. */
export interface Approval {
  readonly id: number;
  readonly kind: ApprovalKind;
  readonly subject: string;
  readonly details: Record<string, unknown>;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly decision: 'approved' | 'refused' | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly note: string | null;
}

const COLUMNS = `a.id, a.kind, a.subject, a.details, a.asked_by AS "askedBy", a.asked_at AS "askedAt",
  a.decision, a.decided_by AS "decidedBy", a.decided_at AS "decidedAt", a.note`;

/** Four eyes: who asks never decides, which the database checks too. */
@Injectable()
export class ApprovalService {
  private readonly listeners: ((approval: Approval) => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Asks; what has been asked for already stays as it is, a refusal included. */
  async ask(db: Queryable, wish: ApprovalWish): Promise<Approval> {
    const details = JSON.stringify(wish.details ?? {});
    const asked = await db.execute(
      `INSERT INTO approvals (kind, subject, details, asked_by, asked_at) VALUES ($1, $2, $3::jsonb, $4, $5)
       ON CONFLICT (kind, subject) DO NOTHING`,
      [wish.kind, wish.subject, details, wish.askedBy, this.clock.now()],
    );
    if (asked > 0) {
      await this.audit.audit(db, { actor: wish.askedBy, action: `approval.ask-${wish.kind}`, subject: wish.subject });
    }
    return this.get(db, wish.kind, wish.subject);
  }

  /** What was asked about a subject; null when nobody has. */
  find(db: Queryable, kind: ApprovalKind, subject: string): Promise<Approval | null> {
    return db.maybe<Approval>(`SELECT ${COLUMNS} FROM approvals a WHERE a.kind = $1 AND a.subject = $2`, [
      kind,
      subject,
    ]);
  }

  /** Whether somebody else has agreed. */
  async isApproved(db: Queryable, kind: ApprovalKind, subject: string): Promise<boolean> {
    return (await this.find(db, kind, subject))?.decision === 'approved';
  }

  /** What waits, oldest first. */
  waiting(): Promise<Approval[]> {
    return this.database.query<Approval>(
      `SELECT ${COLUMNS} FROM approvals a WHERE a.decision IS NULL ORDER BY a.asked_at, a.id LIMIT 200`,
    );
  }

  /** What waits or was decided, by its id. Throws NotFoundError. */
  async byId(id: number): Promise<Approval> {
    const found = await this.database.maybe<Approval>(`SELECT ${COLUMNS} FROM approvals a WHERE a.id = $1`, [id]);
    if (!found) throw new NotFoundError('approval', id);
    return found;
  }

  /** `hear` is told each decision of this process once it holds, so that what it knows by heart does not outlive it. */
  onDecided(hear: (approval: Approval) => void): void {
    this.listeners.push(hear);
  }

  /** Agrees or refuses. Throws RefusedError for one's own wish and for what is decided already. */
  async decide(id: number, actor: string, decision: 'approved' | 'refused', note: string | null): Promise<Approval> {
    const decided = await this.decideIn(id, actor, decision, note);
    for (const hear of this.listeners) hear(decided);
    return decided;
  }

  private decideIn(
    id: number,
    actor: string,
    decision: 'approved' | 'refused',
    note: string | null,
  ): Promise<Approval> {
    return this.database.transaction(async (tx) => {
      const wish = await tx.maybe<Approval>(`SELECT ${COLUMNS} FROM approvals a WHERE a.id = $1 FOR UPDATE`, [id]);
      if (!wish) throw new NotFoundError('approval', id);
      if (wish.decision !== null)
        throw new RefusedError(reason('approval-decided'), 'Somebody has decided this already.');
      if (wish.askedBy === actor) throw new RefusedError(reason('approval-own'), 'A second person must decide this.');
      await tx.execute(
        'UPDATE approvals SET decision = $2, decided_by = $3, decided_at = $4, note = $5 WHERE id = $1',
        [id, decision, actor, this.clock.now(), note],
      );
      await this.audit.audit(tx, {
        actor,
        action: `approval.${decision}`,
        subject: wish.subject,
        details: { kind: wish.kind },
      });
      return this.get(tx, wish.kind, wish.subject);
    });
  }

  /** A subject that changed needs a new agreement: the old one is taken back, its story stays in the audit trail. */
  async withdraw(db: Queryable, kind: ApprovalKind, subject: string, actor: string): Promise<void> {
    const gone = await db.execute('DELETE FROM approvals WHERE kind = $1 AND subject = $2', [kind, subject]);
    if (gone > 0) await this.audit.audit(db, { actor, action: `approval.withdraw-${kind}`, subject });
  }

  /** Takes a wish back that nobody has decided yet; a decision stays. */
  async withdrawWaiting(db: Queryable, kind: ApprovalKind, subject: string, actor: string): Promise<void> {
    const sql = 'DELETE FROM approvals WHERE kind = $1 AND subject = $2 AND decision IS NULL';
    if ((await db.execute(sql, [kind, subject])) === 0) return;
    await this.audit.audit(db, { actor, action: `approval.withdraw-${kind}`, subject });
  }

  private async get(db: Queryable, kind: ApprovalKind, subject: string): Promise<Approval> {
    const found = await this.find(db, kind, subject);
    if (!found) throw new NotFoundError('approval', subject);
    return found;
  }
}
