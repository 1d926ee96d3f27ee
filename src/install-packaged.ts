import { PolicyInstallService } from './calendar/policy-install.service.js';
import type { Services } from './kernel/command.js';
import { TemplateService } from './messages/template.service.js';
import { SurveyService } from './surveys/survey.service.js';

/** Policies, the default survey and the packaged templates; a second time changes nothing. */
export async function installPackaged(services: Services): Promise<void> {
  await services.get(PolicyInstallService).installPackagedPolicies();
  await services.get(SurveyService).installPackaged();
  await services.get(TemplateService).installPackaged();
}
