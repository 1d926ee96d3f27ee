import { Injectable } from '@nestjs/common';
import { CustomerService } from '../archive/customer.service.js';
import type { CustomerDetail } from '../archive/customer.js';
import type { Channel } from '../kernel/words.js';
import type { Composition, MessageFacts } from '../messages/compose-message.js';
import { MessageComposer } from '../messages/message-composer.service.js';

export interface PreviewQuestion {
  readonly templateId: string;
  readonly channel: Channel;
  readonly language: string;
  readonly customerId?: number;
}

/** A template as a real customer would get it, or as an invented one when none is named. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly composer: MessageComposer,
    private readonly customers: CustomerService,
  ) {}

  async preview({ customerId, ...template }: PreviewQuestion): Promise<Composition> {
    if (customerId === undefined) return this.composer.preview(template);
    return this.composer.preview({ ...template, facts: factsOf(await this.customers.get(customerId)) });
  }
}

function factsOf(customer: CustomerDetail): Partial<MessageFacts> {
  return { customer };
}
