import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import { AgentService } from '../../archive/agent.service.js';
import { CustomerService } from '../../archive/customer.service.js';
import { InputError, RefusedError } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import type { FormState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { attributeFields, EDIT_CHOICES, editState, editValues, maskedPoints } from './customer-edit.js';
import type { EditRights } from './customer-edit.js';

type Body = Readonly<Record<string, unknown>>;

interface Again {
  readonly status: number;
  readonly form: FormState;
  readonly refusal: Reason | null;
  readonly typed: Body;
}

/** The form of a customer, empty, as it stands, or again with what was typed and what is wrong. */
@Injectable()
export class CustomerEditPage {
  constructor(
    private readonly customers: CustomerService,
    private readonly agents: AgentService,
    private readonly view: PageView,
  ) {}

  /** Agents work without full numbers, and give their customers to nobody else. */
  rightsOf({ role }: Account): EditRights {
    const isAgent = role === 'agent';
    return { seesNumbers: !isAgent, choosesOwner: !isAgent };
  }

  async showNew(account: Account, request: WebRequest, response: WebResponse, again?: Again): Promise<void> {
    const form = again?.form ?? editState({ lifecycle: 'existing', gender: 'unknown' });
    const rights = { ...this.rightsOf(account), seesNumbers: true };
    const page = { id: null, rights, action: '/customers/new', refusal: again?.refusal ?? null };
    await this.send(request, response, 'console.customers.new', { page, form }, again?.status);
  }

  async showEdit(
    account: Account,
    id: number,
    request: WebRequest,
    response: WebResponse,
    again?: Again,
  ): Promise<void> {
    const customer = await this.customers.get(id);
    const rights = this.rightsOf(account);
    const form = again?.form ?? editState(editValues(customer, rights));
    const page = {
      id,
      name: customer.name,
      customerNo: customer.customerNo,
      rights,
      action: `/customers/${id}/edit`,
      masked: rights.seesNumbers ? {} : maskedPoints(customer),
      attributes: attributeFields(customer.attributes, again?.typed),
      // After a refusal the form is about the row as it is now: sending it again is a decision, not an accident.
      version: customer.version,
      refusal: again?.refusal ?? null,
    };
    await this.send(request, response, 'console.customers.edit', { page, form }, again?.status);
  }

  /** Runs a change; what is wrong with it shows the form again, with everything that was typed. */
  async orAgain(
    account: Account,
    request: WebRequest,
    response: WebResponse,
    place: { readonly typed: Body; readonly id: number | null },
    change: () => Promise<void>,
  ): Promise<void> {
    const { typed, id } = place;
    try {
      await change();
    } catch (error) {
      const again = toAgain(error, typed);
      if (again === null) throw error;
      await (id === null
        ? this.showNew(account, request, response, again)
        : this.showEdit(account, id, request, response, again));
    }
  }

  /** Back to the customer; or, where the form stood within another page, a word in its place. */
  async saved(id: number, request: WebRequest, response: WebResponse): Promise<void> {
    if (request.headers['hx-request'] !== 'true') return response.redirect(303, `/customers/${id}?done=customer-saved`);
    const { name, customerNo } = await this.customers.get(id);
    response.status(200).setHeader('HX-Trigger', 'customer-saved');
    const page = { id, name, customerNo };
    await this.view.send(request, response, 'customers-saved', 'console.customers.edit', { page });
  }

  private async send(
    request: WebRequest,
    response: WebResponse,
    titleKey: string,
    model: { readonly page: object; readonly form: FormState },
    status = 200,
  ): Promise<void> {
    const agents = await this.agents.list({ active: true });
    const owners = agents.map(({ agentNo, name }) => ({ value: agentNo, label: `${agentNo} ${name}` }));
    // htmx shows what answers an error nowhere; in place the form itself says what is wrong.
    response.status(request.headers['hx-request'] === 'true' ? 200 : status);
    const page = { ...model.page, choices: { ...EDIT_CHOICES, owners } };
    await this.view.send(request, response, 'customers-edit', titleKey, { page, form: model.form });
  }
}

function toAgain(error: unknown, typed: Body): Again | null {
  if (error instanceof InputError) return { status: 422, form: editState(typed, error.faults), refusal: null, typed };
  if (error instanceof RefusedError) return { status: 409, form: editState(typed), refusal: error.reason, typed };
  return null;
}
