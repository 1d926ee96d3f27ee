import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { AuditService } from '../../access/audit.service.js';
import { SettingsService } from '../../config/settings.service.js';
import { SettingsRepository } from '../../database/settings.repository.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { compact } from '../api-shapes.js';
import { mailEventsKey } from '../outside/mail-events.js';
import { organisationForm } from './organisation-form.js';
import type { OrganisationForm } from './organisation-form.js';

/** What an administrator sets, and what a mail relay must be told. */
@ApiTags('settings')
@Controller('api/v1/settings')
@Roles('settings.manage')
export class SettingsController {
  constructor(
    private readonly settings: SettingsService,
    private readonly stored: SettingsRepository,
    private readonly audit: AuditService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The organisation, which channels are sandboxed, and how a mail relay signs its events' })
  async get() {
    const { publicUrl, secretKey } = this.settings.settings;
    return {
      organisation: await this.settings.organisation(),
      sandboxed: { sms: this.settings.smsIsSandboxed(), email: this.settings.emailIsSandboxed() },
      emailEvents: { url: `${publicUrl}/webhooks/email/events`, key: mailEventsKey(secretKey) },
    };
  }

  @Patch()
  @ApiOperation({ summary: 'Change the organisation; what is set here wins over the environment' })
  async change(@Body({ schema: organisationForm }) form: OrganisationForm, @CurrentAccount() account: Account) {
    const organisation = { ...(await this.stored.load()), ...compact(form) };
    await this.stored.save('organisation', organisation);
    const details = { fields: Object.keys(form) };
    await this.audit.record({
      actor: actorOf(account),
      action: 'settings.change',
      subject: 'settings:organisation',
      details,
    });
    return this.get();
  }
}
