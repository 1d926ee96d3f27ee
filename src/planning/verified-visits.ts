/** What a customer asks of an agent, and who may not make the visit. */
export interface VerifiedDemand {
  readonly skill: string | null;
  readonly language: string | null;
  readonly region: string | null;
  /** What the rule of the customer's member level asks. */
  readonly team?: string | null;
  readonly levelSkill?: string | null;
  /** Number or name of the one who served the customer (B7). */
  readonly notServedBy: string | null;
}

/** A visit with its current attempt and what of its customer decides, as the rows say. Instants in milliseconds. */
export interface VerifiedVisit {
  readonly visitId: number;
  readonly state: string;
  readonly agentNo: string | null;
  readonly planVersion: number;
  readonly rolledDue: number;
  /** Not before this instant: by the occasion, by a cap, and by the plan's beginning. */
  readonly earliest: number;
  readonly demand: VerifiedDemand;
  /** The customer's own agent, as the archive says now; `isCustomerChanged` where that is newer than the plan. */
  readonly owner: string | null;
  readonly isCustomerChanged: boolean;
  /** Names the customer's windows on the attempt's channel. */
  readonly timeKey: number;
  /** The visit says that it stays with the owner. */
  readonly isOwners: boolean;
  /** The agent whom the plan chose; another one has got it since where that is not `agentNo`. */
  readonly plannedAgentNo: string | null;
  readonly hasReasons: boolean;
  /** Its time was agreed with the customer: no plan chose it. */
  readonly isAppointed: boolean;
  readonly attempt: {
    readonly channel: string;
    readonly at: number | null;
    readonly state: string;
    readonly rung: number;
  } | null;
}

const CHANNELS = ['call', 'sms', 'email'];
const OTHER_CHANNEL = CHANNELS.length;

const OF_VERSION = 1;
const PLANNED = 2;
const SCHEDULED = 4;
const FIRST_RUNG = 8;
const OWNERS = 16;
const CHANGED = 32;
const MOVED = 64;
const REASONED = 128;
const ATTEMPTED = 256;
const APPOINTED = 512;

/** Visits that only this plan, or one after it, has put where they are. */
const UNTOUCHED = OF_VERSION | PLANNED | SCHEDULED | FIRST_RUNG;

/** The visits of a campaign in typed columns, so that a million of them fit in little memory. */
export class VerifiedVisits {
  readonly agents = new Numbered<string>();
  readonly owners = new Numbered<string>();
  readonly demands = new Numbered<VerifiedDemand>();
  private readonly ids: Float64Array;
  private readonly moments: Float64Array;
  private readonly dues: Float64Array;
  private readonly earliests: Float64Array;
  private readonly agent: Int32Array;
  private readonly owner: Int32Array;
  private readonly demand: Int32Array;
  private readonly timeKeys: Int32Array;
  private readonly channels: Uint8Array;
  private readonly flags: Uint16Array;
  private count = 0;

  /** For so many visits at most. */
  constructor(
    most: number,
    private readonly planVersion: number,
  ) {
    [this.ids, this.moments, this.dues, this.earliests] = [0, 0, 0, 0].map(() => new Float64Array(most)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    [this.agent, this.owner, this.demand, this.timeKeys] = [0, 0, 0, 0].map(() => new Int32Array(most)) as [
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    this.channels = new Uint8Array(most);
    this.flags = new Uint16Array(most);
  }

  get length(): number {
    return this.count;
  }

  add(visit: VerifiedVisit): void {
    const i = this.count++;
    const { skill, language, region, team, levelSkill, notServedBy } = visit.demand;
    const at = CHANNELS.indexOf(visit.attempt?.channel ?? '');
    this.ids[i] = visit.visitId;
    this.moments[i] = visit.attempt?.at ?? NaN;
    this.dues[i] = visit.rolledDue;
    this.earliests[i] = visit.earliest;
    this.agent[i] = visit.agentNo === null ? -1 : this.agents.of(visit.agentNo, visit.agentNo);
    this.owner[i] = visit.owner === null ? -1 : this.owners.of(visit.owner, visit.owner);
    this.demand[i] = this.demands.of(
      JSON.stringify([skill, language, region, team, levelSkill, notServedBy]),
      visit.demand,
    );
    this.timeKeys[i] = visit.timeKey;
    this.channels[i] = at < 0 ? OTHER_CHANNEL : at;
    this.flags[i] = this.flagsOf(visit);
  }

  idOf(i: number): number {
    return this.ids[i]!;
  }

  /** The moment of the attempt; NaN where there is none. */
  momentOf(i: number): number {
    return this.moments[i]!;
  }

  rolledDueOf(i: number): number {
    return this.dues[i]!;
  }

  earliestOf(i: number): number {
    return this.earliests[i]!;
  }

  agentOf(i: number): string | null {
    return this.agents.items[this.agent[i]!] ?? null;
  }

  ownerOf(i: number): string | null {
    return this.owners.items[this.owner[i]!] ?? null;
  }

  demandOf(i: number): VerifiedDemand {
    return this.demands.items[this.demand[i]!]!;
  }

  /** The number of what is asked: equal for equal demands. */
  demandNumberOf(i: number): number {
    return this.demand[i]!;
  }

  timeKeyOf(i: number): number {
    return this.timeKeys[i]!;
  }

  /** `call`, `sms`, `email`, or '' for any other. */
  channelOf(i: number): string {
    return CHANNELS[this.channels[i]!] ?? '';
  }

  isOwners(i: number): boolean {
    return this.has(i, OWNERS);
  }

  isCustomerChanged(i: number): boolean {
    return this.has(i, CHANGED);
  }

  hasReasons(i: number): boolean {
    return this.has(i, REASONED);
  }

  hasAttempt(i: number): boolean {
    return this.has(i, ATTEMPTED);
  }

  isOfVersion(i: number): boolean {
    return this.has(i, OF_VERSION);
  }

  isPlanned(i: number): boolean {
    return this.has(i, PLANNED);
  }

  isFirstRung(i: number): boolean {
    return this.has(i, FIRST_RUNG);
  }

  isScheduled(i: number): boolean {
    return this.has(i, SCHEDULED);
  }

  /** Nothing has happened to it since the plan was made. */
  isUntouched(i: number): boolean {
    return this.stands(i) && !this.has(i, MOVED);
  }

  /** It has not begun, and its time is not an appointment; it may have got another agent since. */
  stands(i: number): boolean {
    return (this.flags[i]! & (UNTOUCHED | APPOINTED)) === UNTOUCHED;
  }

  /** It has not begun, but another agent has it now. */
  isMoved(i: number): boolean {
    return this.stands(i) && this.has(i, MOVED);
  }

  countWhere(is: (i: number) => boolean): number {
    let count = 0;
    for (let i = 0; i < this.count; i++) if (is(i)) count += 1;
    return count;
  }

  private has(i: number, flag: number): boolean {
    return (this.flags[i]! & flag) !== 0;
  }

  private flagsOf(visit: VerifiedVisit): number {
    const { attempt } = visit;
    const isScheduled = attempt?.state === 'scheduled' && attempt.at !== null;
    return (
      (visit.planVersion === this.planVersion ? OF_VERSION : 0) |
      (visit.state === 'planned' ? PLANNED : 0) |
      (isScheduled ? SCHEDULED : 0) |
      (attempt?.rung === 0 ? FIRST_RUNG : 0) |
      (visit.isOwners ? OWNERS : 0) |
      (visit.isCustomerChanged ? CHANGED : 0) |
      (visit.plannedAgentNo === visit.agentNo ? 0 : MOVED) |
      (visit.hasReasons ? REASONED : 0) |
      (attempt === null ? 0 : ATTEMPTED) |
      (visit.isAppointed ? APPOINTED : 0)
    );
  }
}

/** Gives equal things the same number. */
export class Numbered<T> {
  readonly items: T[] = [];
  private readonly numbers = new Map<string, number>();

  of(key: string, item: T): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.items.length);
    return this.items.push(item) - 1;
  }
}
