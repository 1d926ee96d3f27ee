import { Injectable } from '@nestjs/common';
import type { Account } from '../access/account.js';
import { CustomerService } from '../archive/customer.service.js';
import type { CustomerContactPoint, CustomerDetail } from '../archive/customer.js';
import { Database } from '../database/database.service.js';
import { maskAddress } from '../kernel/masking.js';
import type { Channel } from '../kernel/words.js';
import type { Composition, MessageFacts } from '../messages/compose-message.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import { smsProviderFor } from '../messages/sms-routing.js';
import type { TemplateVersion } from '../messages/template-text.js';
import type { MessageAgent } from '../messages/message-context.js';
import { CustomerAccess } from './customer-access.service.js';
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
    private readonly access: CustomerAccess,
    private readonly providers: ChannelProviders,
    private readonly database: Database,
  ) {}

  async preview({ customerId, ...template }: PreviewQuestion, account: Account): Promise<Composition> {
    const { channel } = template;
    if (customerId === undefined) {
      return this.composer.preview({ ...template, facts: { provider: await this.providerOf(channel, 'CN') } });
    }
    const about = await this.factsFor(account, customerId, channel);
    const facts = { ...about, provider: await this.providerOf(channel, about.country ?? null) };
    return withoutNumber(await this.composer.preview({ ...template, facts }));
  }

  /** A text that need not be stored or agreed to, and the country by which its SMS segments are counted. */
  async previewText(
    template: TemplateVersion,
    account: Account,
    customerId?: number,
  ): Promise<{ composition: Composition; country: string | null }> {
    if (customerId === undefined) {
      const provider = await this.providerOf(template.channel, 'CN');
      return { composition: await this.composer.previewText(template, { provider }), country: 'CN' };
    }
    const about = await this.factsFor(account, customerId, template.channel);
    const facts = { ...about, provider: await this.providerOf(template.channel, about.country ?? null) };
    const composition = withoutNumber(await this.composer.previewText(template, facts));
    return { composition, country: facts.country ?? null };
  }

  private async factsFor(account: Account, customerId: number, channel: Channel): Promise<Partial<MessageFacts>> {
    await this.access.check(account, customerId);
    const customer = await this.customers.get(customerId);
    return { ...factsOf(customer, channel), agent: await this.agentOf(customer.ownerAgentNo) };
  }

  private async providerOf(channel: Channel, country: string | null): Promise<string> {
    const names = await this.providers.names();
    return channel === 'email' ? names.email : smsProviderFor(names.sms, country);
  }

  /** The owner, who is no agent of ours (any more) where the number is an old one. */
  private async agentOf(agentNo: string | null): Promise<MessageAgent | null> {
    if (agentNo === null) return null;
    return this.database.maybe<MessageAgent>('SELECT agent_no AS "agentNo", name FROM agents WHERE agent_no = $1', [
      agentNo,
    ]);
  }
}

/** The customer, and where the message would go: the first usable contact point of the channel. */
function factsOf(customer: CustomerDetail, channel: Channel): Partial<MessageFacts> {
  const kind = channel === 'email' ? 'email' : 'phone';
  const point = customer.contactPoints.find((one) => one.kind === kind && one.address !== null && takes(one, channel));
  const country = channel === 'email' ? null : (point?.country ?? customer.country);
  return { customer, country, to: point?.address ?? '' };
}

/** A text goes to no landline. */
function takes(point: CustomerContactPoint, channel: Channel): boolean {
  return point.invalidCode === null && (channel !== 'sms' || point.phoneType !== 'fixed');
}

/** A look at a message needs no full number. */
function withoutNumber(composed: Composition): Composition {
  return 'to' in composed && composed.to !== '' ? { ...composed, to: maskAddress(composed.to) } : composed;
}
