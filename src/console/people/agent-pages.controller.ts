import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { AgentService } from '../../archive/agent.service.js';
import type { Agent } from '../../archive/agent.js';
import { InputError } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import type { FormState } from '../form.js';
import { PageView } from '../page.view.js';
import { TableExportView } from '../table-export.view.js';
import { readTableQuery } from '../table-query.js';
import { toTableView } from '../table.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { agentHref, agentTable } from './agent-list.js';
import { AGENT_FIELDS, agentValues, readAgentForm, weekBands } from './agent-page.js';
import { AgentRoom, type AgentOffer } from './agent-room.service.js';
import { peopleTabs } from './people-tabs.js';
import { PeopleReadModel } from './people.read-model.js';

type Form = Record<string, unknown>;

interface AgentPage {
  readonly agent: Agent;
  readonly account: Account;
  readonly form: FormState;
  readonly offer?: AgentOffer | null;
}

const PER_PAGE = 50;
const NEW_VALUES = { weight: '1', active: 'yes', shifts: 'Mon-Fri 09:00-12:00\nMon-Fri 14:00-18:00' };

/** Who visits customers, when, and how much each has in hand. */
@ApiExcludeController()
@Controller('people')
@Roles('agents.read')
export class AgentPagesController {
  constructor(
    private readonly agents: AgentService,
    private readonly people: PeopleReadModel,
    private readonly exports: TableExportView,
    private readonly room: AgentRoom,
    private readonly view: PageView,
  ) {}

  @Get()
  async list(
    @Query() raw: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const definition = agentTable(await this.people.teams());
    const query = readTableQuery(definition, raw);
    const found = await this.people.agents(definition, query, (await this.room.now()).today, PER_PAGE);
    const rights = { mayExport: canDo(account.role, 'lists.export'), mayUnmask: false };
    const page = { tabs: peopleTabs(account.role, 'agents'), mayWrite: canDo(account.role, 'agents.write') };
    const table = toTableView(definition, query, found, rights);
    await this.view.send(request, response, 'people-agents', 'console.people.title', { page, table });
  }

  @Post('export')
  @Roles('lists.export')
  async export(
    @Query() raw: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const definition = agentTable([]);
    const query = readTableQuery(definition, raw);
    const today = (await this.room.now()).today;
    await this.exports.send(request, response, {
      ...{ account, definition, query, reason: '' },
      readPage: (after) => this.people.agents(definition, { ...query, after }, today, 1_000),
    });
  }

  @Get('new-agent')
  @Roles('agents.write')
  showNew(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    return this.sendNew(request, response, formState(AGENT_FIELDS, NEW_VALUES));
  }

  @Post('new-agent')
  @Roles('agents.write')
  async create(
    @Body() body: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    try {
      const { form, faults } = readAgentForm(body, true);
      if (faults.length > 0) throw new InputError(faults);
      const { agentNo } = await this.agents.create(form, actorOf(account));
      response.redirect(303, `${agentHref(agentNo)}?done=agent-added`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      await this.sendNew(request, response, formState(AGENT_FIELDS, body, error.faults));
    }
  }

  @Get('agents/:agentNo')
  async show(
    @Param('agentNo') agentNo: string,
    @Query('done') done: string | undefined,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const agent = await this.agents.byNo(agentNo);
    const offer = done === undefined ? null : await this.room.offer(account, agent.agentNo);
    const form = formState(AGENT_FIELDS, agentValues(agent));
    await this.sendAgent(request, response, { agent, account, form, offer });
  }

  @Post('agents/:agentNo')
  @Roles('agents.write')
  async save(
    @Param('agentNo') agentNo: string,
    @Body() body: Form,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const agent = await this.agents.byNo(agentNo);
    try {
      const { form, faults } = readAgentForm(body, false);
      if (faults.length > 0) throw new InputError(faults);
      await this.agents.update(agentNo, form, actorOf(account));
      response.redirect(303, `${agentHref(agentNo)}?done=agent-saved`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      const form = formState(AGENT_FIELDS, body, error.faults);
      await this.sendAgent(request, response, { agent, account, form });
    }
  }

  private async sendNew(request: WebRequest, response: WebResponse, form: FormState): Promise<void> {
    const page = { action: '/people/new-agent', isNew: true, teams: await this.people.teams() };
    await this.view.send(request, response, 'people-agent-new', 'console.people.new-agent', { page, form });
  }

  private async sendAgent(
    request: WebRequest,
    response: WebResponse,
    { agent, account, form, offer = null }: AgentPage,
  ): Promise<void> {
    const { now, zone } = await this.room.now();
    const page = {
      agent,
      action: agentHref(agent.agentNo),
      load: await this.people.load(agent.id, now),
      week: weekBands(agent, now, zone),
      zone,
      offer,
      evenHref: `/handover/even?agent=${encodeURIComponent(agent.agentNo)}`,
      teams: await this.people.teams(),
      mayWrite: canDo(account.role, 'agents.write'),
      handoverHref: canDo(account.role, 'visits.handover')
        ? `/handover?from=${encodeURIComponent(agent.agentNo)}`
        : null,
    };
    const heading = `${agent.agentNo} ${agent.name}`;
    await this.view.send(request, response, 'people-agent', 'console.people.agent', { page, form, heading });
  }
}
