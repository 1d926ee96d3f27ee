import { IMPORT_COMMAND } from '../calendar/calendar-coverage.js';
import { knownZoneClock } from '../calendar/zone-clock.js';
import { reason, type Reason } from '../kernel/reason.js';
import type { CandidateCollector } from './collect-candidates.js';
import type { PlanFrame } from './plan-input.js';
import type { SolvedPlan, UnplacedCode } from './solve-plan.js';

/** Reasons of visits and attempts as JSON text; equal ones are written once and shared. */
export class PlanReasons {
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly collected: CandidateCollector,
    private readonly frame: PlanFrame,
    private readonly plan: SolvedPlan,
  ) {}

  /** Why this agent, this ladder, this last moment. */
  visit(member: number): string {
    const { columns } = this.collected;
    const reasons = columns.get('reasons', member);
    const rolledDue = columns.get('rolledDue', member);
    const rolled = rolledDue === columns.get('due', member) ? 0 : rolledDue;
    const owner = `${columns.get('owner', member)} ${this.plan.owned[member]}`;
    const key = `v ${reasons} ${this.plan.agent[member]} ${owner} ${columns.get('agentSet', member)} ${rolled}`;
    return this.once(key, () => [
      ...this.agentReasons(member),
      ...this.collected.reasons.items[reasons]!.visit,
      ...(rolled === 0 ? [] : [reason('due-rolled', { until: new Date(rolled).toISOString() })]),
    ]);
  }

  /** Why this channel and this minute. */
  attempt(member: number): string {
    const { columns } = this.collected;
    const profile = this.frame.profiles[columns.get('profile', member)]!;
    const at = this.plan.slot[member]!;
    const year = at >= profile.provisionalFrom ? this.latestYear(member, at) : 0;
    const isLate = at >= columns.get('due', member);
    const isCall = profile.channel === 'call';
    const agentNo = this.agentNo(member);
    const key = `a ${columns.get('reasons', member)} ${isCall ? agentNo : ''} ${year} ${isLate}`;
    return this.once(key, () => [
      ...this.collected.reasons.items[columns.get('reasons', member)]!.attempt,
      isCall ? reason('slot-call', { agentNo }) : reason('slot-spread', { channel: profile.channel }),
      ...(isLate ? [reason('slot-after-promise')] : []),
      ...(year > 0 ? [reason('slot-provisional', { year, command: IMPORT_COMMAND })] : []),
    ]);
  }

  /** Why a candidate has no place. */
  unplaced(member: number): Reason {
    const { columns, eligible } = this.collected;
    const code = this.plan.unplaced[member] as Exclude<UnplacedCode, ''>;
    const { channel } = this.frame.profiles[columns.get('profile', member)]!;
    if (code === 'unplaced-no-window') {
      return reason(code, { channel, zones: this.collected.zones.items[columns.get('zones', member)]! });
    }
    if (code === 'unplaced-rate') return reason(code, { channel });
    const agents = this.frame.agentSets[columns.get('agentSet', member)]!.length;
    const asked = { ...eligible.describe(columns.get('demand', member)), agents };
    if (code === 'unplaced-no-agent') return reason(code, asked);
    const until = new Date(columns.get('rolledDue', member)).toISOString();
    const from = new Date(columns.get('from', member)).toISOString();
    return reason(code, { ...asked, from, until, zones: this.collected.zones.items[columns.get('zones', member)]! });
  }

  private agentReasons(member: number): Reason[] {
    const agentNo = this.agentNo(member);
    if (this.plan.owned[member]) return [reason('agent-owner', { agentNo })];
    const { columns } = this.collected;
    const { ownerNote } = this.collected.reasons.items[columns.get('reasons', member)]!;
    const owner = columns.get('owner', member);
    const note = owner >= 0 ? reason('owner-full', { agentNo: this.frame.agents[owner]!.agentNo }) : ownerNote;
    const candidates = this.frame.agentSets[columns.get('agentSet', member)]!.length;
    const why = candidates === 1 ? reason('agent-only', { agentNo }) : reason('agent-even', { agentNo, candidates });
    return note === null ? [why] : [why, note];
  }

  /** Of the customer's clocks the one that is ahead: its year is the one without a published calendar. */
  private latestYear(member: number, at: number): number {
    const zones = this.collected.zones.items[this.collected.columns.get('zones', member)]!;
    return Math.max(...zones.map((zone) => new Date(knownZoneClock(zone).localOf(at)).getUTCFullYear()));
  }

  private agentNo(member: number): string {
    return this.frame.agents[this.plan.agent[member]!]!.agentNo;
  }

  private once(key: string, make: () => Reason[]): string {
    const known = this.texts.get(key);
    if (known !== undefined) return known;
    const text = JSON.stringify(make());
    this.texts.set(key, text);
    return text;
  }
}
