import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import type { CallInHand } from '../../desk/call-in-hand.service.js';
import type { DeskHome } from '../../desk/call-desk.service.js';
import { DeskService } from '../../desk/desk.service.js';
import { Clock } from '../../kernel/clock.js';
import type { Fault } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import type { Locale } from '../../kernel/words.js';
import { toDeskUser } from '../desk-account.js';
import { formState } from '../form.js';
import { KeptParts } from '../kept-parts.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CALL_FIELDS } from './call-fields.js';
import { buildCallPage } from './call-page.js';
import { localTimeText } from './local-time-text.js';
import {
  buildDeskList,
  buildDeskPage,
  deskWithoutAgent,
  type DrawnList,
  lastOutcome,
  listChangesAt,
} from './desk-page.js';

/** How many calls the list shows before one asks for all. */
const LISTED = 30;
const ALL = 200;
/** Refusals that are told beside the field of the appointment; they name the next time that is possible. */
const OF_TIME = ['appointment-in-past', 'appointment-in-rest-hours', 'appointment-after-due'];

/** What went wrong with a form of the desk, and what was typed into it. */
export interface Trouble {
  readonly typed?: Readonly<Record<string, unknown>>;
  readonly faults?: readonly Fault[];
  readonly refusal?: Reason;
  /** The record was to be closed and is not complete. */
  readonly isIncomplete?: boolean;
}

/** Sends the two pages of the desk. */
@Injectable()
export class DeskView {
  private readonly lists = new KeptParts<DrawnList>();

  constructor(
    private readonly desk: DeskService,
    private readonly view: PageView,
    private readonly clock: Clock,
  ) {}

  /** The list, the day, and the last outcome with its way back: one statement. */
  async home(account: Account, request: WebRequest, response: WebResponse, refusal: Reason | null = null) {
    const page = await this.homePage(account, request, refusal);
    await this.view.send(request, response, 'desk-home', 'console.desk.title', { page, scripts: ['desk.js'] });
  }

  /** The page of one call. Throws RefusedError where another agent has it. */
  async call(attemptId: number, account: Account, request: WebRequest, response: WebResponse, trouble: Trouble = {}) {
    const user = toDeskUser(account);
    const hand = await this.desk.hand.read(attemptId, user);
    const recorded = numberOf(request.query['recorded']);
    const last =
      recorded === null || account.agentId === null
        ? null
        : lastOutcome((await this.desk.day(account.agentId)).done, recorded);
    const question = request.query['question'];
    const page = buildCallPage(hand, typeof question === 'string' ? question : null);
    const { typed = {}, faults = [], refusal = null, isIncomplete = false } = trouble;
    const form = formState(CALL_FIELDS, { ...asTyped(hand), ...typed }, faults);
    const ofTime = refusal !== null && OF_TIME.includes(refusal.code);
    const refusals = { refusal: ofTime ? null : refusal, timeRefusal: ofTime ? withoutWhy(refusal) : null };
    const model = { page, form, last, ...refusals, isIncomplete, heading: page.name, scripts: ['desk.js'] };
    await this.view.send(request, response, 'desk-call', 'console.desk.call.title', model);
  }

  private async homePage(account: Account, request: WebRequest, refusal: Reason | null) {
    const { agentId } = account;
    if (agentId === null) return deskWithoutAgent(refusal);
    const limit = request.query['all'] === '1' ? ALL : LISTED;
    const home = await this.desk.home(agentId, limit + 1);
    const list = await this.list(agentId, limit, home, await this.view.locale(request));
    return buildDeskPage({ ...home, list, recorded: numberOf(request.query['recorded']), refusal });
  }

  private list(agentId: number, limit: number, home: DeskHome, locale: Locale): Promise<DrawnList> {
    const now = this.clock.now();
    return this.lists.get(`${agentId} ${limit} ${locale}`, home.listText, now, async () => {
      const list = buildDeskList(home.list(), limit, now);
      const { inHand, nextAt, lines } = list;
      const html = await this.view.fragment('desk-list', locale, list);
      return { value: { html, hasCalls: lines.length > 0, inHand, nextAt }, until: listChangesAt(list, now) };
    });
  }
}

/** Which rule closes the hour needs more than its code to be said; the next allowed time is what the agent needs. */
function withoutWhy({ code, params }: Reason): Reason {
  return { code, params: Object.fromEntries(Object.entries(params).filter(([name]) => name !== 'why')) };
}

/** The record so far, as its fields show it. */
function asTyped({ form, zone }: CallInHand): Record<string, unknown> {
  const { appointmentAt, special } = form;
  return {
    ...form,
    appointmentAt: appointmentAt === undefined ? '' : localTimeText(appointmentAt, zone),
    special: special === undefined ? '' : special ? 'yes' : 'no',
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
