import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import type { Agent } from '../../archive/agent.js';
import { AgentService } from '../../archive/agent.service.js';
import { maskPhone } from '../../kernel/masking.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { jsonObject } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';
import { readUpload } from '../upload.adapter.js';
import type { WebRequest } from '../web-request.adapter.js';

const AGENTS_LIMIT_BYTES = 5 * 1024 * 1024;
const listQuery = z.strictObject({ team: z.string().optional(), active: z.stringbool().optional() });

@ApiTags('agents')
@Controller('api/v1/agents')
@Roles('agents.read')
export class AgentsController {
  constructor(private readonly agents: AgentService) {}

  @Get()
  @ApiOperation({ summary: 'Agents by number, with skills, shifts and leave' })
  async list(@Query({ schema: listQuery }) filter: z.infer<typeof listQuery>) {
    const items = await this.agents.list(filter);
    return { items: items.map(withoutNumber), next: null };
  }

  @Get(':agentNo')
  @ApiOperation({ summary: 'One agent by number' })
  async get(@Param('agentNo') agentNo: string, @CurrentAccount() account: Account) {
    const agent = await this.agents.byNo(agentNo);
    return canDo(account.role, 'agents.write') ? agent : withoutNumber(agent);
  }

  @Post()
  @Roles('agents.write')
  @ApiOperation({ summary: 'Add an agent by hand: a number and a name at least' })
  add(@Body({ schema: jsonObject }) form: JsonObject, @CurrentAccount() account: Account) {
    return this.agents.create(form, actorOf(account));
  }

  @Patch(':agentNo')
  @Roles('agents.write')
  @ApiOperation({ summary: 'Change an agent by hand: leave, shifts, team, weight …; what is not named stays' })
  update(
    @Param('agentNo') agentNo: string,
    @Body({ schema: jsonObject }) form: JsonObject,
    @CurrentAccount() account: Account,
  ) {
    return this.agents.update(agentNo, form, actorOf(account));
  }

  @Post('import')
  @HttpCode(200)
  @Roles('agents.write')
  @ApiOperation({ summary: 'Send the CSV file of agents as the body' })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' } })
  async importFile(@Req() request: WebRequest, @CurrentAccount() account: Account) {
    return this.agents.importText('agents.csv', await readUpload(request, AGENTS_LIMIT_BYTES), actorOf(account));
  }
}

/** The agent's own telephone is for whoever keeps the record; everybody else sees its ends. */
function withoutNumber(agent: Agent): Agent {
  return agent.phone ? { ...agent, phone: maskPhone(agent.phone) } : agent;
}
