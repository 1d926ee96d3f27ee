import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { SettingsService } from '../config/settings.service.js';
import type { CommandOptions, RunCommand, Services } from '../kernel/command.js';
import { InputError } from '../kernel/faults.js';
import { parseReportFormat, ReportRenderService } from './report-render.service.js';
import { rowsPath } from './report-measures.js';
import { ReportService } from './report.service.js';

interface ReportOptions extends CommandOptions {
  readonly format: string;
  readonly out?: string;
}

/** `report ID` and `campaign close ID`. */
export function registerReportCommand(program: Command, run: RunCommand): void {
  program
    .command('report <id>')
    .description('the visit report: json, html, pdf, xlsx or csv')
    .option('--format <format>', 'json, html, pdf, xlsx or csv', 'json')
    .option('--out <file>', 'where to write it; JSON goes to standard output without it')
    .option('--json')
    .action((id: string, options: ReportOptions) =>
      run(options, async (services, print) => {
        const format = parseReportFormat(options.format);
        const { locale } = await services.get(SettingsService).organisation();
        const built = await services.get(ReportService).build(campaignId(id));
        const drawn = await services
          .get(ReportRenderService)
          .render(built, format, locale, rowsAt(services, campaignId(id)));
        if (options.out === undefined) return printBare(drawn, format, print);
        await writeFile(options.out, drawn);
        return { json: { file: options.out, bytes: drawn.length }, text: `${options.out}, ${drawn.length} bytes` };
      }),
    );
  const campaign = program.commands.find((command) => command.name() === 'campaign') ?? program;
  for (const parent of [campaign, program]) registerClose(parent, run);
}

function registerClose(parent: Command, run: RunCommand): void {
  parent
    .command('close <id>')
    .description('freeze the report of a campaign that has ended, and archive it')
    .option('--json')
    .action((id: string, options: CommandOptions) =>
      run(options, async (services) => {
        const { version, contentHash, closedAt } = await services.get(ReportService).close(campaignId(id), 'cli');
        const json = { campaignId: campaignId(id), state: 'archived', version, contentHash, closedAt };
        return { json, text: `Campaign ${id} is archived; report version ${version}, content hash ${contentHash}` };
      }),
    );
}

async function printBare(drawn: Buffer, format: string, print: (line: string) => Promise<void>): Promise<null> {
  if (format === 'pdf' || format === 'xlsx') {
    throw new InputError([{ field: 'out', code: 'missing', message: `a ${format} file needs --out FILE` }]);
  }
  await print(drawn.toString('utf8').trimEnd());
  return null;
}

function campaignId(text: string): number {
  const id = Number(text);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new InputError([{ field: 'id', code: 'not-a-number', message: `"${text}" is not the number of a campaign` }]);
}

/** Where a reader of the file finds the rows behind a number. */
function rowsAt(services: Services, id: number): string {
  const base = services.get(SettingsService).settings.publicUrl.replace(/\/$/, '');
  return `${base}${rowsPath(id, '').slice(0, -1)}`;
}
