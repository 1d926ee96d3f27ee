import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { AccountFinder } from './account-finder.service.js';
import { PageView } from './page.view.js';
import { toProblem } from './problem-document.js';
import type { ProblemDocument } from './problem-document.js';
import type { WebRequest, WebResponse } from './web-request.adapter.js';

const MACHINES = /^\/(api|webhooks|healthz|readyz|metrics)(\/|$)/;

/** Every error leaves here: a problem document for programs, a page with an id for people. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(
    private readonly view: PageView,
    private readonly accounts: AccountFinder,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await this.answer(error, http.getRequest<WebRequest>(), http.getResponse<WebResponse>());
  }

  /** Answers `request` with what may be known of `error`. */
  async answer(error: unknown, request: WebRequest, response: WebResponse): Promise<void> {
    const problem = toProblem(error, request.requestId);
    if (problem.status >= 500) this.logger.error(error instanceof Error ? error : String(error), problem.instance);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.status(problem.status);
    if (MACHINES.test(request.path)) return sendProblem(problem, response);
    if (problem.status === 401 && request.method === 'GET') {
      response.redirect(303, `/sign-in?back=${encodeURIComponent(request.originalUrl)}`);
      return;
    }
    await this.sendPage(problem, request, response);
  }

  private async sendPage(problem: ProblemDocument, request: WebRequest, response: WebResponse): Promise<void> {
    const model = { problem, requestId: request.requestId, explanationKey: explanationKey(problem) };
    if (/^\/(s|u)\//.test(request.path)) return this.view.sendToCustomer(request, response, 'problem', null, model);
    // A page that does not exist has no guard; its frame shows the rooms all the same.
    await this.accounts.find(request).catch(() => null);
    await this.view.send(request, response, 'error', 'console.error.title', model);
  }
}

function sendProblem(problem: ProblemDocument, response: WebResponse): void {
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response.type('application/problem+json').send(JSON.stringify(problem));
}

function explanationKey(problem: ProblemDocument): string {
  if (problem.code === 'bad-csrf-token') return 'console.error.stale-form';
  if ([403, 404, 429].includes(problem.status)) return `console.error.${problem.status}`;
  return problem.status >= 500 ? 'console.error.500' : 'console.error.other';
}
