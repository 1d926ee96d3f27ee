import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { SettingsRepository } from '../database/settings.repository.js';
import { compact } from './api-shapes.js';
import type { OrganisationForm } from './organisation-form.js';

/** What an administrator sets of the organisation; it wins over the environment. */
@Injectable()
export class OrganisationService {
  constructor(
    private readonly stored: SettingsRepository,
    private readonly audit: AuditService,
  ) {}

  /** Keeps what is named; the rest stays as it is. The trail says which fields, not what stands in them. */
  async change(form: OrganisationForm, actor: string): Promise<void> {
    await this.stored.save('organisation', { ...(await this.stored.load()), ...compact(form) });
    const details = { fields: Object.keys(form) };
    await this.audit.record({ actor, action: 'settings.change', subject: 'settings:organisation', details });
  }
}
