import { LIVE_CUSTOMER } from '../archive/customer-columns.js';
import { factsSql } from './shared-facts.js';
import type { Trigger } from './standing-rule.js';
import { triggerSql } from './trigger-sql.js';

const CUSTOMER_COLUMNS = `c.id AS "customerId", c.customer_no AS "customerNo", c.version, c.timezone, c.country,
  c.province, c.postcode, c.language, c.lifecycle, c.member_level AS "memberLevel",
  c.preferred_channel AS "preferredChannel", c.preferred_time AS "preferredTime",
  c.explicit_time_consent AS "explicitTimeConsent", c.owner_agent_no AS "ownerAgentNo", c.assigned_at AS "assignedAt",
  c.required_skill AS "requiredSkill", c.last_served_by AS "lastServedBy", c.do_not_contact AS "doNotContact",
  c.consent, c.deceased, c.minor`;

/** What many customers have in common, and its columns: one text, which is parsed once for all of them. */
export const CUSTOMER_FACTS = {
  timezone: 'c.timezone',
  country: 'c.country',
  province: 'c.province',
  postcode: 'c.postcode',
  language: 'c.language',
  lifecycle: 'c.lifecycle',
  memberLevel: 'c.member_level',
  preferredChannel: 'c.preferred_channel',
  preferredTime: 'c.preferred_time',
  explicitTimeConsent: 'c.explicit_time_consent',
  ownerAgentNo: 'c.owner_agent_no',
  requiredSkill: 'c.required_skill',
  lastServedBy: 'c.last_served_by',
  doNotContact: 'c.do_not_contact',
  consent: 'c.consent',
  deceased: 'c.deceased',
  minor: 'c.minor',
} as const;
/** The same of contact points. */
export const POINT_FACTS = {
  phoneType: 'p.phone_type',
  country: 'p.country',
  ext: 'p.ext',
  status: 'a.status',
  optedOut: 'a.opted_out',
} as const;

const POINT_COLUMNS = `p.kind, p.address, p.phone_type AS "phoneType", p.country, p.ext, a.status,
    a.opted_out AS "optedOut",
    EXISTS (SELECT FROM contact_points o JOIN customers h ON h.id = o.customer_id AND h.merged_into IS NULL
      WHERE o.address = p.address AND o.customer_id <> p.customer_id) AS shared`;

const CONTACT_COLUMNS = `l.channel, l.address, l.campaign_id AS "campaignId", l.campaign_kind AS "campaignKind",
  l.survey_id AS "surveyId", l.reached, l.refused`;

/**
 * What else is known of customer `c`, as JSON beside the row; null where there is nothing. Index look-ups for each
 * customer: the cost does not depend on how many others are in the archive. Instants are milliseconds.
 */
function factColumns(since: number, planning: number): string {
  const at = `trunc(extract(epoch FROM l.at) * 1000) AS at`;
  return `(SELECT json_agg(x) FROM (SELECT ${POINT_COLUMNS}
      FROM contact_points p JOIN addresses a ON a.address = p.address
      WHERE p.customer_id = c.id ORDER BY p.kind, p.position) x) AS addresses,
    (SELECT json_agg(x ORDER BY x.at) FROM (
      SELECT ${at}, TRUE AS "ofCustomer", ${CONTACT_COLUMNS} FROM contact_log l
        WHERE l.customer_id = c.id AND l.at > $${since}
      UNION ALL
      SELECT ${at}, FALSE, ${CONTACT_COLUMNS} FROM contact_points p
        JOIN contact_log l ON l.address = p.address AND l.customer_id <> p.customer_id
        WHERE p.customer_id = c.id AND l.at > $${since}) x) AS contacts,
    CASE WHEN cardinality($${planning}::bigint[]) > 0 THEN (${plannedSql(planning)}) END AS planned,
    (SELECT json_agg(i.kind ORDER BY i.kind) FROM open_issues i WHERE i.customer_id = c.id) AS "openIssues"`;
}

/** Contacts still to come of the campaigns `$planning`, with customer `c` or at an address of theirs. */
function plannedSql(planning: number): string {
  const contact = `trunc(extract(epoch FROM a.scheduled_at) * 1000) AS at, a.channel, a.address`;
  const isPlanned = `a.state IN ('scheduled', 'claimed') AND a.scheduled_at IS NOT NULL
          AND a.campaign_id = ANY ($${planning}::bigint[])`;
  return `SELECT json_agg(x ORDER BY x.at) FROM (
      SELECT ${contact}, TRUE AS "ofCustomer" FROM visits v JOIN attempts a ON a.visit_id = v.id
        WHERE v.customer_id = c.id AND v.state IN ('planned', 'open') AND ${isPlanned}
      UNION ALL
      SELECT ${contact}, FALSE FROM contact_points p
        JOIN attempts a ON a.address = p.address AND a.handed_over_at IS NULL AND a.customer_id <> p.customer_id
        WHERE p.customer_id = c.id AND ${isPlanned}) x`;
}

/**
 * Running campaigns whose planned contacts go before those of campaign `$1`: of priority `$2` or higher, and what it has
 * planned itself.
 */
export const GOING_FIRST_SQL = `SELECT id FROM campaigns
  WHERE state IN ('running', 'paused') AND (priority >= $2 OR id = $1) ORDER BY id`;

/** The statements that together read a one-off audience, all in the order of customer numbers. */
export interface OneOffAudienceSql {
  readonly customers: string;
  /** Contact points with what is known of their addresses, as they are tried. */
  readonly points: string;
  /** The addresses that somebody else in the archive has too. */
  readonly shared: string;
  /** Contacts of the past, the oldest first. */
  readonly contacts: string;
  /** Contacts that campaigns which go first have planned. */
  readonly planned: string;
  readonly issues: string;
}

/**
 * Everybody in a segment, by customer number: the lowest of those who share an address comes first. What else is known of
 * them comes beside it, each kind in a statement of its own that the server may answer by joining whole tables: a look-up
 * for each customer costs more than twice as much where many are asked about. `since` is the parameter of `contacts` with the
 * moment from which they count, `planning` that of `planned` with the campaigns that go first; the segment's come before.
 */
export function oneOffAudienceSql(segment: string, since: number, planning: number): OneOffAudienceSql {
  const inAudience = `${LIVE_CUSTOMER} AND ${segment}`;
  const joined = `FROM customers AS c JOIN contact_points AS p ON p.customer_id = c.id`;
  const at = (column: string): string => `trunc(extract(epoch FROM ${column}) * 1000)::float8 AS at`;
  const contact = `c.id AS "customerId", c.customer_no AS no, ${at('l.at')}`;
  const coming = `c.id AS "customerId", c.customer_no AS no, ${at('a.scheduled_at')}, a.channel, a.address`;
  const isComing = `a.state IN ('scheduled', 'claimed') AND a.scheduled_at IS NOT NULL
    AND a.campaign_id = ANY ($${planning}::bigint[])`;
  return {
    customers: `SELECT c.id AS "customerId", c.customer_no AS "customerNo", c.version, ${factsSql(CUSTOMER_FACTS)} AS facts,
        trunc(extract(epoch FROM c.assigned_at) * 1000)::float8 AS "assignedMs"
      FROM customers AS c WHERE ${inAudience} ORDER BY c.customer_no`,
    points: `SELECT c.id AS "customerId", p.kind, p.address, ${factsSql(POINT_FACTS)} AS facts
      ${joined} JOIN addresses AS a ON a.address = p.address WHERE ${inAudience}
      ORDER BY c.customer_no, p.kind, p.position`,
    shared: `SELECT c.id AS "customerId", p.address ${joined} WHERE ${inAudience}
        AND EXISTS (SELECT FROM contact_points o JOIN customers h ON h.id = o.customer_id AND h.merged_into IS NULL
          WHERE o.address = p.address AND o.customer_id <> p.customer_id)
      ORDER BY c.customer_no`,
    contacts: `SELECT x.* FROM (
        SELECT ${contact}, TRUE AS "ofCustomer", ${CONTACT_COLUMNS}
        FROM customers AS c JOIN contact_log AS l ON l.customer_id = c.id WHERE ${inAudience} AND l.at > $${since}
        UNION ALL
        SELECT ${contact}, FALSE, ${CONTACT_COLUMNS}
        ${joined} JOIN contact_log AS l ON l.address = p.address AND l.customer_id <> p.customer_id
        WHERE ${inAudience} AND l.at > $${since}) AS x ORDER BY x.no, x.at`,
    planned: `SELECT x.* FROM (
        SELECT ${coming}, TRUE AS "ofCustomer"
        FROM customers AS c JOIN visits AS v ON v.customer_id = c.id JOIN attempts AS a ON a.visit_id = v.id
        WHERE ${inAudience} AND v.state IN ('planned', 'open') AND ${isComing}
        UNION ALL
        SELECT ${coming}, FALSE
        ${joined} JOIN attempts AS a ON a.address = p.address AND a.handed_over_at IS NULL AND a.customer_id <> p.customer_id
        WHERE ${inAudience} AND ${isComing}) AS x ORDER BY x.no, x.at`,
    issues: `SELECT c.id AS "customerId", i.kind FROM customers AS c JOIN open_issues AS i ON i.customer_id = c.id
      WHERE ${inAudience} ORDER BY c.customer_no, i.kind`,
  };
}

/**
 * Those in a segment whose trigger has come up, without the occasions that have a visit or an exclusion already.
 * `$1` is the campaign, the trigger's parameters follow from `$2` on; `since` and `planning` as for a one-off campaign.
 */
export function standingAudienceSql(trigger: Trigger, segment: string, since: number, planning: number): string {
  const known = (table: string): string =>
    `EXISTS (SELECT FROM ${table} k WHERE k.campaign_id = $1 AND k.occasion = t.occasion AND (k.customer_id = c.id
      OR k.customer_id IN (SELECT m.id FROM customers m WHERE m.merged_into = c.id)))`;
  return `SELECT ${CUSTOMER_COLUMNS}, t.occasion, t.ref, t.at, t."on", c.visit_interval_days AS "intervalDays",
      ${factColumns(since, planning)}
    FROM (${triggerSql(trigger, 2)}) AS t JOIN customers AS c ON c.id = t.customer_id
    WHERE NOT ${known('visits')} AND NOT ${known('exclusions')}
      AND ${LIVE_CUSTOMER} AND ${segment}
    ORDER BY c.customer_no, t.occasion`;
}

/**
 * Contacts still to come up to `$3` of running campaigns with a higher priority than `$2`, with the customers `$1` or
 * with others at their addresses.
 */
export const SUPERIOR_CONTACTS_SQL = `SELECT v.customer_id AS "customerId", TRUE AS "ofCustomer", a.scheduled_at AS at,
    a.channel, a.address, h.priority
  FROM visits AS v JOIN attempts AS a ON a.visit_id = v.id JOIN campaigns AS h ON h.id = a.campaign_id
  WHERE v.customer_id = ANY ($1::bigint[]) AND v.state IN ('planned', 'open') AND a.state IN ('scheduled', 'claimed')
    AND a.scheduled_at <= $3 AND h.state = 'running' AND h.priority > $2
  UNION ALL
  SELECT p.customer_id, FALSE, a.scheduled_at, a.channel, a.address, h.priority
  FROM contact_points AS p
    JOIN attempts AS a ON a.address = p.address AND a.handed_over_at IS NULL AND a.customer_id <> p.customer_id
    JOIN campaigns AS h ON h.id = a.campaign_id
  WHERE p.customer_id = ANY ($1::bigint[]) AND a.state IN ('scheduled', 'claimed')
    AND a.scheduled_at <= $3 AND h.state = 'running' AND h.priority > $2`;

/** The usable contact points of the customers `$1`, in the order in which they are tried. */
export const ADDRESSES_SQL = `SELECT p.customer_id AS "customerId", ${POINT_COLUMNS}
  FROM contact_points AS p JOIN addresses AS a ON a.address = p.address
  WHERE p.customer_id = ANY ($1::bigint[])
  ORDER BY p.customer_id, p.kind, p.position`;

/** Contacts since `$2` with the customers `$1`, or with others at their addresses. */
export const CONTACTS_SQL = `SELECT l.customer_id AS "customerId", TRUE AS "ofCustomer", l.at, ${CONTACT_COLUMNS}
    FROM contact_log AS l WHERE l.customer_id = ANY ($1::bigint[]) AND l.at > $2
  UNION ALL
  SELECT p.customer_id, FALSE, l.at, ${CONTACT_COLUMNS}
    FROM contact_points AS p JOIN contact_log AS l ON l.address = p.address AND l.customer_id <> p.customer_id
    WHERE p.customer_id = ANY ($1::bigint[]) AND l.at > $2
  ORDER BY "customerId", at`;
