import { Injectable } from '@nestjs/common';
import { AudienceReadModel } from '../campaigns/audience.read-model.js';
import type { Campaign } from '../campaigns/campaign.js';
import type { Tx } from '../database/database.service.js';
import { CandidateCollector } from './collect-candidates.js';
import type { CollectorInput } from './collector-input.js';
import { LineHash } from './line-hash.js';
import { MessageUnits } from './message-units.service.js';
import type { PlanFrame } from './plan-input.js';
import { PlanSituationService } from './plan-situation.service.js';

/** A campaign's audience after suppression, and all that solving needs to know. */
export interface Collection {
  readonly collected: CandidateCollector;
  readonly frame: PlanFrame;
  /** The version of the policy that decided. */
  readonly policy: { readonly id: string; readonly version: number };
  readonly audienceHash: string;
  /** Equal fingerprints, equal plans. */
  readonly fingerprint: string;
}

/** Listens while an audience is read; it is told first what the audience is read for. */
export type AudienceListener = (input: Omit<CollectorInput, 'digest'>) => NonNullable<CollectorInput['admitted']>;

/** How an audience is read. */
export interface CollectOptions {
  /** After so many customers it stops at the end of a batch. */
  readonly most?: number;
  /** Hears of everybody who comes in. */
  readonly listener?: AudienceListener;
  /** Hears at the end of each piece of work what it was. */
  readonly lap?: (work: 'read' | 'suppress' | 'windows') => void;
}

/** Reads the audience of a campaign through suppression. */
@Injectable()
export class PlanCollection {
  constructor(
    private readonly audience: AudienceReadModel,
    private readonly situations: PlanSituationService,
    private readonly units: MessageUnits,
  ) {}

  /**
   * Reads the audience through suppression, with hashes of who it is and of all that the plan depends on. Refused when
   * the policy is not in force.
   */
  async collect(
    tx: Tx,
    campaign: Campaign,
    now: Date,
    { most = Infinity, listener, lap }: CollectOptions = {},
  ): Promise<Collection> {
    const situation = await this.situations.load(tx, campaign, now);
    const members = new LineHash('');
    const everything = new LineHash(situation.fingerprint);
    const collected = new CandidateCollector({
      ...situation.input,
      digest: (line) => everything.add(line),
      ...(listener ? { admitted: listener(situation.input) } : {}),
      ...(lap ? { lap } : {}),
    });
    for await (const batch of this.audience.stream(tx, campaign, now)) {
      lap?.('read');
      for (const member of batch) {
        members.add(`${member.customerNo}|${member.occasion}\n`);
        collected.add(member);
      }
      if (collected.audience >= most) break;
    }
    const { profiles } = collected.times;
    const unitsPerMessage = await this.units.ofSms(tx, campaign, collected.smsReaders.list());
    everything.add(`${unitsPerMessage} units`);
    const { rates } = situation.frame;
    const frame: PlanFrame = {
      ...situation.frame,
      absentTeams: collected.absentTeams,
      rates: { ...rates, sms: { ...rates.sms, unitsPerMessage } },
      agentSets: collected.eligible.agentSets,
      profiles,
    };
    const { id, version } = situation.input.policy;
    const policy = { id, version };
    return { collected, frame, policy, audienceHash: members.digest(), fingerprint: everything.digest() };
  }
}
