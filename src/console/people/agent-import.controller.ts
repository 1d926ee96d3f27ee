import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { AgentService } from '../../archive/agent.service.js';
import type { AgentImport } from '../../archive/agent.service.js';
import { InputError } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import type { FormState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

const FIELDS = ['text'] as const;

/** Agents from a CSV: chosen as a file, or pasted where no script runs. What cannot be taken stands beside its line. */
@ApiExcludeController()
@Controller('people/import')
@Roles('agents.write')
export class AgentImportController {
  constructor(
    private readonly agents: AgentService,
    private readonly view: PageView,
  ) {}

  @Get()
  show(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    return this.send(request, response, formState(FIELDS, {}), null);
  }

  @Post()
  @HttpCode(200)
  async take(
    @Body() body: Record<string, unknown>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const text = typeof body['text'] === 'string' ? body['text'] : '';
    try {
      if (text.trim() === '') {
        throw new InputError([{ field: 'text', code: 'missing', message: 'Choose a file or paste its lines.' }]);
      }
      const done = await this.agents.importText('agents.csv', text, actorOf(account));
      const rest = done.rejected > 0 ? { text } : {};
      await this.send(request, response, formState(FIELDS, rest), done);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      const faults = error.faults.map((fault) => ({ ...fault, field: 'text' }));
      await this.send(request, response, formState(FIELDS, { text }, faults), null);
    }
  }

  private send(request: WebRequest, response: WebResponse, form: FormState, done: AgentImport | null): Promise<void> {
    const page = { done };
    const model = { page, form, scripts: ['people.js'] };
    return this.view.send(request, response, 'people-import', 'console.people.import', model);
  }
}
