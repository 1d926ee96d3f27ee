import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import { AuditService } from '../../access/audit.service.js';
import { ImportService } from '../../archive/import.service.js';
import type { ImportAccount, StoredFinding } from '../../archive/import.repository.js';
import { REJECT_NOTES } from '../../archive/reject-file.js';
import { translate, type Catalogue } from '../../kernel/catalogue.js';
import type { Locale } from '../../kernel/words.js';
import { StringsService } from '../../messages/strings.service.js';
import { spreadsheetSafe } from '../../reports/spreadsheet-safe.js';
import type { WebResponse } from '../web-request.adapter.js';
import { fieldName, FORGOTTEN } from './finding-list.js';

const PAGE = 1000;

/**
 * The lines that an import rejected, as they stood, behind two columns of ours that say why: to be mended in a spreadsheet
 * and imported again, which leaves our columns out. UTF-8 with BOM, formula-safe. In the audit trail before it leaves.
 */
@Injectable()
export class RejectExportView {
  constructor(
    private readonly imports: ImportService,
    private readonly audit: AuditService,
    private readonly strings: StringsService,
  ) {}

  async send(account: ImportAccount, actor: string, locale: Locale, response: WebResponse): Promise<void> {
    const details = { rejected: account.rejected };
    await this.audit.record({ actor, action: 'import.rejects', subject: `import:${account.id}`, details });
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', `attachment; filename="import-${account.id}-rejects.csv"`);
    response.setHeader('Cache-Control', 'no-store');
    const csv = stringify({ bom: true, record_delimiter: 'windows' });
    await pipeline(Readable.from(this.lines(account, locale)), csv, response).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    });
  }

  private async *lines(account: ImportAccount, locale: Locale): AsyncIterable<string[]> {
    const catalogue = this.strings.of(locale);
    const notes = REJECT_NOTES[locale];
    yield [notes.why, notes.line, ...(account.columns ?? []).map(({ header }) => spreadsheetSafe(header))];
    for (let afterId = 0; ;) {
      const found = await this.imports.findings(account.id, { kind: 'reject', afterId, limit: PAGE });
      for (const finding of found) yield toLine(finding, catalogue);
      afterId = found.at(-1)?.id ?? afterId;
      if (found.length < PAGE) return;
    }
  }
}

function toLine(finding: StoredFinding, catalogue: Catalogue): string[] {
  const params = { field: translate(catalogue, fieldName(finding.field)), value: finding.value ?? FORGOTTEN };
  const why = translate(catalogue, `finding.${finding.code}`, params);
  return [why, String(finding.line), ...(finding.cells ?? [])].map(spreadsheetSafe);
}
