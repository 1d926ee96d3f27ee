import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { ReviewState } from './registered-text.js';
import { APPROVAL_JOIN_SQL, IS_APPROVED_SQL } from './template-state.js';
import type { TemplateVersion } from './template-text.js';

/** One version of an SMS on a provider's books. */
export interface TemplateRegistration {
  /** By its capability's name: `tencent`, `sandbox:tencent`. */
  readonly provider: string;
  readonly templateId: string;
  readonly language: string;
  readonly version: number;
  readonly providerTemplateId: string;
  readonly text: string;
  readonly params: readonly string[];
  readonly longestParam: number;
  readonly state: ReviewState;
  readonly note: string | null;
  readonly registeredBy: string;
  readonly registeredAt: Date;
  readonly stateAt: Date;
}

/** A version that both we and the provider let go. */
export interface SendableTemplate {
  readonly template: TemplateVersion;
  readonly registration: TemplateRegistration;
}

const COLUMNS = `r.provider, r.template_id AS "templateId", r.language, r.version,
  r.provider_template_id AS "providerTemplateId", r.text, r.params, r.longest_param AS "longestParam", r.state, r.note,
  r.registered_by AS "registeredBy", r.registered_at AS "registeredAt", r.state_at AS "stateAt"`;
const TEXT = `jsonb_build_object('id', t.id, 'channel', t.channel, 'language', t.language, 'version', t.version,
  'purpose', t.purpose, 'subject', t.subject, 'body', t.body, 'textBody', t.text_body) AS template`;

/** The table of what providers have on their books. */
@Injectable()
export class TemplateRegistrationRepository {
  /** The newest version of each language that may be sent and that the provider approved. */
  async sendable(db: Queryable, provider: string, templateId: string): Promise<SendableTemplate[]> {
    const rows = await db.query<TemplateRegistration & { template: TemplateVersion }>(
      `SELECT DISTINCT ON (t.language) ${COLUMNS}, ${TEXT} FROM template_registrations r
         JOIN templates t ON t.id = r.template_id AND t.channel = r.channel AND t.language = r.language AND t.version = r.version
         ${APPROVAL_JOIN_SQL}
       WHERE r.provider = $1 AND r.template_id = $2 AND r.state = 'approved' AND ${IS_APPROVED_SQL}
       ORDER BY t.language, t.version DESC`,
      [provider, templateId],
    );
    return rows.map(({ template, ...registration }) => ({ template, registration }));
  }

  /** Every registration of a template, the newest version first. */
  of(db: Queryable, templateId: string, provider: string | null = null): Promise<TemplateRegistration[]> {
    return db.query<TemplateRegistration>(
      `SELECT ${COLUMNS} FROM template_registrations r
       WHERE r.template_id = $1 AND ($2::text IS NULL OR r.provider = $2)
       ORDER BY r.version DESC, r.language, r.provider`,
      [templateId, provider],
    );
  }

  /** What the provider has still to review, the oldest first. */
  pending(db: Queryable, provider: string, limit: number): Promise<TemplateRegistration[]> {
    return db.query<TemplateRegistration>(
      `SELECT ${COLUMNS} FROM template_registrations r
       WHERE r.provider = $1 AND r.state = 'pending' ORDER BY r.state_at, r.provider_template_id LIMIT $2`,
      [provider, limit],
    );
  }

  /** By what the provider calls it, the newest registration first; null for a name that nobody registered. */
  named(db: Queryable, provider: string, providerTemplateId: string): Promise<TemplateRegistration | null> {
    return db.maybe<TemplateRegistration>(
      `SELECT ${COLUMNS} FROM template_registrations r WHERE r.provider = $1 AND r.provider_template_id = $2
       ORDER BY r.registered_at DESC LIMIT 1`,
      [provider, providerTemplateId],
    );
  }

  /** Writes a registration down; one of the same version is replaced, and waits for its review anew. */
  async save(db: Queryable, made: Omit<TemplateRegistration, 'state' | 'note' | 'stateAt'>): Promise<void> {
    await db.execute(
      `INSERT INTO template_registrations AS r (provider, template_id, language, version, provider_template_id, text, params,
         longest_param, state, registered_by, registered_at, state_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10, $10)
       ON CONFLICT (provider, template_id, language, version) DO UPDATE SET provider_template_id = excluded.provider_template_id,
         text = excluded.text, params = excluded.params, longest_param = excluded.longest_param, state = 'pending', note = NULL,
         registered_by = excluded.registered_by, registered_at = excluded.registered_at, state_at = excluded.state_at`,
      [
        ...[
          made.provider,
          made.templateId,
          made.language,
          made.version,
          made.providerTemplateId,
          made.text,
          made.params,
        ],
        ...[made.longestParam, made.registeredBy, made.registeredAt],
      ],
    );
  }

  /** Notes what the provider says of a text that it calls so; answers with how many versions that changes. */
  decide(
    db: Queryable,
    of: { readonly provider: string; readonly providerTemplateId: string },
    to: { readonly state: ReviewState; readonly note: string | null; readonly at: Date },
  ): Promise<number> {
    return db.execute(
      `UPDATE template_registrations SET state = $3, note = $4, state_at = $5
       WHERE provider = $1 AND provider_template_id = $2 AND (state, coalesce(note, '')) IS DISTINCT FROM ($3, coalesce($4, ''))`,
      [of.provider, of.providerTemplateId, to.state, to.note, to.at],
    );
  }
}
