/** Words that every stage shares, spelled as in the database. Their meaning is in docs/glossary.md. */

export const CHANNELS = ['sms', 'email', 'call'] as const;
export type Channel = (typeof CHANNELS)[number];

export const PURPOSES = ['service', 'marketing'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const LOCALES = ['en', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];

export const ROLES = ['admin', 'supervisor', 'agent', 'manager'] as const;
export type Role = (typeof ROLES)[number];

export const CAMPAIGN_KINDS = [
  'routine',
  'first-contact',
  'after-service',
  'holiday',
  'anniversary',
  'birthday',
  'promotion',
  'renewal',
  'after-complaint',
] as const;
export type CampaignKind = (typeof CAMPAIGN_KINDS)[number];

export const CAMPAIGN_STATES = ['draft', 'planned', 'running', 'paused', 'completed', 'archived', 'cancelled'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

export const VISIT_STATES = [
  'planned',
  'open',
  'completed',
  'refused',
  'unreachable',
  'opted_out',
  'expired',
  'cancelled',
] as const;
export type VisitState = (typeof VISIT_STATES)[number];

export const ATTEMPT_STATES = [
  'scheduled',
  'held',
  'claimed',
  'handed_over',
  'accepted',
  'delivered',
  'undelivered',
  'failed',
  'skipped',
  'in_doubt',
  'assumed_sent',
] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

/** The parts of the ledger that a visit can be in; `excluded` is the eleventh and has no visit. */
export const LEDGER_PARTS = [
  'answered',
  'waiting',
  'under_way',
  'planned',
  'held',
  'in_doubt',
  'unanswered',
  'not_reached',
  'declined',
  'cancelled',
] as const;
export type LedgerPart = (typeof LEDGER_PARTS)[number];
