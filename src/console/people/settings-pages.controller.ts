import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { SettingsService } from '../../config/settings.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { DoctorService } from '../doctor.service.js';
import { formState } from '../form.js';
import type { FormState } from '../form.js';
import { OrganisationService } from '../organisation.service.js';
import { listLanguages } from '../page-frame.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { describeProviders, ORGANISATION_FIELDS, organisationValues, readOrganisation } from './settings-page.js';

/** The organisation, how messages leave, and what an operator should look at. */
@ApiExcludeController()
@Controller('settings')
@Roles('settings.manage')
export class SettingsPagesController {
  constructor(
    private readonly settings: SettingsService,
    private readonly organisations: OrganisationService,
    private readonly doctor: DoctorService,
    private readonly view: PageView,
  ) {}

  @Get()
  async show(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    const values = organisationValues(await this.settings.organisation());
    await this.send(request, response, formState(ORGANISATION_FIELDS, values));
  }

  @Post()
  async save(
    @Body() body: Record<string, unknown>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const read = readOrganisation(body);
    if ('faults' in read) {
      response.status(422);
      return this.send(request, response, formState(ORGANISATION_FIELDS, body, read.faults));
    }
    await this.organisations.change(read.form, actorOf(account));
    response.redirect(303, '/settings?done=settings-saved');
  }

  private async send(request: WebRequest, response: WebResponse, form: FormState): Promise<void> {
    const page = {
      providers: describeProviders(this.settings.settings),
      findings: await this.doctor.examine(),
      languages: listLanguages('en').map(({ locale, name }) => ({ value: locale, label: name })),
    };
    await this.view.send(request, response, 'people-settings', 'console.settings.title', { page, form });
  }
}
