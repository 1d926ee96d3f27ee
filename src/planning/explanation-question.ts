import type { CalendarSnapshot } from '../calendar/calendar-snapshot.js';
import type { ContactQuestion } from '../calendar/contact-question.js';
import { listOpenWindows } from '../calendar/open-windows.js';
import { DEFAULT_OPTIONS } from '../campaigns/campaign-definition.js';
import { CHANNELS, type Channel } from '../kernel/words.js';
import type { AttemptRow, CampaignBehind, CustomerBehind, VisitRow } from './explanation-rows.read-model.js';
import { rollDeadline } from './time-profiles.js';

/** Which version of a policy decided. */
export interface DecidingPolicy {
  readonly id: string;
  readonly version: number;
  /** The plan noted it; else it is the one that was in force when the plan was made. */
  readonly noted: boolean;
}

/** The rules and rows that hours are asked of. */
export interface HoursFrame {
  readonly campaign: CampaignBehind;
  readonly customer: CustomerBehind;
  readonly calendars: CalendarSnapshot;
}

export const DEFAULT_MINUTES_PER_CALL = DEFAULT_OPTIONS.minutesPerCall;

const DAY_MS = 86_400_000;
const HORIZON_DAYS = 30;

/** The policy version of a row of a plan; null where none was in force. */
export function decidingPolicy(
  { policy, plannedAt }: Pick<VisitRow, 'policy' | 'plannedAt'>,
  { campaign, calendars }: HoursFrame,
): DecidingPolicy | null {
  if (policy?.policy !== undefined && policy.policyVersion !== undefined) {
    return { id: policy.policy, version: policy.policyVersion, noted: true };
  }
  const inForce = calendars.policy(campaign.policyId, plannedAt);
  return inForce === null ? null : { id: inForce.id, version: inForce.version, noted: false };
}

/**
 * When an attempt might have been, as it was asked: by the version of the plan for its first attempt, by the one in force
 * then for those that came later. Null for a contact of no channel.
 */
export function contactQuestion(
  row: VisitRow,
  attempt: Pick<AttemptRow, 'channel' | 'rung' | 'try' | 'createdAt'>,
  frame: HoursFrame,
): ContactQuestion | null {
  const channel = CHANNELS.find((one) => one === attempt.channel);
  if (channel === undefined) return null;
  const isFirst = attempt.rung === 0 && attempt.try === 1;
  return questionOf(row, channel, frame, isFirst ? null : new Date(attempt.createdAt));
}

/** The one-week clock as slots may be placed by it; null where it does not run, or no hour opens within thirty days. */
export function rolledWeek(row: VisitRow, frame: HoursFrame): Date | null {
  const channel = CHANNELS.find((one) => one === row.ladder[0]);
  if (row.weekDueAt === null || channel === undefined) return null;
  const { startAt } = frame.campaign;
  const from = startAt > row.plannedAt ? startAt : row.plannedAt;
  const latest = from > row.weekDueAt ? from : row.weekDueAt;
  const range = { start: from, end: new Date(latest.getTime() + HORIZON_DAYS * DAY_MS) };
  const windows = listOpenWindows(questionOf(row, channel, frame, null), range);
  const rolled = rollDeadline(windows, from.getTime(), row.weekDueAt.getTime());
  return Number.isNaN(rolled) ? null : new Date(rolled);
}

function questionOf(row: VisitRow, channel: Channel, frame: HoursFrame, at: Date | null): ContactQuestion {
  const { campaign, customer, calendars } = frame;
  const decided = decidingPolicy(row, frame);
  const policy =
    at !== null
      ? calendars.policy(campaign.policyId, at)
      : decided === null
        ? null
        : calendars.policyVersion(decided.id, decided.version);
  return {
    channel,
    policy,
    calendar: calendars.calendar(policy?.calendar ?? 'none'),
    zones: row.zones,
    holidayCampaign: campaign.holidayWindows,
    preferredTime: customer.preferredTime,
    explicitTimeConsent: customer.explicitTimeConsent,
  };
}
