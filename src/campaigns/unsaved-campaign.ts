import type { CampaignDefinition } from './campaign-definition.js';
import type { Campaign } from './campaign.js';

/** A campaign that is stored nowhere yet: its definition with bound versions, as a draft. */
export function unsavedCampaign(
  definition: CampaignDefinition,
  made: { readonly id: number; readonly surveyVersion: number | null; readonly createdBy: string; readonly at: Date },
): Campaign {
  const { policy, survey, ...rest } = definition;
  return {
    ...rest,
    id: made.id,
    state: 'draft',
    policyId: policy,
    surveyId: survey,
    surveyVersion: made.surveyVersion,
    audience: 0,
    audienceHash: null,
    planVersion: 0,
    planFingerprint: null,
    planSummary: null,
    version: 1,
    createdBy: made.createdBy,
    createdAt: made.at,
    plannedAt: null,
    launchedAt: null,
    endedAt: null,
    archivedAt: null,
  };
}
