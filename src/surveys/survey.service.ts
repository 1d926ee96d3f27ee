import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '../database/database.service.js';
import { NotFoundError } from '../kernel/faults.js';
import type { Reason } from '../kernel/reason.js';
import { contentHash } from '../kernel/stable-json.js';
import { DEFAULT_SURVEY } from './default-survey.js';
import { estimateLength } from './estimate-length.js';
import { parseSurveyDefinition, type SurveyDefinition } from './survey-definition.js';

/** One version of a survey; never changed, because answers belong to the version that was sent. */
export interface SurveyVersion {
  readonly surveyId: string;
  readonly version: number;
  readonly definition: SurveyDefinition;
}

/** A version as it was saved, with what speaks against it: too long for a call, too many questions (T5). */
export interface SavedSurvey extends SurveyVersion {
  readonly warnings: readonly Reason[];
}

/** A survey in a list: its newest version. */
export interface SurveyListing extends SurveyVersion {
  readonly createdBy: string;
  readonly createdAt: Date;
}

interface SurveyRow {
  survey_id: string;
  version: number;
  definition: unknown;
  created_by: string;
  created_at: Date;
}

const COLUMNS = 'survey_id, version, definition, created_by, created_at';
const PACKAGED_BY = 'packaged';

@Injectable()
export class SurveyService {
  private readonly cache = new Map<string, SurveyVersion>();

  constructor(private readonly database: Database) {}

  /** The newest version; `NotFoundError` when there is no such survey. */
  async current(surveyId: string): Promise<SurveyVersion> {
    const row = await newest(this.database, surveyId);
    if (row === null) throw new NotFoundError('survey', surveyId);
    return toVersion(row);
  }

  /** One version; kept in memory, since a version never changes. In a transaction pass it, to need no second connection. */
  async get(surveyId: string, version: number, db: Queryable = this.database): Promise<SurveyVersion> {
    const key = `${surveyId} ${version}`;
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const row = await db.maybe<SurveyRow>(
      `SELECT ${COLUMNS} FROM survey_versions WHERE survey_id = $1 AND version = $2`,
      [surveyId, version],
    );
    if (row === null) throw new NotFoundError('survey', `${surveyId} v${version}`);
    const found = toVersion(row);
    this.cache.set(key, found);
    return found;
  }

  /** Stores a new version, or answers with the newest one when nothing differs. `InputError` lists what is wrong. */
  async save(surveyId: string, document: unknown, actor: string): Promise<SavedSurvey> {
    const definition = parseSurveyDefinition(document);
    const saved = await this.database.transaction(async (tx) => {
      await tx.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`survey:${surveyId}`]);
      const before = await newest(tx, surveyId);
      if (before !== null && contentHash(before.definition) === contentHash(definition)) return toVersion(before);
      const row = await tx.one<SurveyRow>(
        `INSERT INTO survey_versions (survey_id, version, definition, created_by) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
        [surveyId, (before?.version ?? 0) + 1, JSON.stringify(definition), actor],
      );
      return toVersion(row);
    });
    return { ...saved, warnings: estimateLength(definition).warnings };
  }

  /** Every survey in its newest version, by id. */
  async list(): Promise<SurveyListing[]> {
    const rows = await this.database.query<SurveyRow>(
      `SELECT DISTINCT ON (survey_id) ${COLUMNS} FROM survey_versions ORDER BY survey_id, version DESC`,
    );
    return rows.map((row) => ({ ...toVersion(row), createdBy: row.created_by, createdAt: row.created_at }));
  }

  /** Installs the survey `default`; a newer packaged one becomes a new version, unless a person changed it since. */
  async installPackaged(): Promise<void> {
    const present = await newest(this.database, 'default');
    if (present === null || present.created_by === PACKAGED_BY) await this.save('default', DEFAULT_SURVEY, PACKAGED_BY);
  }
}

function newest(db: Queryable, surveyId: string): Promise<SurveyRow | null> {
  return db.maybe<SurveyRow>(
    `SELECT ${COLUMNS} FROM survey_versions WHERE survey_id = $1 ORDER BY version DESC LIMIT 1`,
    [surveyId],
  );
}

function toVersion(row: SurveyRow): SurveyVersion {
  return { surveyId: row.survey_id, version: row.version, definition: row.definition as SurveyDefinition };
}
