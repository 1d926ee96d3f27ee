import { Injectable } from '@nestjs/common';
import type { ChannelOrAll } from '../../archive/opt-out-channels.js';
import { Database } from '../../database/database.service.js';
import { Clock } from '../../kernel/clock.js';
import { NotFoundError } from '../../kernel/faults.js';
import { AddressOptOut } from '../../responses/address-opt-out.service.js';

/** A customer's own "no more" that somebody enters for them: closes one of their addresses. */
@Injectable()
export class CustomerOptOut {
  constructor(
    private readonly database: Database,
    private readonly addresses: AddressOptOut,
    private readonly clock: Clock,
  ) {}

  /** Answers with how many live visits ended. Throws NotFoundError for an address that is not the customer's. */
  close(
    customerId: number,
    wish: { readonly point: number; readonly channel: ChannelOrAll; readonly evidence: string },
    actor: string,
  ): Promise<number> {
    return this.database.transaction(async (tx) => {
      const point = await tx.maybe<{ address: string | null }>(
        'SELECT address FROM contact_points WHERE id = $1 AND customer_id = $2',
        [wish.point, customerId],
      );
      if (!point?.address) throw new NotFoundError('contact point', wish.point);
      const evidence = wish.evidence === '' ? null : wish.evidence;
      const change = { address: point.address, channel: wish.channel, source: 'console', evidence, actor };
      return (await this.addresses.close(tx, { ...change, at: this.clock.now() })).length;
    });
  }
}
