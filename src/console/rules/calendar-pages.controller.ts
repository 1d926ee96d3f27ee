import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { CalendarService } from '../../calendar/calendar.service.js';
import { dateOfDay, DAY_MS } from '../../calendar/local-day.js';
import { isKnownRegion } from '../../calendar/region-calendar.js';
import { knownZoneClock } from '../../calendar/zone-clock.js';
import { SettingsService } from '../../config/settings.service.js';
import { Clock } from '../../kernel/clock.js';
import { InputError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import { CalendarChangeService } from '../../planning/calendar-change.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { toCheckView, toFileFaults, toYearView } from './calendar-page.js';
import { ruleTabs } from './rule-tabs.js';
import { WEEKDAYS } from './week-bands.js';

const FIRST_YEAR = 2014;
const LAST_YEAR = 2099;
const yearQuery = z.looseObject({
  region: z.string().trim().max(10).optional().catch(undefined),
  year: z.coerce.number().int().min(FIRST_YEAR).max(LAST_YEAR).optional().catch(undefined),
});
type YearQuery = z.infer<typeof yearQuery>;
const importBody = z.looseObject({ text: z.string().default(''), file: z.string().max(255).default('') });
type ImportBody = z.infer<typeof importBody>;

/** The calendar of a year: days off, make-up workdays, and what is only computed so far. */
@ApiExcludeController()
@Controller('rules/calendar')
@Roles('rules.read')
export class CalendarPagesController {
  constructor(
    private readonly calendars: CalendarService,
    private readonly changes: CalendarChangeService,
    private readonly settings: SettingsService,
    private readonly view: PageView,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(
    @Query({ schema: yearQuery }) query: YearQuery,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.send(request, response, account, query, {});
  }

  /** Says what a file would change, with its number, before anything is stored. */
  @Post('check')
  @Roles('rules.write')
  async check(
    @Query({ schema: yearQuery }) query: YearQuery,
    @Body({ schema: importBody }) { text, file }: ImportBody,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    try {
      const check = await this.changes.check(text, file || 'calendar.csv');
      await this.send(request, response, account, query, { typed: { text, file }, check });
    } catch (error) {
      await this.sendFaults(request, response, account, query, { text, file }, error);
    }
  }

  @Post('import')
  @Roles('rules.write')
  async import(
    @Query({ schema: yearQuery }) query: YearQuery,
    @Body({ schema: importBody }) { text, file }: ImportBody,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    try {
      const done = await this.changes.importText(text, file || 'calendar.csv', actorOf(account));
      const { region, year } = done.coverage[0] ?? { region: 'CN', year: LAST_YEAR };
      const place = new URLSearchParams({ region, year: String(year), done: 'calendar-imported' });
      response.redirect(303, `/rules/calendar?${place.toString()}&n=${done.created + done.updated}`);
    } catch (error) {
      await this.sendFaults(request, response, account, query, { text, file }, error);
    }
  }

  // prettier-ignore
  private async sendFaults(request: WebRequest, response: WebResponse, account: Account, query: YearQuery, typed: ImportBody, error: unknown): Promise<void> {
    if (!(error instanceof InputError)) throw error;
    response.status(422);
    await this.send(request, response, account, query, { typed, faults: error.faults });
  }

  private async send(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    query: YearQuery,
    upload: {
      typed?: ImportBody;
      check?: Awaited<ReturnType<CalendarChangeService['check']>>;
      faults?: readonly Fault[];
    },
  ): Promise<void> {
    const { timeZone } = await this.settings.organisation();
    const today = dateOfDay(Math.floor(knownZoneClock(timeZone).localOf(this.clock.now().getTime()) / DAY_MS));
    const year = query.year ?? Number(today.slice(0, 4));
    const region = query.region ?? 'CN';
    const snapshot = await this.calendars.snapshot();
    const page = {
      tabs: ruleTabs('calendar'),
      region,
      year,
      isKnown: isKnownRegion(region),
      view: toYearView(snapshot.calendar(region), year, today),
      weekdays: WEEKDAYS.map(({ name }) => `console.rules.weekday-short.${name}`),
      previous: year > FIRST_YEAR ? year - 1 : null,
      next: year < LAST_YEAR ? year + 1 : null,
      mayWrite: canDo(account.role, 'rules.write'),
      check: upload.check && toCheckView(upload.check),
      fileFaults: toFileFaults(upload.faults ?? []),
    };
    const form = formState(['text', 'file'], upload.typed ?? {});
    const model = { page, form, scripts: page.mayWrite ? ['rules.js'] : [] };
    await this.view.send(request, response, 'rules-calendar', 'console.rules.calendar.title', model);
  }
}
