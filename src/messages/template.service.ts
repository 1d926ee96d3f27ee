import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database, type Queryable } from '../database/database.service.js';
import { InputError, NotFoundError } from '../kernel/faults.js';
import type { Reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import { chooseLanguage } from './choose-language.js';
import { readPackagedTemplates } from './packaged-templates.adapter.js';
import { plainTextOf } from './plain-text.js';
import { checkTemplate } from './template-check.js';
import type { TemplateText, TemplateVersion } from './template-text.js';

/** What an author saves. For e-mail the text part may be left out: it is then made of the HTML. */
export type TemplateDraft = Omit<TemplateText, 'textBody' | 'subject'> & {
  readonly id: string;
  readonly language: string;
  readonly subject?: string | null;
  readonly textBody?: string | null;
};

export interface SavedTemplate {
  readonly template: TemplateVersion;
  readonly warnings: readonly Reason[];
}

export type TemplateListing = TemplateVersion & { readonly createdBy: string; readonly createdAt: Date };

interface TemplateRow extends TemplateText {
  id: string;
  language: string;
  version: number;
  created_by: string;
  created_at: Date;
}

const COLUMNS =
  'id, channel, language, version, purpose, subject, body, text_body AS "textBody", created_by, created_at';
const PACKAGED_BY = 'packaged';
/** How long a worker may go on with the version it knows, in milliseconds of its own monotonic clock. */
const CACHE_MS = 2_000;

@Injectable()
export class TemplateService {
  private readonly cache = new Map<string, { readonly until: number; readonly versions: readonly TemplateVersion[] }>();

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
  ) {}

  /** The newest version in the customer's language, its base, or the organisation's; null where none is written. */
  async load(id: string, channel: Channel, customerLanguage: string | null): Promise<TemplateVersion | null> {
    const versions = await this.newestOf(id, channel);
    const { locale } = await this.settings.organisation();
    const language = chooseLanguage(customerLanguage, locale, versions.map((version) => version.language)); // prettier-ignore
    return versions.find((version) => version.language === language) ?? null;
  }

  /** One version, as a record names it; `NotFoundError` when there is none. */
  async get(id: string, channel: Channel, language: string, version: number): Promise<TemplateVersion> {
    const row = await this.database.maybe<TemplateRow>(
      `SELECT ${COLUMNS} FROM templates WHERE id = $1 AND channel = $2 AND language = $3 AND version = $4`,
      [id, channel, language, version],
    );
    if (row === null) throw new NotFoundError('template', `${id} ${channel} ${language} v${version}`);
    return toVersion(row);
  }

  /** Stores a new version, or answers with the newest where nothing differs. `InputError` lists every fault. */
  async save(draft: TemplateDraft, actor: string): Promise<SavedTemplate> {
    const text = complete(draft);
    const { faults, warnings } = checkTemplate(text);
    const names = nameFaults(draft);
    if (faults.length + names.length > 0) throw new InputError([...names, ...faults]);
    const template = await this.database.transaction((tx) =>
      store(tx, { ...text, id: draft.id, language: draft.language }, actor),
    );
    this.cache.clear();
    return { template, warnings };
  }

  /** Every template in its newest version. */
  async list(): Promise<TemplateListing[]> {
    const rows = await this.database.query<TemplateRow>(
      `SELECT DISTINCT ON (id, channel, language) ${COLUMNS} FROM templates ORDER BY id, channel, language, version DESC`,
    );
    return rows.map((row) => ({ ...toVersion(row), createdBy: row.created_by, createdAt: row.created_at }));
  }

  /** Installs the packaged templates; what a person changed since stays as it is. */
  async installPackaged(): Promise<void> {
    for (const packaged of await readPackagedTemplates()) {
      const present = await newest(this.database, packaged.id, packaged.channel, packaged.language);
      if (present === null || present.created_by === PACKAGED_BY) await this.save(packaged, PACKAGED_BY);
    }
  }

  private async newestOf(id: string, channel: Channel): Promise<readonly TemplateVersion[]> {
    const key = `${channel} ${id}`;
    const known = this.cache.get(key);
    if (known !== undefined && known.until > performance.now()) return known.versions;
    const rows = await this.database.query<TemplateRow>(
      `SELECT DISTINCT ON (language) ${COLUMNS} FROM templates WHERE id = $1 AND channel = $2 ORDER BY language, version DESC`,
      [id, channel],
    );
    const versions = rows.map(toVersion);
    this.cache.set(key, { until: performance.now() + CACHE_MS, versions });
    return versions;
  }
}

async function store(
  tx: Queryable,
  text: TemplateText & { id: string; language: string },
  actor: string,
): Promise<TemplateVersion> {
  const key = `template:${text.id}:${text.channel}:${text.language}`;
  await tx.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
  const before = await newest(tx, text.id, text.channel, text.language);
  if (before !== null && isSame(before, text)) return toVersion(before);
  const row = await tx.one<TemplateRow>(
    `INSERT INTO templates (id, channel, language, version, purpose, subject, body, text_body, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${COLUMNS}`,
    [
      text.id,
      text.channel,
      text.language,
      (before?.version ?? 0) + 1,
      text.purpose,
      text.subject,
      text.body,
      text.textBody,
      actor,
    ],
  );
  return toVersion(row);
}

function newest(db: Queryable, id: string, channel: Channel, language: string): Promise<TemplateRow | null> {
  return db.maybe<TemplateRow>(
    `SELECT ${COLUMNS} FROM templates WHERE id = $1 AND channel = $2 AND language = $3 ORDER BY version DESC LIMIT 1`,
    [id, channel, language],
  );
}

function complete(draft: TemplateDraft): TemplateText {
  const { channel, purpose, body } = draft;
  if (channel !== 'email') return { channel, purpose, body, subject: null, textBody: null };
  return { channel, purpose, body, subject: draft.subject ?? '', textBody: draft.textBody ?? plainTextOf(body) };
}

function nameFaults({ id, language }: TemplateDraft) {
  const faults = [];
  if (!/^[a-z0-9][a-z0-9-]{0,59}$/.test(id)) {
    faults.push({ field: 'id', code: 'not-a-name', message: 'takes lower-case letters, digits and hyphens' });
  }
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(language)) {
    faults.push({ field: 'language', code: 'not-a-language', message: 'takes a language such as en or zh-CN' });
  }
  return faults;
}

function isSame(left: TemplateText, right: TemplateText): boolean {
  const same = left.purpose === right.purpose && left.subject === right.subject;
  return same && left.body === right.body && left.textBody === right.textBody;
}

function toVersion(row: TemplateRow): TemplateVersion {
  const { id, channel, language, version, purpose, subject, body, textBody } = row;
  return { id, channel, language, version, purpose, subject, body, textBody };
}
