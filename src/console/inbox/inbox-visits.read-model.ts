import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { smsQuestion } from '../../surveys/sms-question.js';
import { SurveyService } from '../../surveys/survey.service.js';
import type { SurveyDefinition } from '../../surveys/survey-definition.js';
import type { CandidateVisit } from './inbox-page.js';

interface VisitRow extends Pick<CandidateVisit, 'state' | 'agentNo' | 'agentName' | 'answered'> {
  readonly id: number;
  readonly surveyId: string;
  readonly surveyVersion: number;
}

/** The visits to which messages may belong, with the question that each was asked. */
@Injectable()
export class InboxVisits {
  constructor(
    private readonly database: Database,
    private readonly surveys: SurveyService,
  ) {}

  /** By id; a visit of a campaign without a survey is left out. */
  async load(visitIds: readonly number[]): Promise<ReadonlyMap<number, CandidateVisit>> {
    const rows = await this.database.query<VisitRow>(
      `SELECT v.id, v.state, a.agent_no AS "agentNo", a.name AS "agentName", r.id IS NOT NULL AS answered,
              g.survey_id AS "surveyId", g.survey_version AS "surveyVersion"
         FROM visits v JOIN campaigns g ON g.id = v.campaign_id
         LEFT JOIN agents a ON a.id = v.agent_id LEFT JOIN responses r ON r.visit_id = v.id
        WHERE v.id = ANY ($1::bigint[]) AND g.survey_id IS NOT NULL`,
      [visitIds],
    );
    const surveys = new Map<string, SurveyDefinition>();
    for (const { surveyId, surveyVersion } of rows) {
      const key = `${surveyId} ${surveyVersion}`;
      if (!surveys.has(key)) surveys.set(key, (await this.surveys.get(surveyId, surveyVersion)).definition);
    }
    return new Map(rows.map((row) => [row.id, toVisit(row, surveys.get(`${row.surveyId} ${row.surveyVersion}`))]));
  }
}

function toVisit(
  { state, agentNo, agentName, answered }: VisitRow,
  survey: SurveyDefinition | undefined,
): CandidateVisit {
  return {
    ...{ state, agentNo, agentName, answered },
    question: survey ? smsQuestion(survey) : null,
    keepsWords: survey?.questions.some((question) => question.score === 'comment' && question.kind === 'text') ?? false,
  };
}
