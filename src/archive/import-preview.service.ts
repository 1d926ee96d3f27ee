import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { contentHash } from '../kernel/stable-json.js';
import { ENCODING_UNKNOWN } from './detect-encoding.js';
import { decideEncoding } from './encoding-doubt.js';
import type { FilePeek } from './header-layout.js';
import { headerSignature, type HeaderMapping } from './header-row.js';
import { parseImportOptions, type ImportOptions, type ImportOptionsInput } from './import-options.js';
import { previewSheet, sampleSize, shownHeaders, type ImportPreview, type LayoutRequest } from './import-preview.js';
import { listFinding } from './import-summary.js';
import { ImportRepository } from './import.repository.js';
import { decodeStart, encodingWarnings, readAlternatives, wholeLines } from './preview-encodings.js';
import { knownEncoding, readStart, START_BYTES } from './read-csv.adapter.js';
import { fileBytes, fileKind } from './read-table.adapter.js';
import { sampleCsv } from './sample-csv.js';
import { sampleXlsx } from './sample-xlsx.adapter.js';

const DEFAULT_ROWS = 10;

/** How much to show, and what is known of the file already. */
export interface PreviewExtent {
  /** Rows below the header, and rows of each encoding; 10 unless said. */
  readonly rows?: number;
  /** The encoding that reading the whole file has decided. */
  readonly encodingOfWhole?: string | null;
}

type FilePart = Pick<
  ImportPreview,
  'kind' | 'encoding' | 'decidedBy' | 'isWhole' | 'alternatives' | 'delimiter' | 'faults' | 'warnings'
>;

/** Shows what an import would make of a file. Only the beginning of it is read, and nothing is written. */
@Injectable()
export class ImportPreviewService {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportRepository,
  ) {}

  /**
   * Previews a file under the options of an import. What would keep it out stands in `faults` and `refusal`; throws
   * InputError only where there is nothing to show: an unreadable or damaged file, or options that mean nothing.
   */
  async preview(path: string, options: ImportOptionsInput = {}, extent: PreviewExtent = {}): Promise<ImportPreview> {
    const parsed = parseImportOptions(options);
    const rows = extent.rows ?? DEFAULT_ROWS;
    const { part, peek } =
      (await fileKind(path)) === 'xlsx'
        ? await readWorkbook(path, rows)
        : await readList(path, parsed, { rows, encodingOfWhole: extent.encodingOfWhole ?? null });
    const { key, sheet, headerRow } = parsed;
    const request = { key, sheet, headerRow, rows, mapping: parsed.mapping ?? {} };
    const mapping = parsed.mapping ?? (await this.remembered(peek, request));
    const shown = previewSheet(peek, { ...request, mapping });
    const sheets = part.kind === 'csv' ? [] : peek.sheets.map(({ name, sample }) => sheetLine(name, sample.length));
    return { ...part, sheets, mapping, ...shown, faults: [...part.faults, ...shown.faults] };
  }

  private async remembered(peek: FilePeek, request: LayoutRequest): Promise<HeaderMapping> {
    const headers = shownHeaders(peek, request);
    return headers === null ? {} : this.imports.findMapping(this.database, contentHash(headerSignature(headers)));
  }
}

async function readWorkbook(path: string, rows: number): Promise<{ part: FilePart; peek: FilePeek }> {
  const peek = await sampleXlsx(path, sampleSize(rows));
  const none = { decidedBy: null, alternatives: [], delimiter: null, faults: [], warnings: [] };
  const isWhole = peek.sheets.every(({ sample }) => sample.length < sampleSize(rows));
  return { part: { kind: 'xlsx', encoding: peek.encoding, isWhole, ...none }, peek };
}

async function readList(
  path: string,
  options: ImportOptions,
  extent: Required<PreviewExtent>,
): Promise<{ part: FilePart; peek: FilePeek }> {
  const isWhole = (await fileBytes(path)) <= START_BYTES;
  const start = wholeLines(await readStart(path, START_BYTES), isWhole);
  const asked = options.encoding === 'auto' ? 'auto' : knownEncoding(options.encoding);
  const decision = decideEncoding(start, asked, extent.encodingOfWhole ?? undefined);
  const { encoding, bomLength, decidedBy } = decision;
  const mapping = options.mapping ?? {};
  const { delimiter, rows } = sampleCsv(decodeStart(start, encoding), mapping, sampleSize(extent.rows));
  const sheets = [{ name: '', sample: rows, rowCount: null }];
  const part = {
    ...{ kind: 'csv' as const, encoding, decidedBy, isWhole, delimiter },
    alternatives: readAlternatives(start, decision, { mapping, rows: extent.rows }),
    faults: decision.fits ? [] : [ENCODING_UNKNOWN],
    warnings: encodingWarnings(start, decision).map(listFinding),
  };
  return { part, peek: { encoding, bomLength, delimiter, date1904: false, allowShort: false, sheets, warnings: [] } };
}

function sheetLine(name: string, filledRows: number) {
  return { name, isFilled: filledRows > 0 };
}
