import { Temporal } from 'temporal-polyfill';
import { secondReminder, type StandingRule, type Trigger } from './standing-rule.js';

/** What the archive knows of a trigger: an instant, or a local date, and for services and complaints which one. */
export interface TriggerFact {
  readonly at: Date | null;
  readonly on: string | null;
  readonly ref: string | null;
  /** The customer's own interval between two visits, which stands in place of the rule's (last-visit). */
  readonly intervalDays: number | null;
}

/** The life of a standing campaign, the organisation's zone, and how the days of a promise count there. */
export interface OccasionFrame {
  readonly now: Date;
  readonly since: Date;
  readonly until: Date;
  readonly zone: string;
  readonly promise: (triggerAt: Date, days: number) => Date;
}

/** One time at which a customer is due; its key makes the visit unique. */
export interface Occasion {
  readonly occasion: string;
  readonly triggerAt: Date;
  readonly earliestAt: Date;
  readonly dueAt: Date;
}

/**
 * The occasions that have come up by now: the visit may begin, the campaign lives, and while it lived the promise could
 * still be kept. One that fell due while nobody looked is among them, so that it is counted as missed.
 */
export function dueOccasions(rule: StandingRule, fact: TriggerFact, frame: OccasionFrame): Occasion[] {
  return occasionsOf(rule, fact, frame).filter(
    ({ earliestAt, dueAt }) => earliestAt <= frame.now && earliestAt < frame.until && dueAt > frame.since,
  );
}

function occasionsOf(rule: StandingRule, fact: TriggerFact, frame: OccasionFrame): Occasion[] {
  switch (rule.trigger) {
    case 'birthday':
      return fact.on === null ? [] : birthdayOccasions(rule, fact.on, frame);
    case 'card-expiry':
      return fact.on === null ? [] : reminders(rule, fact.on, frame);
    case 'last-visit':
      return fact.at === null ? [] : [afterLastVisit(rule, fact.at, fact.intervalDays, frame)];
    default:
      return fact.at === null ? [] : [afterInstant(rule, fact.at, instantKey(rule.trigger, fact), frame)];
  }
}

/**
 * One reminder before a card expires, or two: the first is due before the second begins, the second before the card
 * expires. Once the second has begun the first is not caught up any more: nobody is reminded twice at once. The first
 * has the date alone as its key, so that an earlier first day reminds nobody again.
 */
function reminders(rule: StandingRule, date: string, frame: OccasionFrame): Occasion[] {
  const key = `card-expiry:${date}`;
  const day = secondReminder(rule);
  if (day === null) return [onDate(rule, key, date, frame)];
  const second = onDate({ ...rule, earliestDays: day, dueDays: -1 }, `${key}:${day}`, date, frame);
  return second.earliestAt <= frame.now ? [second] : [onDate({ ...rule, dueDays: day - 1 }, key, date, frame)];
}

/** A date's visit may begin at the start of its earliest local day and is due by the end of its last. */
function onDate(rule: StandingRule, occasion: string, date: string, frame: OccasionFrame): Occasion {
  const start = (days: number): Date => startOfDay(Temporal.PlainDate.from(date).add({ days }), frame.zone);
  return {
    occasion,
    triggerAt: start(0),
    earliestAt: start(rule.earliestDays),
    dueAt: start(rule.dueDays + 1),
  };
}

function birthdayOccasions(rule: StandingRule, born: string, frame: OccasionFrame): Occasion[] {
  const thisYear = Temporal.Instant.fromEpochMilliseconds(frame.now.getTime()).toZonedDateTimeISO(frame.zone).year;
  return [thisYear - 1, thisYear, thisYear + 1].map((year) =>
    onDate(rule, `birthday:${year}`, birthdayIn(year, born), frame),
  );
}

/** The birthday in a year; who was born on 29 February has it on 28 February in common years. */
export function birthdayIn(year: number, born: string): string {
  return Temporal.PlainDate.from(born).with({ year }, { overflow: 'constrain' }).toString();
}

function afterInstant(rule: StandingRule, at: Date, occasion: string, frame: OccasionFrame): Occasion {
  return {
    occasion,
    triggerAt: at,
    earliestAt: sameTimeAfter(at, rule.earliestDays, frame.zone),
    dueAt: rule.dueDays > 0 ? frame.promise(at, rule.dueDays) : sameTimeAfter(at, rule.dueDays, frame.zone),
  };
}

/** Who was overdue before the campaign began is due at once, with as many days as everybody has. */
function afterLastVisit(rule: StandingRule, at: Date, interval: number | null, frame: OccasionFrame): Occasion {
  const span = rule.dueDays - rule.earliestDays;
  const earliestDays = interval ?? rule.earliestDays;
  const due = afterInstant({ ...rule, earliestDays, dueDays: earliestDays + span }, at, '', frame);
  const occasion = `last-visit:${at.toISOString()}`;
  if (due.dueAt > frame.since) return { ...due, occasion };
  return { ...due, occasion, dueAt: sameTimeAfter(frame.since, Math.max(span, 1), frame.zone) };
}

function instantKey(trigger: Trigger, fact: TriggerFact): string {
  if (trigger === 'last-service') return `service:${fact.ref ?? fact.at?.toISOString()}`;
  if (trigger === 'complaint-closed') return `complaint:${fact.ref ?? fact.at?.toISOString()}`;
  return `${trigger}:${fact.at?.toISOString()}`;
}

function sameTimeAfter(at: Date, days: number, zone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return new Date(local.add({ days }).epochMilliseconds);
}

function startOfDay(date: Temporal.PlainDate, zone: string): Date {
  return new Date(date.toZonedDateTime(zone).epochMilliseconds);
}
