import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { AudienceMember } from '../campaigns/audience-member.js';
import type { Campaign } from '../campaigns/campaign.js';
import type { LadderChoice } from '../campaigns/choose-ladder.js';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import type { Reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import { type Composed, isComposed } from '../messages/compose-message.js';
import { demandState } from '../planning/campaign-commands.js';
import { PlanCollection } from '../planning/plan-collection.service.js';
import { PlanRepository } from '../planning/plan.repository.js';
import { SampleComposer, type SampleRecipient } from './sample-composer.service.js';
import { type NewSandboxMessage, SandboxMessageRepository } from './sandbox-message.repository.js';

/** One message of a campaign as a real customer would get it, or why it cannot be made. */
export interface Sample {
  readonly channel: Channel;
  readonly template: string;
  readonly language: string | null;
  /** Null for a call, whose script is read out, and for what cannot be made. */
  readonly messageId: string | null;
  readonly text: string | null;
  readonly why: Reason | null;
}

/** What of a sample is made before it is stored. */
interface Made {
  readonly recipient: SampleRecipient;
  readonly composed: Composed | null;
  readonly sample: Sample;
}

/** Among so many customers of the audience samples are looked for. */
const MOST_READ = 2_000;
const FROM = { sms: 'sample', email: 'sample@sandbox.example' };

/**
 * Puts one real message for each channel, template and language of a campaign's ladder into the sandbox. It goes past
 * dispatch: no provider hears of it, and no visit, counter or contact knows it.
 */
@Injectable()
export class SampleService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly collection: PlanCollection,
    private readonly plans: PlanRepository,
    private readonly composer: SampleComposer,
    private readonly messages: SandboxMessageRepository,
  ) {}

  /** Makes the samples anew. Refused once the campaign was launched, or where its policy is not in force. */
  async send(campaign: Campaign): Promise<Sample[]> {
    demandState(campaign, 'edit');
    const recipients = await this.recipients(campaign);
    const made = new Map<string, Made>();
    for (const recipient of recipients) {
      const one = await this.make(campaign, recipient);
      if (one === null) continue;
      const { channel, template, language, why } = one.sample;
      const key = `${channel} ${template} ${language ?? ''} ${why?.code ?? ''}`;
      if (!made.has(key)) made.set(key, one);
    }
    const all = [...made.values()];
    await this.messages.removeSamples(campaign.id);
    await this.messages.add(all.flatMap((one) => this.toStored(campaign, one)));
    return all.map(({ sample }) => sample);
  }

  private async make(campaign: Campaign, recipient: SampleRecipient): Promise<Made | null> {
    const composition = await this.composer.compose(this.database, campaign, recipient);
    if (composition === null) return null;
    const { channel } = recipient;
    const template = campaign.templates[channel];
    if (!isComposed(composition)) {
      const sample = { channel, template, language: null, messageId: null, text: null, why: composition.reason };
      return { recipient, composed: null, sample };
    }
    const messageId = channel === 'call' ? null : `<sample-${randomUUID()}@sandbox>`;
    const { language } = composition.templateVersion;
    const sample = { channel, template, language, messageId, text: composition.text, why: null };
    return { recipient, composed: composition, sample };
  }

  private toStored(campaign: Campaign, { composed, sample }: Made): NewSandboxMessage[] {
    const { channel, messageId } = sample;
    if (composed === null || messageId === null || channel === 'call') return [];
    const { text: body, subject = null, html = null, headers = {}, to: toAddress } = composed;
    const about = {
      channel,
      direction: 'to-customer',
      status: 'sample',
      errorCode: null,
      statusCallback: null,
    } as const;
    const content = { toAddress, fromAddress: FROM[channel], subject, body, html, headers };
    return [{ ...about, ...content, messageId, receivedAt: this.clock.now(), sampleOf: campaign.id }];
  }

  /** The first customer of the audience for each channel and language; the plan stays as it is. */
  private async recipients(campaign: Campaign): Promise<SampleRecipient[]> {
    try {
      return await this.database.transaction((tx) => this.look(tx, campaign), 'REPEATABLE READ');
    } catch (error) {
      if (error instanceof NothingToKeep) return error.recipients;
      throw error;
    }
  }

  private async look(tx: Tx, campaign: Campaign): Promise<never> {
    if (campaign.planVersion > 0) await this.plans.clear(tx, campaign.id);
    const found = new Map<string, SampleRecipient>();
    const hear = ({ customerId, language }: AudienceMember, { rungs }: LadderChoice): void => {
      for (const { channel, address } of rungs) {
        const key = `${channel} ${language ?? ''}`;
        if (!found.has(key)) found.set(key, { customerId, channel, address });
      }
    };
    await this.collection.collect(tx, campaign, this.clock.now(), { most: MOST_READ, listener: () => hear });
    throw new NothingToKeep([...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, recipient]) => recipient));
  }
}

/** Carries what was read out of a transaction that must leave no trace. */
class NothingToKeep extends Error {
  constructor(readonly recipients: SampleRecipient[]) {
    super('rolled back on purpose');
  }
}
