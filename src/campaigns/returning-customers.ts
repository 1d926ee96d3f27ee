import type { AudienceMember } from './audience-member.js';
import type { CampaignRules, LadderChoice, TakenAddresses } from './choose-ladder.js';
import { comesIn, judge, SUPPRESSION_RULES, type SuppressionRule, type Verdict } from './suppression-rules.js';

/** A customer as the chain judged it, and whether it came in; `isPlaceable`: whether its time zone is known. */
export interface Judged {
  readonly member: AudienceMember;
  readonly verdict: Verdict;
  readonly isAdmitted: boolean;
  readonly isPlaceable: () => boolean;
}

/**
 * Counts for each suppression rule who would come back if it alone were off: the same chain is asked again without the
 * rule, for those whom it holds. An address shared by several goes to the first who uses it there, who may be another
 * one than with the rule on.
 */
export class ReturningCustomers {
  private readonly worlds: ReadonlyMap<string, WorldWithout>;

  /** `taken`: the list that the caller keeps of the addresses in use. */
  constructor(rules: CampaignRules, taken: Pick<TakenAddresses, 'get'>) {
    this.worlds = new Map(SUPPRESSION_RULES.map((rule) => [rule.name, new WorldWithout(rule, rules, taken)]));
  }

  /** To be told of everybody, in the order of the audience. */
  consider(judged: Judged): void {
    const { member, verdict } = judged;
    if (member.addresses.some(({ shared }) => shared)) {
      const isUntouched = takesFirstAddresses(judged);
      for (const world of this.worlds.values()) world.consider(judged, isUntouched);
    } else if (!judged.isAdmitted) {
      for (const { code } of verdict.matched) this.worlds.get(code)?.consider(judged, true);
    }
  }

  /** How many would come back, by the code of the rule; rules that bring nobody back are left out. */
  counts(): Record<string, number> {
    const counts = [...this.worlds].map(([code, { count }]): [string, number] => [code, count]);
    return Object.fromEntries(counts.filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** The audience with one rule off. Of the addresses in use only those are kept that differ: null is free here alone. */
class WorldWithout {
  count = 0;
  private readonly own = new Map<string, string | null>();
  private readonly view: Pick<TakenAddresses, 'get'>;

  constructor(
    private readonly rule: SuppressionRule,
    private readonly rules: CampaignRules,
    taken: Pick<TakenAddresses, 'get'>,
  ) {
    this.view = {
      get: (address) => {
        const own = this.own.get(address);
        return own === undefined ? taken.get(address) : (own ?? undefined);
      },
    };
  }

  /** `isUntouched`: nothing was held against any address that the customer has, so that no rule matters to it. */
  consider({ member, verdict, isAdmitted, isPlaceable }: Judged, isUntouched: boolean): void {
    const isHeld = verdict.matched.some(({ code }) => code === this.rule.name);
    if (!isHeld && isUntouched && !member.addresses.some(({ address }) => this.own.has(address))) return;
    const here = judge(member, this.rules, this.view, this.rule);
    const isIn = comesIn(here) && isPlaceable();
    if (isIn && isHeld) this.count += 1;
    const takesHere = isIn ? sharedAddresses(member, here.choice) : NOTHING;
    for (const address of takesHere) this.own.set(address, member.customerNo);
    if (!isAdmitted) return;
    for (const address of sharedAddresses(member, verdict.choice)) {
      if (!takesHere.includes(address) && !this.own.has(address)) this.own.set(address, null);
    }
  }
}

const NOTHING: readonly string[] = [];

/** Whether the customer comes in by the first address of each kind, with nothing refused but what it does not have. */
function takesFirstAddresses({ member, verdict: { choice }, isAdmitted }: Judged): boolean {
  if (!isAdmitted || choice.dropped.some(({ reason: why }) => why.code !== 'no-contact-point')) return false;
  return choice.rungs.every(({ channel, address }) => {
    const kind = channel === 'email' ? 'email' : 'phone';
    return member.addresses.find((known) => known.kind === kind)?.address === address;
  });
}

function sharedAddresses({ addresses }: AudienceMember, { rungs }: LadderChoice): string[] {
  return rungs
    .map(({ address }) => address)
    .filter((address) => addresses.some((known) => known.address === address && known.shared));
}
