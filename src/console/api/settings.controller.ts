import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { SettingsService } from '../../config/settings.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { mailEventsKey } from '../outside/mail-events.js';
import { organisationForm } from '../organisation-form.js';
import type { OrganisationForm } from '../organisation-form.js';
import { OrganisationService } from '../organisation.service.js';

/** What an administrator sets, and what a mail relay must be told. */
@ApiTags('settings')
@Controller('api/v1/settings')
@Roles('settings.manage')
export class SettingsController {
  constructor(
    private readonly settings: SettingsService,
    private readonly organisations: OrganisationService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The organisation, which channels are sandboxed, and how a mail relay signs its events' })
  async get() {
    const { publicUrl, secretKey } = this.settings.settings;
    return {
      organisation: await this.settings.organisation(),
      sandboxed: { sms: this.settings.smsIsSandboxed(), email: this.settings.emailIsSandboxed() },
      emailEvents: { url: `${publicUrl}/webhooks/email/events`, key: mailEventsKey(secretKey) },
      emailRaw: { url: `${publicUrl}/webhooks/email/raw` },
    };
  }

  @Patch()
  @ApiOperation({ summary: 'Change the organisation; what is set here wins over the environment' })
  async change(@Body({ schema: organisationForm }) form: OrganisationForm, @CurrentAccount() account: Account) {
    await this.organisations.change(form, actorOf(account));
    return this.get();
  }
}
