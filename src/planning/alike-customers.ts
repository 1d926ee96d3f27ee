import type { LevelRule } from '../archive/level-rule.js';
import type { CandidateZones } from '../calendar/candidate-zones.js';
import type { AudienceMember } from '../campaigns/audience-member.js';
import type { UsableRung } from '../campaigns/choose-ladder.js';
import { reason, type Reason } from '../kernel/reason.js';
import { CHANNELS } from '../kernel/words.js';
import type { CollectorInput } from './collector-input.js';
import type { EligibleAgents } from './eligible-agents.js';
import type { TimeProfiles } from './time-profiles.js';

/** Where a customer may be, with the number that these zones have in the plan. */
export interface Located extends Pick<CandidateZones, 'zones' | 'basis'> {
  readonly number: number;
}

/** What equal facts decide alike: who may take the customer, and who is the owner. */
export interface Alike {
  readonly demand: number;
  readonly agentSet: number;
  readonly level: LevelRule | null;
  /** The index of the owner among those who may take the customer, or −1 and why it is nobody. */
  readonly owner: { readonly index: number; readonly note: Reason | null };
  /** The note as text; '' for none. */
  readonly noteText: string;
  /** Time profiles by channel and zones. */
  readonly profiles: Map<number, number>;
}

/** More are not worth their memory: then most customers have facts of their own. */
const MOST_KEPT = 20_000;

/** Answers once for all customers who share their facts, as most of an audience does. */
export class AlikeCustomers {
  private readonly kept = new Map<object, Alike>();
  private readonly agentIndex: ReadonlyMap<string, number>;

  constructor(
    private readonly input: Pick<CollectorInput, 'agents' | 'campaign' | 'levels' | 'unavailable'>,
    private readonly eligible: EligibleAgents,
    private readonly times: TimeProfiles,
  ) {
    this.agentIndex = new Map(input.agents.map((agent, index) => [agent.agentNo, index]));
  }

  of(member: AudienceMember): Alike {
    const { facts } = member;
    if (facts === undefined) return this.decide(member);
    const known = this.kept.get(facts);
    if (known !== undefined) return known;
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    const alike = this.decide(member);
    this.kept.set(facts, alike);
    return alike;
  }

  /** The number of the times at which a first contact on this rung may start. */
  profileOf(
    { preferredTime, explicitTimeConsent }: AudienceMember,
    {
      first: { channel },
      located: { zones, number },
      alike,
    }: { readonly first: Pick<UsableRung, 'channel'>; readonly located: Located; readonly alike: Alike },
  ): number {
    const key = number * CHANNELS.length + CHANNELS.indexOf(channel);
    const known = alike.profiles.get(key);
    if (known !== undefined) return known;
    const profile = this.times.profileOf({ channel, zones, preferredTime, explicitTimeConsent });
    alike.profiles.set(key, profile);
    return profile;
  }

  private decide(member: AudienceMember): Alike {
    const { memberLevel } = member;
    const level = memberLevel === null ? null : (this.input.levels.get(memberLevel) ?? null);
    const { demand, set: agentSet } = this.eligible.find({
      skill: member.requiredSkill,
      language: member.language,
      region: member.province,
      notServedBy: this.input.campaign.options.noSelfSurvey ? member.lastServedBy : null,
      level,
    });
    const owner = this.ownerOf(member, agentSet);
    const noteText = owner.note === null ? '' : JSON.stringify(owner.note);
    return { demand, agentSet, level, owner, noteText, profiles: new Map() };
  }

  private ownerOf({ ownerAgentNo: agentNo }: AudienceMember, agentSet: number): Alike['owner'] {
    if (agentNo === null || this.input.campaign.assignment !== 'owner') return { index: -1, note: null };
    const index = this.agentIndex.get(agentNo) ?? -1;
    if (index < 0) {
      const why = this.input.unavailable.get(agentNo);
      return { index, note: why ? reason(why, { agentNo }) : reason('owner-unknown', { agentNo }) };
    }
    if (this.eligible.agentSets[agentSet]!.includes(index)) return { index, note: null };
    return { index: -1, note: reason('owner-not-eligible', { agentNo }) };
  }
}
