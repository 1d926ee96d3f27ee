import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { InputError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import { SurveyPageService } from '../../responses/survey-page.service.js';
import type { SurveyPage } from '../../responses/survey-page.service.js';
import { Public } from '../access.guard.js';
import { PageView } from '../page.view.js';
import { SurveyBranching } from './survey-branching.service.js';
import { buildFormQuestions, preselectedScore } from './survey-form-page.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

interface Refused {
  readonly faults: readonly Fault[];
  readonly typed: Readonly<Record<string, unknown>>;
}

/** The customer's survey. Looking never records: mail scanners follow every link. */
@ApiExcludeController()
@Controller('s/:token')
@Public()
export class SurveyPageController {
  constructor(
    private readonly surveys: SurveyPageService,
    private readonly branching: SurveyBranching,
    private readonly view: PageView,
  ) {}

  @Get()
  async show(
    @Param('token') token: string,
    @Query() query: Record<string, unknown>,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const page = await this.open(token, request);
    if (query['sent'] !== undefined && page.thanks !== null) return this.thank(page, token, request, response);
    if (page.state === 'closed') return this.view.sendToCustomer(request, response, 'closed', page.locale, {});
    await this.showForm(page, token, request, response);
  }

  @Post()
  async record(
    @Param('token') token: string,
    @Body() body: Record<string, unknown> | undefined,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { _contact: contact, ...answers } = body ?? {};
    try {
      await this.surveys.submit(token, answers, { complaint: contact === 'yes' });
      response.redirect(303, `${pathOf(token, request)}${request.query['lang'] === undefined ? '?' : '&'}sent`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      const page = await this.open(token, request);
      await this.showForm(page, token, request, response, { faults: error.faults, typed: body ?? {} });
    }
  }

  private async open(token: string, request: WebRequest): Promise<SurveyPage> {
    const preselected = preselectedScore(request.query['r']);
    const page = await this.surveys.open(token, { preselected });
    const locale = await this.view.customerLocale(request, page.locale);
    return locale === page.locale ? page : this.surveys.open(token, { preselected, locale });
  }

  private async showForm(
    page: SurveyPage,
    token: string,
    request: WebRequest,
    response: WebResponse,
    refused: Refused | null = null,
  ): Promise<void> {
    await this.view.sendToCustomer(request, response, 'form', page.locale, {
      page,
      questions: buildFormQuestions(page.questions, refused?.faults, refused?.typed ?? null),
      style: await this.branching.styleOf(token),
      action: pathOf(token, request),
      answered: page.state === 'answered',
      faultsKey: refused === null ? null : faultsKeyOf(refused.faults),
      contact: refused?.typed['_contact'] === 'yes',
    });
  }

  private thank(page: SurveyPage, token: string, request: WebRequest, response: WebResponse): Promise<void> {
    const action = page.state === 'closed' ? null : pathOf(token, request);
    return this.view.sendToCustomer(request, response, 'thanks', page.locale, { words: page.thanks, action });
  }
}

/** What stands above the form: a form without any answer has no question that could be marked. */
function faultsKeyOf(faults: readonly Fault[]): string {
  return faults.some(({ field }) => field !== '') ? 'console.survey.faults' : 'console.survey.nothing-answered';
}

/** The link itself, in the language that was asked for. */
function pathOf(token: string, request: WebRequest): string {
  const { lang } = request.query;
  const path = `/s/${encodeURIComponent(token)}`;
  return typeof lang === 'string' ? `${path}?lang=${encodeURIComponent(lang)}` : path;
}
