import { Injectable } from '@nestjs/common';
import type { Agent } from '../archive/agent.js';
import { ContactLogRepository, type LoggedContact } from '../archive/contact-log.repository.js';
import type { CustomerDetail } from '../archive/customer.js';
import { CustomerService } from '../archive/customer.service.js';
import { OpenIssueRepository } from '../archive/open-issue.repository.js';
import { Database } from '../database/database.service.js';
import { maskPhone } from '../kernel/masking.js';
import { visitClocks } from './clocks.js';
import { BridgeStateService } from './bridge-state.service.js';
import { type CallScript, CallScriptService } from './call-script.service.js';
import type { Today } from './desk-context.service.js';
import { acquaintanceOf, callCustomer, type DeskCall } from './desk-call.js';
import type { CallFacts } from './desk.read-model.js';

/** The contacts before that the card shows (E7). */
const HISTORY = 5;

/** The customer, the past and the script of a call. */
export interface CallSurroundings {
  readonly customer: CustomerDetail;
  readonly issues: Awaited<ReturnType<OpenIssueRepository['list']>>;
  readonly contacts: readonly LoggedContact[];
  readonly script: CallScript;
  /** What is under way to put the call through; null where the agent dials by hand. */
  readonly bridge: Awaited<ReturnType<BridgeStateService['of']>> | null;
  readonly today: Today;
}

/** Puts together what an agent sees of one call. */
@Injectable()
export class CallScreenService {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomerService,
    private readonly contactLog: ContactLogRepository,
    private readonly openIssues: OpenIssueRepository,
    private readonly scripts: CallScriptService,
    private readonly bridges: BridgeStateService,
  ) {}

  /** What stands around a call: all but its own state. */
  async around(call: CallFacts, agent: Agent, today: Today): Promise<CallSurroundings> {
    const [customer, issues, contacts] = await Promise.all([
      this.customers.get(call.customerId),
      this.openIssues.list(this.database, call.customerId),
      this.contactLog.latest(this.database, call.customerId, HISTORY + 1),
    ]);
    const script = await this.scripts.script(call, { customer, agent, today, hasOpenIssue: issues.length > 0 });
    const bridge = agent.phone ? await this.bridges.of(call.attemptId) : null;
    return { customer, issues, contacts, script, bridge, today };
  }

  async screen(call: CallFacts, agent: Agent, today: Today): Promise<DeskCall> {
    return show(call, await this.around(call, agent, today));
  }
}

/** The screen of a call as it stands, with what was read around it in the same moment. */
export function show(
  call: CallFacts,
  { customer, issues, contacts, script, bridge, today }: CallSurroundings,
): DeskCall {
  const isOpen = call.state === 'handed_over';
  const phone = call.address ?? firstPhone(customer);
  return {
    attemptId: call.attemptId,
    visitId: call.visitId,
    state: call.state,
    campaign: { id: call.campaignId, name: call.campaignName, kind: call.kind, purpose: call.purpose },
    customer: callCustomer(customer, phone === null || isOpen ? phone : maskPhone(phone), isOpen),
    acquaintance: acquaintanceOf(call.reachedBefore),
    history: contacts.filter((contact) => contact.attemptId !== call.attemptId).slice(0, HISTORY),
    openIssues: issues.map(({ kind, ref, openedAt }) => ({ kind, ref, openedAt })),
    ...script,
    clocks: visitClocks(call, today.now),
    appointmentAt: call.appointmentAt,
    openedAt: isOpen ? call.handedOverAt : null,
    zones: call.zones,
    draft: call.draft,
    draftVersion: call.draftVersion,
    bridge: isOpen ? bridge : null,
    marks: { dialledAt: call.dialledAt, answeredAt: call.answeredAt, hungUpAt: call.hungUpAt },
  };
}

function firstPhone(customer: CustomerDetail): string | null {
  return customer.contactPoints.find(({ kind, address }) => kind === 'phone' && address !== null)?.address ?? null;
}
