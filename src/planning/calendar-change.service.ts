import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import { CalendarService, type CalendarCheck, type CalendarImport } from '../calendar/calendar.service.js';
import { Database } from '../database/database.service.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { Clock } from '../kernel/clock.js';
import { TouchedContactsReadModel } from './touched-contacts.read-model.js';

/** The name of the job that decides again about the contacts of changed days. */
export const REVIEW_DAYS = 'review-days';

/** How many scheduled contacts of running campaigns lie on days whose type changes. */
export interface Touched {
  readonly touchedContacts: number;
}

/** A calendar changes together with what was planned by it: only what lies on a changed day is decided again. */
@Injectable()
export class CalendarChangeService {
  constructor(
    private readonly database: Database,
    private readonly calendars: CalendarService,
    private readonly touched: TouchedContactsReadModel,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  /** What an import would do. Throws InputError with every fault and its line. */
  async check(text: string, file: string): Promise<CalendarCheck & Touched> {
    const check = await this.calendars.checkText(text, file);
    const days = await this.calendars.changedDays(text);
    return { ...check, touchedContacts: await this.touched.count(this.database, days, this.clock.now()) };
  }

  /** Takes a calendar, all of it or nothing, and has the touched contacts decided again. Throws InputError. */
  async importText(text: string, file: string, actor: string): Promise<CalendarImport & Touched> {
    const days = await this.calendars.changedDays(text);
    const touchedContacts = await this.touched.count(this.database, days, this.clock.now());
    const imported = await this.calendars.importText(text, file, actor, async (tx) => {
      if (touchedContacts > 0) await this.jobs.add(tx, REVIEW_DAYS, { days });
    });
    return { ...imported, touchedContacts };
  }

  /** As `importText`, from a file. */
  async importFile(path: string, actor: string): Promise<CalendarImport & Touched> {
    return this.importText(await this.calendars.readText(path), basename(path), actor);
  }
}
