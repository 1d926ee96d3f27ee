import { Injectable } from '@nestjs/common';
import { SettingsService } from '../../config/settings.service.js';
import { Database } from '../../database/database.service.js';
import { readSurveyToken } from '../../messages/signed-link.js';
import { SurveyService } from '../../surveys/survey.service.js';
import { branchingStyle } from './survey-form-page.js';

/** The branching of the survey behind a link, as style. */
@Injectable()
export class SurveyBranching {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly surveys: SurveyService,
  ) {}

  /** Empty when the link leads to no survey. */
  async styleOf(token: string): Promise<string> {
    const visitId = readSurveyToken(token, this.settings.settings.secretKey);
    const found = await this.database.maybe<{ id: string; version: number }>(
      `SELECT c.survey_id AS id, c.survey_version AS version
         FROM visits v JOIN campaigns c ON c.id = v.campaign_id WHERE v.id = $1 AND c.survey_id IS NOT NULL`,
      [visitId],
    );
    return found ? branchingStyle((await this.surveys.get(found.id, found.version)).definition) : '';
  }
}
