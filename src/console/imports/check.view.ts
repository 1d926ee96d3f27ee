import { Injectable } from '@nestjs/common';
import { ImportDraftService } from '../../archive/import-draft.service.js';
import type { ImportDraft } from '../../archive/import-draft.repository.js';
import { parseImportOptions, type ImportOptionsInput } from '../../archive/import-options.js';
import type { ImportPreview } from '../../archive/import-preview.js';
import { ImportPreviewService } from '../../archive/import-preview.service.js';
import { ImportService } from '../../archive/import.service.js';
import { Clock } from '../../kernel/clock.js';
import { InputError, RefusedError, type Fault } from '../../kernel/faults.js';
import { reason } from '../../kernel/reason.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { checkPage, isReadable } from './check-page.js';
import { DRAFT_FIELDS, KEY_OPTIONS } from './draft-form.js';
import { chooseKind, FINDINGS_PER_PAGE, findingsView } from './import-page.js';

interface Look {
  readonly preview: ImportPreview | null;
  /** Of the options: they stand beside their fields. */
  readonly optionFaults: readonly Fault[];
  /** Of the file as a whole. */
  readonly fileFaults: readonly Fault[];
}

/** The second step of an import: the file as it would be read, and its dry run. */
@Injectable()
export class CheckView {
  constructor(
    private readonly drafts: ImportDraftService,
    private readonly imports: ImportService,
    private readonly previews: ImportPreviewService,
    private readonly clock: Clock,
    private readonly view: PageView,
  ) {}

  /** Begins a dry run unless there is one, where the file can be read as it is asked for; answers with what is wrong with the options. */
  async rehearse(id: number, actor: string): Promise<readonly Fault[]> {
    const draft = await this.drafts.get(id);
    const { preview, optionFaults } = await this.look(draft);
    if (draft.rehearsalId === null && optionFaults.length === 0 && isReadable(preview)) {
      await this.drafts.rehearse(id, actor);
    }
    return optionFaults;
  }

  /** Sends the page of a draft; one that has become an import is refused with the way to it. */
  async send(request: WebRequest, response: WebResponse, id: number): Promise<void> {
    const draft = await this.drafts.get(id);
    if (draft.importId !== null) {
      throw new RefusedError(reason('import-begun', { id: draft.importId }), 'The file is being imported already.');
    }
    const { preview, optionFaults, fileFaults } = await this.look(draft);
    const rehearsal = draft.rehearsalId === null ? null : await this.imports.get(draft.rehearsalId);
    const kind = rehearsal && chooseKind(rehearsal, undefined);
    const found =
      rehearsal?.state === 'done' && kind
        ? await this.imports.findings(rehearsal.id, { kind, limit: FINDINGS_PER_PAGE + 1 })
        : null;
    const at = { path: `/imports/${draft.rehearsalId ?? 0}`, kind: kind ?? ('reject' as const), after: null };
    const conflicts = rehearsal === null ? 0 : await this.imports.countFindings(rehearsal.id, 'conflict');
    const findings = rehearsal && found ? findingsView(rehearsal, found, { ...at, conflicts }) : null;
    const parts = { faults: fileFaults, rehearsal, findings, now: this.clock.now() };
    const page = { ...checkPage(draft, preview, parts), keys: KEY_OPTIONS };
    const form = formState(DRAFT_FIELDS, { key: 'customer_no', consent: [], ...draft.options }, optionFaults);
    await this.view.send(request, response, 'imports-check', 'console.imports.check', {
      page,
      form,
      heading: draft.file,
    });
  }

  private async look(draft: ImportDraft): Promise<Look> {
    const optionFaults = faultsOf(() => parseImportOptions(draft.options));
    const usable = optionFaults.length === 0 ? draft.options : withoutFaulty(draft.options, optionFaults);
    try {
      const preview = await this.previews.preview(draft.path, usable as ImportOptionsInput);
      return { preview, optionFaults, fileFaults: [] };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { preview: null, optionFaults, fileFaults: error.faults };
    }
  }
}

function faultsOf(work: () => unknown): readonly Fault[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.faults;
    throw error;
  }
}

/** The file can be shown although something else that was said means nothing. */
function withoutFaulty(options: ImportDraft['options'], faults: readonly Fault[]): Record<string, unknown> {
  const faulty = new Set([...faults.map(({ field }) => field.split('.')[0]), 'consent', 'country']);
  return Object.fromEntries(Object.entries(options).filter(([name]) => !faulty.has(name)));
}
