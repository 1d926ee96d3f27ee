import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { CalendarService } from '../../calendar/calendar.service.js';
import type { PolicyDocument } from '../../calendar/policy-document.js';
import { parsePolicy } from '../../calendar/policy.js';
import { PolicyService } from '../../calendar/policy.service.js';
import { Clock } from '../../kernel/clock.js';
import { InputError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { POLICY_FIELDS, readPolicyForm, writePolicyForm } from './policy-form.js';
import { policyFormLayout } from './policy-form-layout.js';
import { RuleUse } from './rule-use.read-model.js';
import { ruleTabs } from './rule-tabs.js';
import { toPolicyView, sourceKeyOf } from './rules-page.js';

const versionQuery = z.looseObject({ version: z.coerce.number().int().min(1).optional() });

/** One contact policy: its versions, and the form for the next one. */
@ApiExcludeController()
@Controller('rules/policies/:id')
@Roles('rules.read')
export class PolicyPagesController {
  constructor(
    private readonly calendars: CalendarService,
    private readonly policies: PolicyService,
    private readonly use: RuleUse,
    private readonly view: PageView,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(
    @Param('id') id: string,
    @Query({ schema: versionQuery }) { version }: z.infer<typeof versionQuery>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const versions = (await this.calendars.listPolicies()).filter((one) => one.id === id);
    const document = await this.policies.document(id, version);
    const inForce = (await this.calendars.snapshot()).policy(id, this.clock.now());
    const page = {
      tabs: ruleTabs(null),
      id,
      policy: readable(document),
      shownVersion: document.version,
      versions: versions.map((one) => ({
        ...one,
        sourceKey: sourceKeyOf(one),
        isShown: one.version === document.version,
        isInForce: one.version === inForce?.version,
      })),
      isInForce: document.version === inForce?.version,
      campaigns: (await this.use.campaignsByPolicy()).get(id) ?? 0,
      mayWrite: canDo(account.role, 'rules.write'),
    };
    await this.view.send(request, response, 'rules-policy', 'console.rules.title', { page, heading: id });
  }

  @Get('edit')
  @Roles('rules.write')
  async edit(@Param('id') id: string, @Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    const document = await this.policies.document(id);
    await this.sendForm(request, response, document, writePolicyForm(document));
  }

  @Post()
  @Roles('rules.write')
  async save(
    @Param('id') id: string,
    @Body() body: Record<string, unknown>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const base = await this.policies.document(id);
    try {
      const saved = await this.policies.save(readPolicyForm(body, base), actorOf(account));
      const path = `/rules/policies/${encodeURIComponent(id)}`;
      response.redirect(303, `${path}?done=policy-saved&n=${saved.version}`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      await this.sendForm(request, response, base, body, error.faults);
    }
  }

  private async sendForm(
    request: WebRequest,
    response: WebResponse,
    base: PolicyDocument,
    typed: Readonly<Record<string, unknown>>,
    faults: readonly Fault[] = [],
  ): Promise<void> {
    const campaigns = (await this.use.campaignsByPolicy()).get(base.id) ?? 0;
    const page = { id: base.id, version: base.version, next: base.version + 1, campaigns, layout: policyFormLayout() };
    const form = formState(POLICY_FIELDS, typed, faults);
    await this.view.send(request, response, 'rules-policy-form', 'console.rules.edit.title', { page, form });
  }
}

/** A version that cannot be read any more still has its place in the list. */
function readable(document: PolicyDocument) {
  try {
    return toPolicyView(parsePolicy(document));
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
