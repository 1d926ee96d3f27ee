import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { InputError } from '../kernel/faults.js';
import type { Reason } from '../kernel/reason.js';
import { CHANNELS } from '../kernel/words.js';
import type { Channel } from '../kernel/words.js';
import { askedInstants } from './asked-instant.js';
import { calendarCoverage } from './calendar-coverage.js';
import type { YearCoverage } from './calendar-coverage.js';
import { CalendarDayRepository } from './calendar-day.repository.js';
import { parseCalendarFile } from './calendar-file.js';
import type { CalendarFileDay } from './calendar-file.js';
import { calendarSnapshot } from './calendar-snapshot.js';
import type { CalendarSnapshot } from './calendar-snapshot.js';
import { chineseDays } from './chinese-days.adapter.js';
import type { PreferredTime } from './contact-question.js';
import { decideContact } from './decide-contact.js';
import type { ContactDecision } from './decide-contact.js';
import { PolicyRepository } from './policy.repository.js';
import type { PolicySummary } from './policy.repository.js';
import { PolicyService } from './policy.service.js';

export interface AllowedQuestion {
  readonly channel: string;
  /** The policy's id. */
  readonly policy: string;
  readonly zones: readonly string[];
  /** An instant, or a wall-clock time in the first zone. */
  readonly at: string;
  readonly holidayCampaign?: boolean;
  /** Of the customer, where the question is about one: the times asked for, and whether they were consented to. */
  readonly preferredTime?: PreferredTime | null;
  readonly explicitTimeConsent?: boolean;
}

/** The answer of `revisit allowed`. */
export interface AllowedAnswer {
  readonly allowed: boolean;
  readonly next: Date | null;
  readonly provisional: boolean;
  readonly reason: Reason;
  readonly zones: readonly string[];
  readonly dayTypes: ContactDecision['dayTypes'];
}

export interface CalendarImport {
  readonly file: string;
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** For each region and year of the file: whether its calendar now counts as published. */
  readonly coverage: readonly YearCoverage[];
}

/** What a calendar file would change. */
export type CalendarCheck = CalendarImport & { readonly days: readonly CalendarFileDay[] };

/** The rules about rest hours: the one way in for the stages that follow. */
@Injectable()
export class CalendarService {
  private kept: { fingerprint: string; snapshot: CalendarSnapshot } | null = null;

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly audit: AuditService,
    private readonly policies: PolicyRepository,
    private readonly days: CalendarDayRepository,
    private readonly policyTexts: PolicyService,
  ) {}

  /** All rules as they are now; read again only when one has changed, by this process or another. */
  async snapshot(): Promise<CalendarSnapshot> {
    const { timeZone } = await this.settings.organisation();
    const fingerprint = `${timeZone} ${await this.days.fingerprint(this.database)}`;
    if (this.kept?.fingerprint === fingerprint) return this.kept.snapshot;
    const [policies, days] = await Promise.all([this.policies.all(this.database), this.days.all(this.database)]);
    const snapshot = calendarSnapshot({ policies, days, china: chineseDays(), organisationZone: timeZone });
    this.kept = { fingerprint, snapshot };
    return snapshot;
  }

  /**
   * May a customer in these zones be contacted then? A wall-clock time that occurs twice is allowed only if both are.
   * Throws InputError when channel, zones or time cannot be read; what is unknown is answered with "no".
   */
  async allowed(asked: AllowedQuestion): Promise<AllowedAnswer> {
    const { channel, instants } = readQuestion(asked);
    const snapshot = await this.snapshot();
    const decisions = instants.map((now) => {
      const policy = snapshot.policy(asked.policy, now);
      const calendar = snapshot.calendar(policy?.calendar ?? 'none');
      const { zones, holidayCampaign = false, preferredTime = null, explicitTimeConsent = false } = asked;
      const customer = { preferredTime, explicitTimeConsent };
      return decideContact({ channel, policy, calendar, zones, holidayCampaign, ...customer }, now);
    });
    const decision = decisions.find(({ allowed }) => !allowed) ?? (decisions[0] as ContactDecision);
    const { allowed, next, provisional, reason, zones, dayTypes } = decision;
    return { allowed, next, provisional, reason, zones, dayTypes };
  }

  /** The text of a calendar file. Throws InputError when it cannot be read. */
  async readText(path: string): Promise<string> {
    return decode(await readUpload(path));
  }

  /**
   * Takes the text of a calendar file, all of it or nothing; `also` is done in the same transaction. Throws InputError with
   * every fault and its line.
   */
  async importText(
    text: string,
    file: string,
    actor: string,
    also: (tx: Queryable) => Promise<void> = () => Promise.resolve(),
  ): Promise<CalendarImport> {
    const days = parseCalendarFile(text);
    const counts = await this.database.transaction(async (tx) => {
      const saved = await this.days.save(tx, days);
      if (saved.created + saved.updated > 0) {
        await this.audit.audit(tx, { actor, action: 'calendar.import', subject: file, details: { ...saved } });
      }
      await also(tx);
      return saved;
    });
    const snapshot = await this.snapshot();
    return {
      file,
      rows: days.length,
      ...counts,
      coverage: calendarCoverage(days, (region) => snapshot.calendar(region)),
    };
  }

  /** What `importText` would do, without doing it. Throws InputError with every fault and its line. */
  async checkText(text: string, file: string): Promise<CalendarCheck> {
    const days = parseCalendarFile(text);
    const [counts, after] = await Promise.all([this.days.compare(this.database, days), this.after(days)]);
    const coverage = calendarCoverage(days, (region) => after.calendar(region));
    return { file, rows: days.length, ...counts, coverage, days };
  }

  /** The days of a calendar text whose type would be another one. Throws InputError with every fault and its line. */
  async changedDays(text: string): Promise<CalendarFileDay[]> {
    const days = parseCalendarFile(text);
    const [before, after] = await Promise.all([this.snapshot(), this.after(days)]);
    const typeOf = (snapshot: CalendarSnapshot, { region, date }: CalendarFileDay) =>
      snapshot.calendar(region).kindOf(date)?.dayType;
    return days.filter((day) => typeOf(before, day) !== typeOf(after, day));
  }

  listPolicies(): Promise<PolicySummary[]> {
    return this.policyTexts.list();
  }

  /** The calendars as they would be with these days. */
  private async after(days: readonly CalendarFileDay[]): Promise<CalendarSnapshot> {
    const { timeZone: organisationZone } = await this.settings.organisation();
    const before = await this.days.all(this.database);
    return calendarSnapshot({ policies: [], days: [...before, ...days], china: chineseDays(), organisationZone });
  }

  /** Whether China's calendar, or another region's, is published for these years. */
  async coverage(region: string, years: readonly number[]): Promise<YearCoverage[]> {
    const snapshot = await this.snapshot();
    const dates = years.map((year) => ({ region, date: `${year}-01-01` }));
    return calendarCoverage(dates, (each) => snapshot.calendar(each));
  }
}

function readQuestion(asked: AllowedQuestion): { channel: Channel; instants: Date[] } {
  const channel = CHANNELS.find((each) => each === asked.channel);
  const [zone] = asked.zones;
  const instants = askedInstants(asked.at, zone ?? '');
  const faults = [
    ...(channel ? [] : [{ field: 'channel', code: 'invalid', message: `must be one of ${CHANNELS.join(', ')}` }]),
    ...(zone ? [] : [{ field: 'zone', code: 'missing', message: 'at least one time zone is needed' }]),
    ...(instants
      ? []
      : [{ field: 'at', code: 'invalid', message: `"${asked.at}" is neither an instant nor a local time` }]),
  ];
  if (!channel || !instants || faults.length > 0) throw new InputError(faults);
  // In an unknown zone no time can be told; the answer is "unknown zone" whatever the instant.
  return { channel, instants: instants.length > 0 ? instants : [new Date(0)] };
}

async function readUpload(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'cannot be read';
    throw new InputError([{ field: 'file', code: 'unreadable', message }]);
  }
}

/** UTF-8, or what Chinese spreadsheets write when it is not. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
