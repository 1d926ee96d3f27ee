import { PolicyInstallService } from './calendar/policy-install.service.js';
import { Database } from './database/database.service.js';
import { SettingsRepository } from './database/settings.repository.js';
import type { Services } from './kernel/command.js';
import { TemplateService } from './messages/template.service.js';
import { SurveyService } from './surveys/survey.service.js';

const INSTALLED = 'packaged-installed';

/** Policies, the default survey and the packaged templates; a second time changes nothing. */
export async function installPackaged(services: Services): Promise<void> {
  await services.get(PolicyInstallService).installPackagedPolicies();
  await services.get(SurveyService).installPackaged();
  await services.get(TemplateService).installPackaged();
  await services.get(SettingsRepository).save(INSTALLED, true);
}

/** The same where nobody did it yet, or was killed while doing it; who comes meanwhile waits. */
export async function installPackagedOnce(services: Services): Promise<void> {
  const settings = services.get(SettingsRepository);
  if ((await settings.find<boolean>(INSTALLED)) === true) return;
  const database = services.get(Database);
  await database.transaction(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('revisit-install'))`);
    if ((await settings.find<boolean>(INSTALLED)) !== true) await database.apart(() => installPackaged(services));
  });
}
