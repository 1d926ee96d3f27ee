import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { CalendarService } from '../../calendar/calendar.service.js';
import { DAY_MS, MINUTE_MS } from '../../calendar/local-day.js';
import { knownZoneClock } from '../../calendar/zone-clock.js';
import { SettingsService } from '../../config/settings.service.js';
import { Clock } from '../../kernel/clock.js';
import { InputError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import { CHANNELS } from '../../kernel/words.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { isAsked, QUESTION_FIELDS, readAskedFields } from './asked-question.js';
import type { AnswerView, AskedFields } from './asked-question.js';
import { ContactQuestionService } from './contact-question.service.js';
import { toPolicyCards } from './rules-page.js';
import { ruleTabs } from './rule-tabs.js';

/** When may we contact whom? */
@ApiExcludeController()
@Controller('rules')
@Roles('rules.read')
export class RulesController {
  constructor(
    private readonly calendars: CalendarService,
    private readonly questions: ContactQuestionService,
    private readonly settings: SettingsService,
    private readonly view: PageView,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const now = this.clock.now();
    const snapshot = await this.calendars.snapshot();
    const policies = toPolicyCards(await this.calendars.listPolicies(), (id) => snapshot.policy(id, now));
    const fields = readAskedFields(request.query);
    const { answer, faults } = await this.answer(account, fields);
    const typed = isAsked(fields) ? fields : { ...(await this.defaults(now, policies[0]?.id)), ...fields };
    const page = {
      tabs: ruleTabs('policies'),
      policies,
      answer,
      isHoliday: fields.holiday !== undefined,
      channels: CHANNELS.map((value) => ({ value, labelKey: `console.channel.${value}` })),
      policyNames: policies.map(({ id }) => ({ value: id, label: id })),
      mayWrite: canDo(account.role, 'rules.write'),
    };
    if (faults.length > 0) response.status(422);
    const form = formState(QUESTION_FIELDS, typed, faults);
    await this.view.send(request, response, 'rules-policies', 'console.rules.title', { page, form });
  }

  private async answer(
    account: Account,
    fields: AskedFields,
  ): Promise<{ answer: AnswerView | null; faults: readonly Fault[] }> {
    if (!isAsked(fields)) return { answer: null, faults: [] };
    try {
      return { answer: await this.questions.answer(account, fields), faults: [] };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { answer: null, faults: error.faults.map((fault) => ({ ...fault, code: questionCode(fault) })) };
    }
  }

  /** Now, where we are. */
  private async defaults(now: Date, policy = ''): Promise<AskedFields> {
    const { timeZone } = await this.settings.organisation();
    const local = knownZoneClock(timeZone).localOf(now.getTime());
    const day = new Date(Math.floor(local / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
    const minute = new Date(Math.floor(local / MINUTE_MS) * MINUTE_MS).toISOString().slice(11, 16);
    return { channel: 'call', policy, zone: timeZone, at: `${day}T${minute}` };
  }
}

/** The question's faults have texts of their own. */
function questionCode({ field, code }: Fault): string {
  if (field === 'zone') return 'asked-zone';
  return field === 'at' ? 'asked-at' : code;
}
