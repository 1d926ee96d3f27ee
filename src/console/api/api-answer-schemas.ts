import { z } from 'zod';
import {
  ATTEMPT_STATES,
  CAMPAIGN_KINDS,
  CAMPAIGN_STATES,
  CHANNELS,
  LEDGER_PARTS,
  LOCALES,
  PURPOSES,
  VISIT_STATES,
} from '../../kernel/words.js';

const id = z.int();
const count = z.int();
const text = z.string();
const instant = z.iso.datetime();
const counts = z.record(z.string(), count);
const fault = z.object({ field: text, code: text, message: text });

/** A decision's reason: a code, and what the words of it need. */
const Reason = z.object({ code: text, params: z.record(z.string(), z.unknown()) });
const Problem = z.object({
  type: text,
  title: text,
  status: z.int(),
  detail: text,
  code: text,
  instance: text,
  errors: z.array(fault).optional(),
  reason: Reason.optional(),
});

const AgentShare = z.looseObject({
  agentNo: text,
  weight: z.number(),
  held: z.number(),
  assigned: count,
  quota: z.number(),
});
const Plan = z.looseObject({
  campaignId: id,
  now: instant,
  planVersion: z.int(),
  audience: count,
  planned: count,
  excluded: counts,
  returning: counts,
  deferred: counts,
  unplaced: counts,
  assignment: z.looseObject({
    agents: z.array(AgentShare),
    spread: z.number(),
    gini: z.number(),
    jain: z.number(),
    optimal: z.boolean(),
    certificate: z.looseObject({}),
  }),
  feasibility: z.looseObject({ feasible: z.boolean(), missed: count, shortfalls: z.array(z.looseObject({})) }),
  slots: z.array(z.looseObject({ from: text, to: text, sms: count, email: count, call: count })),
  durationMs: z.number(),
});
const PlanCheck = z.looseObject({
  ok: z.boolean(),
  checks: z.array(z.looseObject({ name: text, ok: z.boolean() })),
});
const CampaignStatus = z.object({
  campaignId: id,
  state: z.enum(CAMPAIGN_STATES),
  audience: count,
  visits: counts,
  excluded: counts,
  attempts: counts,
  ledger: counts,
  balanced: z.boolean(),
  displaced: z.int(),
});
const ContactLine = z.object({
  attemptId: id,
  visitId: id,
  customerNo: text,
  channel: text,
  scheduledAt: instant,
  zones: z.array(text),
  agentNo: text.nullable(),
  state: z.enum(ATTEMPT_STATES),
  reasons: z.array(Reason).min(1),
});
const Campaign = z.looseObject({
  id,
  name: text,
  kind: z.enum(CAMPAIGN_KINDS),
  state: z.enum(CAMPAIGN_STATES),
  purpose: z.enum(PURPOSES),
  segment: z.looseObject({}),
  ladder: z.array(z.object({ channel: z.enum(CHANNELS), waitHours: z.number() })),
  startAt: instant,
  deadlineAt: instant,
  audience: count,
  planVersion: z.int(),
});
const CampaignMove = z.looseObject({});
const ToldReason = Reason.extend({ texts: z.object({ en: text, 'zh-CN': text }) });
const ExplainedMinute = z.object({
  windows: z.array(
    z.object({
      startAt: instant,
      endAt: instant,
      closesAt: instant,
      provisional: z.boolean(),
      holds: z.boolean(),
      clocks: z.array(z.object({ whose: z.enum(['customer', 'organisation']), zone: text, from: text, to: text })),
    }),
  ),
  before: instant.nullable(),
  after: instant.nullable(),
  reasons: z.array(ToldReason),
});
const explained = {
  occasion: text,
  planVersion: z.int(),
  policy: z.object({ id: text, version: z.int(), noted: z.boolean() }).nullable(),
  included: z.array(ToldReason),
  rejectedRungs: z.array(z.object({ channel: text, reasons: z.array(ToldReason) })),
  candidates: z
    .object({
      eligible: count,
      shown: z.array(
        z.looseObject({ agentNo: text, isEligible: z.boolean(), isChosen: z.boolean(), reason: ToldReason }),
      ),
      rest: counts,
    })
    .nullable(),
};
/** Why a customer is where it is: included, this agent, this minute, what was considered, by which rules. */
const Explanation = z.object({
  campaignId: id,
  customerId: id,
  customerNo: text,
  visits: z.array(
    z.looseObject({
      ...explained,
      visitId: id,
      reasons: z.array(ToldReason),
      attempts: z.array(
        z.looseObject({ attemptId: id, reasons: z.array(ToldReason), minute: ExplainedMinute.nullable() }),
      ),
    }),
  ),
  exclusions: z.array(z.looseObject({ ...explained, reason: ToldReason, also: z.array(ToldReason) })),
});

const finding = z.looseObject({
  line: count,
  field: text.nullable(),
  value: text.nullable(),
  code: text,
  message: text,
});
const importCounts = {
  rows: count,
  created: count,
  updated: count,
  unchanged: count,
  rejected: count,
  duplicates: count,
  warnings: count,
};
const ImportSummary = z.looseObject({
  file: text,
  encoding: text.nullable(),
  ...importCounts,
  rejects: z.array(finding),
});
const column = z.object({
  header: text,
  target: z.looseObject({ kind: z.enum(['field', 'attribute', 'ignore']) }),
});
const Import = z.looseObject({
  id,
  sourceId: id.nullable(),
  file: text,
  state: z.enum(['queued', 'running', 'done', 'failed']),
  columns: z.array(column).nullable(),
  ...importCounts,
});
const row = z.object({ line: count, cells: z.array(text) });
const ImportPreview = z.looseObject({
  kind: z.enum(['csv', 'xlsx']),
  encoding: text,
  decidedBy: z.enum(['bom', 'strict-utf8', 'fallback', 'asked']).nullable(),
  isWhole: z.boolean(),
  alternatives: z.array(z.object({ encoding: text, fits: z.boolean(), rows: z.array(row) })),
  sheets: z.array(z.object({ name: text, isFilled: z.boolean() })),
  sheet: text.nullable(),
  delimiter: text.nullable(),
  headerLine: count.nullable(),
  headerCandidates: z.array(row.extend({ knownHeaders: count })),
  columns: z.array(column),
  rows: z.array(row),
  mapping: z.record(z.string(), text),
  faults: z.array(fault),
  refusal: Reason.nullable(),
  warnings: z.array(finding),
});
const Source = z.looseObject({ id, definition: z.looseObject({}) });
const Allowed = z.object({
  allowed: z.boolean(),
  next: instant.nullable(),
  provisional: z.boolean(),
  reason: Reason,
  zones: z.array(text),
  dayTypes: z.unknown(),
});

const CustomerCard = z.looseObject({
  id,
  customerNo: text,
  name: text,
  phone: text.nullable(),
  email: text.nullable(),
});
const Customer = z.looseObject({
  id,
  customerNo: text,
  name: text,
  version: z.int(),
  contactPoints: z.array(z.looseObject({ kind: z.enum(['phone', 'email']), raw: text })),
  services: z.array(z.looseObject({ servedAt: instant })),
  conflicts: z.array(z.looseObject({ field: text })),
});
const VisitRow = z.looseObject({
  id,
  visitId: id,
  campaignId: id,
  state: z.enum(VISIT_STATES),
  ledgerPart: z.enum(LEDGER_PARTS),
  customerNo: text,
  agentNo: text.nullable(),
  channel: text.nullable(),
  to: text.nullable(),
  dueAt: instant,
  reason: Reason.nullable(),
});
const Visit = z.looseObject({
  id,
  campaignId: id,
  customerNo: text,
  state: z.enum(VISIT_STATES),
  reasons: z.array(Reason),
  attempts: z.array(z.looseObject({})),
  events: z.array(z.looseObject({})),
});
const VisitChange = z.object({ moved: z.boolean(), was: z.enum(VISIT_STATES), is: z.enum(VISIT_STATES) });
const RecordResult = z.looseObject({
  recordId: id,
  state: z.enum(['draft', 'complete']),
  missing: z.array(text),
  flags: z.array(text),
  version: z.int(),
});
const Message = z.union([
  z.looseObject({ channel: z.enum(CHANNELS), to: text, text: text }),
  z.object({ reason: Reason }),
]);
const ReportLine = z.looseObject({
  campaignId: id,
  name: text,
  frozen: z.object({ version: z.int(), contentHash: text, closedAt: instant }).nullable(),
});
const ReportDocument = z.object({
  id,
  campaignId: id,
  format: text,
  locale: z.enum(LOCALES),
  state: z.enum(['asked', 'ready', 'failed']),
  askedBy: text,
  askedAt: instant,
  readyAt: instant.nullable(),
  reason: Reason.nullable(),
  frozenVersion: z.int().nullable(),
  contentHash: text.nullable(),
  size: count.nullable(),
});
const Ready = z.looseObject({ ready: z.boolean() });
/** Rows whose fields the stage's own reference names. */
const Approval = z.looseObject({
  id,
  kind: z.enum(['days-off', 'template']),
  subject: text,
  askedBy: text,
  askedAt: instant,
  decision: z.enum(['approved', 'refused']).nullable(),
  decidedBy: text.nullable(),
  note: text.nullable(),
});
const SavedTemplate = z.looseObject({
  template: z.looseObject({ id: text, channel: z.enum(CHANNELS), language: text, version: z.int() }),
  warnings: z.array(Reason),
  state: z.enum(['approved', 'waiting', 'refused', 'replaced']),
});
const Thing = z.looseObject({});

/** The shapes of answers, by the name that they have in the description of the API. */
export const ANSWER_SCHEMAS = {
  ...{ Reason, Problem, Plan, PlanCheck, CampaignStatus, ContactLine, Campaign, CampaignMove, Explanation },
  ...{
    ImportSummary,
    Import,
    ImportPreview,
    Source,
    Allowed,
    CustomerCard,
    Customer,
    VisitRow,
    Visit,
    VisitChange,
    RecordResult,
    Message,
    ReportLine,
    ReportDocument,
    Ready,
    Thing,
    Approval,
    SavedTemplate,
  },
} as const;
export type AnswerName = keyof typeof ANSWER_SCHEMAS;
