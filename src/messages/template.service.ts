import { Injectable } from '@nestjs/common';
import { ApprovalService } from '../access/approval.service.js';
import { AuditService } from '../access/audit.service.js';
import { SettingsService } from '../config/settings.service.js';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, NotFoundError } from '../kernel/faults.js';
import type { Reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import { chooseLanguage } from './choose-language.js';
import { readPackagedTemplates } from './packaged-templates.adapter.js';
import { plainTextOf } from './plain-text.js';
import { checkTemplate } from './template-check.js';
import { needsSecondPerson, templateSubject } from './template-state.js';
import type { TemplateState } from './template-state.js';
import type { TemplateRef, TemplateText, TemplateVersion } from './template-text.js';
import { TemplateRepository } from './template.repository.js';
import type { NewTemplate, StoredTemplate } from './template.repository.js';

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
  /** `waiting`: it is sent only when a second person has agreed. */
  readonly state: TemplateState;
}

/** A text in its newest version; `approvedVersion` is the one that is sent, null where none may be. */
export type TemplateListing = StoredTemplate & { readonly approvedVersion: number | null };

const PACKAGED_BY = 'packaged';
/** How long a worker may go on with the version it knows, in milliseconds of its own monotonic clock. */
const CACHE_MS = 2_000;

/** Message templates: the one way to the version that is sent. */
@Injectable()
export class TemplateService {
  private readonly cache = new Map<string, { readonly until: number; readonly versions: readonly TemplateVersion[] }>();

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly templates: TemplateRepository,
    private readonly approvals: ApprovalService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {
    approvals.onDecided(() => this.cache.clear());
  }

  /**
   * The newest version that may be sent, in the customer's language, its base, or the organisation's; null where there is
   * none. Messages, scripts, campaigns and plans all ask here.
   */
  async load(id: string, channel: Channel, customerLanguage: string | null): Promise<TemplateVersion | null> {
    const versions = await this.approvedOf(id, channel);
    const { locale } = await this.settings.organisation();
    const language = chooseLanguage(customerLanguage, locale, versions.map((version) => version.language)); // prettier-ignore
    return versions.find((version) => version.language === language) ?? null;
  }

  /** Whether the template is written but none of its versions may be sent: a second person has not agreed. */
  async lacksApproval(id: string, channel: Channel): Promise<boolean> {
    if ((await this.approvedOf(id, channel)).length > 0) return false;
    return this.templates.isThere(this.database, id, channel);
  }

  /** One version with its story, as a record names it; `NotFoundError` when there is none. */
  async get(id: string, channel: Channel, language: string, version: number): Promise<StoredTemplate> {
    const found = await this.templates.find(this.database, { id, channel, language, version });
    if (found === null) throw new NotFoundError('template', `${id} ${channel} ${language} v${version}`);
    return found;
  }

  /** Every version of one text, the newest first; empty where there is none. */
  versions(id: string, channel: Channel, language: string): Promise<StoredTemplate[]> {
    return this.templates.versions(this.database, id, channel, language);
  }

  /**
   * Stores a new version, or answers with the newest where nothing differs. An account's waits for a second person; a version
   * that still waited is replaced by it. `InputError` lists every fault.
   */
  async save(draft: TemplateDraft, actor: string): Promise<SavedTemplate> {
    const text = completeDraft(draft);
    const { warnings } = demandFaultless(text);
    const stored = await this.database.transaction((tx) => this.store(tx, text, actor));
    this.cache.clear();
    return { template: toVersion(stored), warnings, state: stored.state };
  }

  /** Every template in its newest version, agreed to or not. */
  list(): Promise<TemplateListing[]> {
    return this.templates.newest(this.database);
  }

  /** Installs the packaged templates; what a person changed since stays as it is. */
  async installPackaged(): Promise<void> {
    for (const packaged of await readPackagedTemplates()) {
      const [present] = await this.versions(packaged.id, packaged.channel, packaged.language);
      if (present === undefined || present.createdBy === PACKAGED_BY) await this.save(packaged, PACKAGED_BY);
    }
  }

  private async approvedOf(id: string, channel: Channel): Promise<readonly TemplateVersion[]> {
    const key = `${channel} ${id}`;
    const known = this.cache.get(key);
    if (known !== undefined && known.until > performance.now()) return known.versions;
    const versions = await this.templates.approved(this.database, id, channel);
    this.cache.set(key, { until: performance.now() + CACHE_MS, versions });
    return versions;
  }

  private async store(tx: Tx, text: NewTemplate, actor: string): Promise<StoredTemplate> {
    const before = await this.templates.lockNewest(tx, text);
    if (before !== null && isSame(before, text)) return before;
    const { id, channel, language } = text;
    const ref: TemplateRef = { id, channel, language, version: (before?.version ?? 0) + 1 };
    const saved = { version: ref.version, createdBy: actor, createdAt: this.clock.now() };
    await this.templates.insert(tx, text, saved);
    if (before?.state === 'waiting') {
      await this.approvals.withdrawWaiting(tx, 'template', templateSubject(before), actor);
    }
    await this.noteSaved(tx, ref, actor);
    return (await this.templates.find(tx, ref)) as StoredTemplate;
  }

  /** The trail of who wrote what, and the wish for a second person where one is needed. */
  private async noteSaved(tx: Tx, ref: TemplateRef, actor: string): Promise<void> {
    if (actor === PACKAGED_BY) return;
    const subject = templateSubject(ref);
    const waits = needsSecondPerson(actor);
    await this.audit.audit(tx, { actor, action: 'template.save', subject, details: { approved: !waits } });
    if (waits) await this.approvals.ask(tx, { kind: 'template', subject, details: { ...ref }, askedBy: actor });
  }
}

/** The whole text of a draft. */
export function completeDraft(draft: TemplateDraft): NewTemplate {
  const { id, language, channel, purpose, body } = draft;
  if (channel !== 'email') return { id, language, channel, purpose, body, subject: null, textBody: null };
  const textBody = draft.textBody ?? plainTextOf(body);
  return { id, language, channel, purpose, body, subject: draft.subject ?? '', textBody };
}

/** What is wrong with a draft's name and text, and what an author should look at. */
export function checkDraft(draft: TemplateDraft) {
  const checked = checkTemplate(completeDraft(draft));
  return { ...checked, faults: [...nameFaults(draft), ...checked.faults] };
}

function demandFaultless(text: NewTemplate) {
  const checked = checkDraft(text);
  if (checked.faults.length > 0) throw new InputError(checked.faults);
  return checked;
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

function toVersion(stored: StoredTemplate): TemplateVersion {
  const { id, channel, language, version, purpose, subject, body, textBody } = stored;
  return { id, channel, language, version, purpose, subject, body, textBody };
}
