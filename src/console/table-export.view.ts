import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import { actorOf } from '../access/account.js';
import type { Account } from '../access/account.js';
import { AuditService } from '../access/audit.service.js';
import { canDo } from '../access/permissions.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { translate } from '../kernel/catalogue.js';
import { Clock } from '../kernel/clock.js';
import { InputError } from '../kernel/faults.js';
import { StringsService } from '../messages/strings.service.js';
import { spreadsheetSafe } from '../reports/spreadsheet-safe.js';
import { cellText } from './cell-text.js';
import { PageView } from './page.view.js';
import type { Speech } from './spell-reason.js';
import type { TableDefinition } from './table.js';
import type { TableCursor, TableQuery } from './table-query.js';
import type { WebRequest, WebResponse } from './web-request.adapter.js';

const SHORTEST_REASON = 4;

/** One page of a list, for an export that goes through all of them; `masked`: phones and e-mails without their middle. */
export type ReadPage<Row> = (
  after: TableCursor | null,
  masked: boolean,
) => Promise<{ readonly items: readonly Row[]; readonly next: TableCursor | null }>;

/** What a list exports, and to whom. */
export interface TableExport<Row> {
  readonly account: Account;
  readonly definition: TableDefinition<Row>;
  readonly query: TableQuery;
  /** Why full numbers are needed; empty: the file has them masked. */
  readonly reason: string;
  readonly readPage: ReadPage<Row>;
}

/**
 * Lists as CSV files (UTF-8 with BOM, formula-safe): what is shown, in its order, page after page. Each is in the audit
 * trail before its first row leaves, and the file names who took it. Full numbers only for those who may, with a reason.
 */
@Injectable()
export class TableExportView {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly strings: StringsService,
    private readonly settings: SettingsService,
    private readonly view: PageView,
    private readonly clock: Clock,
  ) {}

  /** Throws InputError for a reason that says nothing. */
  async send<Row>(request: WebRequest, response: WebResponse, wish: TableExport<Row>): Promise<void> {
    const { account, definition, query, reason } = wish;
    const masked = reason === '' || !canDo(account.role, 'lists.unmask');
    if (reason !== '' && reason.length < SHORTEST_REASON) {
      const message = 'Say in a few words why the full numbers are needed.';
      throw new InputError([{ field: 'reason', code: 'too-short', message }]);
    }
    const details = { filters: Object.keys(query.filters), masked, ...(masked ? {} : { reason }) };
    await this.audit.record({ actor: actorOf(account), action: 'list.export', subject: definition.name, details });
    const speech = await this.speech(request);
    const by = await this.describeExporter(account, speech);
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', `attachment; filename="${definition.name}.csv"`);
    response.setHeader('Cache-Control', 'no-store');
    const lines = Readable.from(listLines(wish, masked, speech, by));
    const csv = stringify({ bom: true, record_delimiter: 'windows' });
    await pipeline(lines, csv, response).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    });
  }

  private async speech(request: WebRequest): Promise<Speech> {
    const locale = await this.view.locale(request);
    const { timeZone } = await this.settings.organisation();
    return { locale, catalogue: this.strings.of(locale), zone: timeZone };
  }

  private async describeExporter(account: Account, speech: Speech): Promise<string> {
    const agent = await this.database.maybe<{ agentNo: string }>(
      'SELECT agent_no AS "agentNo" FROM agents WHERE id = $1',
      [account.agentId],
    );
    const at = cellText({ kind: 'dateTime', at: this.clock.now() }, speech);
    const number = agent ? `${account.login} (${agent.agentNo})` : account.login;
    return translate(speech.catalogue, 'console.table.exported-by', { number, at });
  }
}

async function* listLines<Row>(
  { definition, readPage }: TableExport<Row>,
  masked: boolean,
  speech: Speech,
  by: string,
): AsyncIterable<string[]> {
  yield [by];
  yield definition.columns.map((column) => translate(speech.catalogue, column.labelKey));
  let after: TableCursor | null = null;
  do {
    const page: Awaited<ReturnType<ReadPage<Row>>> = await readPage(after, masked);
    for (const row of page.items) {
      yield definition.columns.map((column) => spreadsheetSafe(cellText(column.cell(row), speech)));
    }
    after = page.next;
  } while (after !== null);
}
