import type { ContactQuestion } from '../calendar/contact-question.js';
import { candidateZones } from '../calendar/candidate-zones.js';
import type { AudienceMember, PastContact, PlannedContact } from '../campaigns/audience-member.js';
import type { Rung } from '../campaigns/campaign-definition.js';
import type { LadderChoice } from '../campaigns/choose-ladder.js';
import type { ContactCaps } from '../campaigns/contact-caps.js';
import type { CampaignKind, Channel, Purpose } from '../kernel/words.js';
import type { AttemptFacts } from '../planning/decide-attempt.js';
import { Interned } from '../planning/plan-columns.js';
import type { ChannelRate, PlanAgent } from '../planning/plan-input.js';

/** What of a customer every decision asks, the same object for all who are alike. */
export type Person = AttemptFacts['customer'];

/** As far back as any cap counts, in milliseconds. */
const CAPS_HORIZON_MS = 31 * 86_400_000;
/** Rungs of the longest ladder. */
export const MOST_RUNGS = 3;

/** What stays the same for the whole campaign. */
export interface RehearsedCampaign {
  readonly kind: CampaignKind;
  readonly purpose: Purpose;
  readonly rungs: readonly Rung[];
  readonly deadlineAt: number;
  readonly isStanding: boolean;
  /** Without a survey a message that arrived is done. */
  readonly onlyNotifies: boolean;
  readonly caps: ContactCaps;
  readonly minutesPerCall: number;
}

/** Everything that a rehearsal starts from. `audience` is all of it; who is left out is counted by reason. */
export interface RehearsalPlan {
  readonly campaign: RehearsedCampaign;
  readonly from: number;
  readonly dayOf: (at: number) => number;
  readonly agents: readonly PlanAgent[];
  readonly agentSets: readonly Int32Array[];
  readonly rates: Readonly<Record<'sms' | 'email', ChannelRate>>;
  readonly visits: RehearsedVisits;
  readonly audience: number;
  readonly excluded: Readonly<Record<string, number>>;
}

/** The visits of a plan by column. Instants in milliseconds; questions and addresses are by visit and rung. */
export interface RehearsedVisits {
  readonly length: number;
  /** The visit's id where it is stored already; it decides where in ten minutes after an opening a message goes. */
  readonly ids: Float64Array;
  readonly agent: Int32Array;
  readonly agentSet: Int32Array;
  readonly slot: Float64Array;
  /** Raw deadline or the one-week clock, whichever comes first: calls are taken in this order. */
  readonly due: Float64Array;
  readonly rolledDue: Float64Array;
  readonly ladder: Int32Array;
  readonly people: CustomerNotes;
  /** The number of each visit among the customers of `people`. */
  readonly member: Int32Array;
}

/** What the questions of a campaign have in common. */
export type QuestionBase = Pick<ContactQuestion, 'policy' | 'calendar' | 'holidayCampaign'>;

/** Notes of each customer who comes in what later decisions will ask, while the audience is read. */
export class CustomerNotes {
  readonly questions = new Interned<ContactQuestion>();
  readonly persons = new Interned<Person>();
  readonly ladders = new Interned<readonly Channel[]>();
  /** Contacts of the past, and those that other campaigns have planned; most customers have none. */
  readonly past = new Map<number, readonly PastContact[]>();
  readonly planned = new Map<number, readonly PlannedContact[]>();
  private readonly person: number[] = [];
  private readonly ladder: number[] = [];
  private readonly numbers: boolean[] = [];
  private readonly addresses: string[] = [];
  private readonly planQuestion: number[] = [];
  private readonly contactQuestion: number[] = [];

  constructor(
    private readonly base: QuestionBase,
    private readonly organisationZone: string,
    private readonly now: Date,
  ) {}

  get length(): number {
    return this.person.length;
  }

  /** `zones` are those that the plan was made for. */
  add(member: AudienceMember, choice: LadderChoice, zones: readonly string[]): void {
    const index = this.length;
    const { consent, doNotContact, deceased, minor, lifecycle } = member;
    const person = { consent, doNotContact, deceased, minor, lifecycle };
    this.person.push(this.persons.of(JSON.stringify(person), () => person));
    const ladder = choice.rungs.map(({ channel }) => channel);
    this.ladder.push(this.ladders.of(ladder.join(), () => ladder));
    this.numbers.push(member.addresses.filter((one) => one.kind === 'phone' && isCallable(one)).length > 1);
    for (let rung = 0; rung < MOST_RUNGS; rung++) this.addRung(member, choice.rungs[rung], zones);
    const since = this.now.getTime() - CAPS_HORIZON_MS;
    const past = member.contacts.filter(({ at }) => at.getTime() >= since);
    if (past.length > 0) this.past.set(index, past);
    if (member.planned.length > 0) this.planned.set(index, member.planned);
  }

  personOf(member: number): Person {
    return this.persons.items[this.person[member]!]!;
  }

  personId(member: number): number {
    return this.person[member]!;
  }

  ladderOf(member: number): number {
    return this.ladder[member]!;
  }

  hasOtherNumber(member: number): boolean {
    return this.numbers[member]!;
  }

  addressOf(member: number, rung: number): string {
    return this.addresses[member * MOST_RUNGS + rung]!;
  }

  /** The question as the ladder asks it, with the zones of the plan. */
  plannedQuestion(member: number, rung: number): ContactQuestion {
    return this.questions.items[this.plannedQuestionId(member, rung)]!;
  }

  plannedQuestionId(member: number, rung: number): number {
    return this.planQuestion[member * MOST_RUNGS + rung]!;
  }

  /** The question as it is asked at the contact itself, of the number that is used. */
  question(member: number, rung: number): ContactQuestion {
    return this.questions.items[this.questionId(member, rung)]!;
  }

  questionId(member: number, rung: number): number {
    return this.contactQuestion[member * MOST_RUNGS + rung]!;
  }

  private addRung(member: AudienceMember, rung: LadderChoice['rungs'][number] | undefined, zones: readonly string[]) {
    const channel = rung?.channel ?? 'call';
    const address = rung?.address ?? '';
    this.addresses.push(address);
    this.planQuestion.push(this.questionOf(member, channel, zones));
    const own = rung === undefined ? zones : this.zonesOf(member, channel, address);
    this.contactQuestion.push(
      own.join() === zones.join() ? this.planQuestion.at(-1)! : this.questionOf(member, channel, own),
    );
  }

  private zonesOf(member: AudienceMember, channel: Channel, address: string): readonly string[] {
    const { timezone, country, province, postcode } = member;
    const known = channel === 'email' ? undefined : member.addresses.find((one) => one.address === address);
    const place = { timezone, country, province, postcode, phone: known?.address ?? null };
    const facts = { ...place, phoneType: known?.phoneType ?? null };
    return candidateZones(facts, this.organisationZone, this.base.policy?.zoneOrder).zones;
  }

  private questionOf(member: AudienceMember, channel: Channel, zones: readonly string[]): number {
    const { preferredTime, explicitTimeConsent } = member;
    const wish = preferredTime === null ? '' : JSON.stringify(preferredTime);
    return this.questions.of(`${channel}|${zones.join()}|${wish}|${explicitTimeConsent}`, () => {
      return { ...this.base, channel, zones, preferredTime, explicitTimeConsent };
    });
  }
}

function isCallable({ status, optedOut }: AudienceMember['addresses'][number]): boolean {
  return status === 'active' && !optedOut.includes('all') && !optedOut.includes('call');
}
