import { z } from 'zod';
import { AGENT_FORM, NEW_AGENT_FORM } from '../../archive/agent-form.js';
import { CUSTOMER_FORM } from '../../archive/customer-form.js';
import { SOURCE_FORM } from '../../archive/source-config.js';
import { policyDocument } from '../../calendar/policy-document.js';
import { CAMPAIGN_FORM } from '../../campaigns/campaign-definition.js';
import { elsewhereForm, recordForm } from '../../desk/visit-record-form.js';
import { definition as surveyForm } from '../../surveys/survey-definition.js';
import { reports as tencentReports } from '../../dispatch/tencent-webhook.js';
import { mailEvents } from '../outside/mail-events.js';
import type { AnswerName } from './api-answer-schemas.js';

/** What an operation answers: one thing, a page of them, a list; a file is told by its content types at the route. */
export type Answer =
  | { readonly one: AnswerName }
  | { readonly page: AnswerName }
  | { readonly list: AnswerName }
  | { readonly lines: AnswerName }
  | 'nothing'
  | 'file';

const segment = z.union([
  z.strictObject({ all: z.array(z.unknown()) }),
  z.strictObject({ any: z.array(z.unknown()) }),
  z.strictObject({ none: z.array(z.unknown()) }),
]);

/** What people send, by the name that it has in the description of the API: the shapes of the stages that read it. */
export const BODY_SCHEMAS = {
  CampaignForm: CAMPAIGN_FORM.extend({ segment: segment.optional() }),
  CustomerForm: CUSTOMER_FORM,
  NewCustomerForm: CUSTOMER_FORM.extend({ customerNo: z.string() }),
  SegmentForm: segment,
  SurveyForm: surveyForm,
  PolicyForm: policyDocument,
  SourceForm: SOURCE_FORM,
  AgentForm: AGENT_FORM,
  NewAgentForm: NEW_AGENT_FORM,
  DraftForm: recordForm,
  MailEvents: mailEvents,
  TencentReports: tencentReports,
  RecordForm: z.union([recordForm.extend({ channel: z.literal('call').optional() }), elsewhereForm]),
} as const;
export type BodyName = keyof typeof BODY_SCHEMAS;

/** Bodies that a route takes as any object, because a stage reads them. */
export const BODIES: Readonly<Record<string, BodyName>> = {
  CampaignsController_create: 'CampaignForm',
  CustomersController_create: 'NewCustomerForm',
  SegmentsController_validate: 'SegmentForm',
  SegmentsController_count: 'SegmentForm',
  SurveysController_save: 'SurveyForm',
  PoliciesController_save: 'PolicyForm',
  SourcesController_save: 'SourceForm',
  AgentsController_add: 'NewAgentForm',
  AgentsController_update: 'AgentForm',
  DeskController_saveDraft: 'DraftForm',
  VisitsController_record: 'RecordForm',
};

const one = (name: AnswerName): Answer => ({ one: name });
const page = (name: AnswerName): Answer => ({ page: name });

/** What each operation answers. */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  CustomersController_list: page('CustomerCard'),
  CustomersController_create: one('Customer'),
  CustomersController_get: one('Customer'),
  CustomersController_edit: one('Customer'),
  CustomersController_bulk: one('ImportSummary'),
  CustomerMergesController_merge: one('Thing'),
  CustomerMergesController_undo: one('Thing'),
  CustomersController_consentHistory: { list: 'Thing' },
  CustomersController_recordConsent: one('Thing'),
  ImportsController_upload: one('Thing'),
  ImportsController_preview: one('ImportPreview'),
  ImportsController_list: page('Import'),
  ImportsController_get: one('Import'),
  ImportsController_findings: page('Thing'),
  SourcesController_list: page('Source'),
  SourcesController_save: one('Source'),
  SourcesController_get: one('Source'),
  SourcesController_pull: one('Thing'),
  SegmentsController_list: page('Thing'),
  SegmentsController_save: one('Thing'),
  SegmentsController_get: one('Thing'),
  SegmentsController_validate: one('Thing'),
  SegmentsController_count: one('Thing'),
  SegmentsController_sample: one('Thing'),
  AgentsController_list: page('Thing'),
  AgentsController_get: one('Thing'),
  AgentsController_add: one('Thing'),
  AgentsController_update: one('Thing'),
  AgentsController_importFile: one('Thing'),
  SurveysController_list: page('Thing'),
  SurveysController_get: one('Thing'),
  SurveysController_save: one('Thing'),
  SurveysController_version: one('Thing'),
  TemplatesController_list: page('Thing'),
  TemplatesController_save: one('SavedTemplate'),
  TemplatesController_get: one('Thing'),
  TemplatesController_preview: one('Message'),
  TemplatesController_registrations: page('Thing'),
  TemplatesController_register: 'nothing',
  TemplatesController_review: 'nothing',
  ApprovalsController_list: page('Approval'),
  ApprovalsController_decide: one('Approval'),
  PoliciesController_list: page('Thing'),
  PoliciesController_save: one('Thing'),
  PoliciesController_allowed: one('Allowed'),
  PoliciesController_coverage: one('Thing'),
  PoliciesController_importDays: one('Thing'),
  PoliciesController_get: one('Thing'),
  CampaignsController_list: page('Campaign'),
  CampaignsController_create: one('Campaign'),
  CampaignsController_get: one('Campaign'),
  CampaignsController_launch: one('CampaignMove'),
  CampaignsController_pause: one('CampaignMove'),
  CampaignsController_resume: one('CampaignMove'),
  CampaignsController_cancel: one('CampaignMove'),
  CampaignsController_status: one('CampaignStatus'),
  CampaignsController_contacts: { lines: 'ContactLine' },
  PlansController_plan: one('Plan'),
  PlansController_verify: one('PlanCheck'),
  ExplanationsController_explainCustomer: one('Explanation'),
  ExplanationsController_explainVisit: one('Explanation'),
  ExplanationsController_explainAttempt: one('Explanation'),
  RehearsalsController_rehearse: one('Thing'),
  RehearsalsController_sample: one('Thing'),
  ReportsController_list: page('ReportLine'),
  ReportsController_get: 'file',
  ReportsController_listRows: page('Thing'),
  ReportsController_close: one('Thing'),
  ReportDocumentsController_ask: one('ReportDocument'),
  ReportDocumentsController_get: one('ReportDocument'),
  ReportDocumentsController_file: 'file',
  DigestsController_list: page('Thing'),
  DigestsController_get: one('Thing'),
  OptOutsController_list: page('Thing'),
  OptOutsController_change: one('Thing'),
  DeskController_list: page('Thing'),
  DeskController_next: one('Thing'),
  DeskController_open: one('Thing'),
  DeskController_release: 'nothing',
  DeskController_saveDraft: one('RecordResult'),
  VisitsController_list: page('VisitRow'),
  VisitsController_get: one('Visit'),
  VisitsController_record: one('RecordResult'),
  VisitsController_appointment: one('Thing'),
  VisitsController_reopen: 'nothing',
  VisitsController_settle: one('VisitChange'),
  VisitsController_handOver: one('Thing'),
  FollowUpsController_list: page('Thing'),
  FollowUpsController_close: one('Thing'),
  DeskController_bridge: 'nothing',
  InboxController_list: page('Thing'),
  InboxController_decide: 'nothing',
  ReturnedMailApiController_list: one('Thing'),
  ReturnedMailApiController_decide: 'nothing',
  UsersController_list: page('Thing'),
  UsersController_add: one('Thing'),
  UsersController_change: 'nothing',
  TokensController_list: page('Thing'),
  TokensController_add: one('Thing'),
  TokensController_revoke: 'nothing',
  AuditController_list: page('Thing'),
  SandboxController_list: page('Thing'),
  SandboxController_reply: one('Thing'),
  SandboxController_failNext: 'nothing',
  SandboxController_imitate: one('Thing'),
  SandboxController_moveClock: one('Thing'),
  SettingsController_get: one('Thing'),
  SettingsController_change: one('Thing'),
};
