import { Body, Controller, Get, HttpStatus, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { AgentService } from '../../archive/agent.service.js';
import { LevelRuleService } from '../../archive/level-rule.service.js';
import { InputError } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { countAgents, demandOf, LEVEL_FIELDS, levelChoices, openedFields, toLevelLines } from './level-page.js';
import type { LevelFields } from './level-page.js';
import { LevelUses } from './level-use.read-model.js';
import { ruleTabs } from './rule-tabs.js';

const text = z.string().trim().max(500);
const levelQuery = z.looseObject({
  memberLevel: text.optional().catch(undefined),
  team: text.optional().catch(undefined),
  skill: text.optional().catch(undefined),
});
const levelForm = z.looseObject({ memberLevel: text.default(''), team: text.default(''), skill: text.default('') });
const removeForm = z.looseObject({ memberLevel: text });

/** Which team or skill serves which member level. */
@ApiExcludeController()
@Controller('rules/levels')
@Roles('rules.read')
export class LevelPagesController {
  constructor(
    private readonly rules: LevelRuleService,
    private readonly agents: AgentService,
    private readonly uses: LevelUses,
    private readonly view: PageView,
  ) {}

  @Get()
  async show(
    @Query({ schema: levelQuery }) query: z.infer<typeof levelQuery>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.send(request, response, account, openedFields(query, await this.rules.list()));
  }

  /** Says whom the rule in the form would touch, before anything is saved. */
  @Post('look')
  @Roles('rules.write')
  async look(
    @Body({ schema: levelForm }) form: z.infer<typeof levelForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    response.status(HttpStatus.OK);
    await this.send(request, response, account, form);
  }

  @Post()
  @Roles('rules.write')
  async save(
    @Body({ schema: levelForm }) form: z.infer<typeof levelForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    try {
      const saved = await this.rules.save(form, actorOf(account));
      const agents = countAgents(await this.agents.list({ active: true }), saved);
      response.redirect(303, `/rules/levels?done=level-rule-saved&n=${agents}`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(HttpStatus.UNPROCESSABLE_ENTITY);
      await this.send(request, response, account, form, error);
    }
  }

  @Post('remove')
  @Roles('rules.write')
  async remove(
    @Body({ schema: removeForm }) { memberLevel }: z.infer<typeof removeForm>,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.rules.remove(memberLevel, actorOf(account));
    response.redirect(303, '/rules/levels?done=level-rule-removed');
  }

  private async send(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    fields: LevelFields,
    error?: InputError,
  ): Promise<void> {
    const rules = await this.rules.list();
    const agents = await this.agents.list({ active: true });
    const uses = await this.uses.list(rules.map(({ memberLevel }) => memberLevel));
    const mayWrite = canDo(account.role, 'rules.write');
    const page = {
      tabs: ruleTabs('levels'),
      lines: toLevelLines(uses, rules, agents),
      levels: uses.map(({ memberLevel }) => memberLevel),
      ...levelChoices(agents),
      consequence: mayWrite ? await this.consequence(fields, agents) : null,
      mayWrite,
    };
    const form = formState(LEVEL_FIELDS, fields, error?.faults);
    await this.view.send(request, response, 'rules-levels', 'console.rules.levels.title', { page, form });
  }

  /** Whom the rule in the form would touch, before it is saved. */
  private async consequence(fields: LevelFields, agents: Awaited<ReturnType<AgentService['list']>>) {
    const demand = demandOf(fields);
    if (demand === null) return null;
    const customers = await this.uses.customers(demand.memberLevel);
    const others = await this.uses.heldByOthers(demand);
    return {
      memberLevel: demand.memberLevel,
      customers,
      others,
      agents: countAgents(agents, demand),
      of: agents.length,
    };
  }
}
