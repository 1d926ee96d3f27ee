import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { CustomerFacts } from './customer-events.js';

const LIMIT = 100;

/**
 * What happened with customers (one, and those merged into it), from the tables of every stage. Visits are found by
 * customer, everything else by visit or address: each statement is a few steps in an index.
 */
@Injectable()
export class CustomerHistory {
  constructor(private readonly database: Database) {}

  /** The facts of a timeline. `addresses` are theirs, for opt-outs and messages that belong to no visit. */
  async load(ids: readonly number[], addresses: readonly string[]): Promise<CustomerFacts> {
    const [attempts, ends, records, answers] = await Promise.all([
      this.attempts(ids),
      this.ends(ids),
      this.records(ids),
      this.answers(ids),
    ]);
    const [inbound, consents, optOuts, followUps, services, merges] = await Promise.all([
      this.inbound(ids, addresses),
      this.consents(ids),
      this.optOuts(addresses),
      this.followUps(ids),
      this.services(ids),
      this.merges(ids),
    ]);
    return { attempts, ends, records, answers, inbound, consents, optOuts, followUps, services, merges };
  }

  private attempts(ids: readonly number[]): Promise<CustomerFacts['attempts'][number][]> {
    return this.database.query(
      `SELECT coalesce(a.handed_over_at, a.ended_at, a.created_at) AS at, a.channel, a.state, g.name AS "campaignName",
              n.agent_no AS "agentNo", a.error_code AS "errorCode", a.reasons -> -1 AS reason
         FROM visits v JOIN attempts a ON a.visit_id = v.id JOIN campaigns g ON g.id = v.campaign_id
         LEFT JOIN agents n ON n.id = v.agent_id AND a.channel = 'call'
        WHERE v.customer_id = ANY ($1::bigint[]) AND a.state NOT IN ('scheduled', 'held', 'claimed')
        ORDER BY 1 DESC LIMIT ${LIMIT}`,
      [ids],
    );
  }

  private ends(ids: readonly number[]): Promise<CustomerFacts['ends'][number][]> {
    return this.database.query(
      `SELECT v.ended_at AS at, v.state, g.name AS "campaignName", v.end_reason AS reason
         FROM visits v JOIN campaigns g ON g.id = v.campaign_id
        WHERE v.customer_id = ANY ($1::bigint[]) AND v.ended_at IS NOT NULL ORDER BY 1 DESC LIMIT ${LIMIT}`,
      [ids],
    );
  }

  private records(ids: readonly number[]): Promise<CustomerFacts['records'][number][]> {
    return this.database.query(
      `SELECT coalesce(r.completed_at, r.created_at) AS at, r.channel, r.state, r.disposition, n.agent_no AS "agentNo",
              g.name AS "campaignName", r.fields, r.flags
         FROM visits v JOIN visit_records r ON r.visit_id = v.id JOIN campaigns g ON g.id = v.campaign_id
         LEFT JOIN agents n ON n.id = r.agent_id
        WHERE v.customer_id = ANY ($1::bigint[]) ORDER BY 1 DESC LIMIT ${LIMIT}`,
      [ids],
    );
  }

  private answers(ids: readonly number[]): Promise<CustomerFacts['answers'][number][]> {
    return this.database.query(
      `SELECT r.answered_at AS at, r.channel, g.name AS "campaignName", r.product_score AS "productScore",
              r.service_score AS "serviceScore", r.nps, r.comment
         FROM visits v JOIN responses r ON r.visit_id = v.id JOIN campaigns g ON g.id = v.campaign_id
        WHERE v.customer_id = ANY ($1::bigint[]) ORDER BY 1 DESC LIMIT ${LIMIT}`,
      [ids],
    );
  }

  /** Replies that belong to a visit of theirs, and those from their numbers that belong to none. */
  private inbound(ids: readonly number[], addresses: readonly string[]): Promise<CustomerFacts['inbound'][number][]> {
    return this.database.query(
      `SELECT m.received_at AS at, m.body, m.reason
         FROM (SELECT i.* FROM visits v JOIN inbound_messages i ON i.visit_id = v.id WHERE v.customer_id = ANY ($1::bigint[])
               UNION SELECT i.* FROM inbound_messages i
                      WHERE i.from_address = ANY ($2::text[]) AND i.visit_id IS NULL) m
        ORDER BY 1 DESC LIMIT ${LIMIT}`,
      [ids, addresses],
    );
  }

  private consents(ids: readonly number[]): Promise<CustomerFacts['consents'][number][]> {
    return this.database.query(
      `SELECT c.at, c.channel, c.purpose, c.state, c.method, c.evidence, c.actor
         FROM consents c WHERE c.customer_id = ANY ($1::bigint[]) ORDER BY c.at DESC, c.id DESC LIMIT ${LIMIT}`,
      [ids],
    );
  }

  private optOuts(addresses: readonly string[]): Promise<CustomerFacts['optOuts'][number][]> {
    return this.database.query(
      `SELECT o.at, o.address, o.channel, o.opted_in AS "optedIn", o.source, o.evidence, o.actor
         FROM opt_outs o WHERE o.address = ANY ($1::text[]) ORDER BY o.at DESC, o.id DESC LIMIT ${LIMIT}`,
      [addresses],
    );
  }

  private followUps(ids: readonly number[]): Promise<CustomerFacts['followUps'][number][]> {
    return this.database.query(
      `SELECT f.opened_at AS at, f.closed_at AS "closedAt", f.closed_by AS "closedBy", f.closing_note AS note, f.withdrawn, f.reason
         FROM visits v JOIN follow_ups f ON f.visit_id = v.id
        WHERE v.customer_id = ANY ($1::bigint[]) ORDER BY 1 DESC LIMIT ${LIMIT}`,
      [ids],
    );
  }

  private services(ids: readonly number[]): Promise<CustomerFacts['services'][number][]> {
    return this.database.query(
      `SELECT s.served_at AS at, s.item, s.product, s.served_by AS "servedBy"
         FROM services s WHERE s.customer_id = ANY ($1::bigint[]) ORDER BY 1 DESC LIMIT ${LIMIT}`,
      [ids],
    );
  }

  private merges(ids: readonly number[]): Promise<CustomerFacts['merges'][number][]> {
    return this.database.query(
      `SELECT m.merged_at AS at, FALSE AS undone, c.customer_no AS "otherNo", m.merged_by AS actor
         FROM customer_merges m JOIN customers c ON c.id = m.merged_id WHERE m.kept_id = ANY ($1::bigint[])
       UNION ALL SELECT m.undone_at, TRUE, c.customer_no, m.undone_by
         FROM customer_merges m JOIN customers c ON c.id = m.merged_id
        WHERE m.kept_id = ANY ($1::bigint[]) AND m.undone_at IS NOT NULL
        ORDER BY 1 DESC LIMIT ${LIMIT}`,
      [ids],
    );
  }
}
