import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { mayBeLifted } from './address-status.js';
import type { CustomerContactPoint } from './customer.js';

/** What a supervisor decides about an address that could not be delivered to. */
@Injectable()
export class AddressStatusService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
  ) {}

  /**
   * Uses a contact point of the customer again; what came back before counts no longer. Throws NotFoundError, RefusedError
   * (`address-not-closed`) where dispatch had not closed it.
   */
  async lift(customerId: number, pointId: number, actor: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const point = await tx.maybe<Pick<CustomerContactPoint, 'status' | 'kind'> & { address: string }>(
        `SELECT a.address, a.status, a.kind FROM contact_points p JOIN addresses a ON a.address = p.address
          WHERE p.id = $1 AND p.customer_id = $2 FOR UPDATE OF a`,
        [pointId, customerId],
      );
      if (point === null) throw new NotFoundError('contact point', pointId);
      if (!mayBeLifted(point)) {
        throw new RefusedError(
          reason('address-not-closed'),
          'Nothing is known against this address that could be lifted.',
        );
      }
      await tx.execute(
        `UPDATE addresses SET status = 'active', status_reason = NULL, status_lifted_at = $2, version = version + 1,
           updated_at = $2 WHERE address = $1`,
        [point.address, this.clock.now()],
      );
      const details = { status: point.status };
      await this.audit.audit(tx, { actor, action: 'address.lift', subject: `customer:${customerId}`, details });
    });
  }
}
