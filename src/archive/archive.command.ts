import type { Command } from 'commander';
import { describe, type CommandOptions, type RunCommand } from '../kernel/command.js';
import { readId } from '../kernel/read-id.js';
import { readJson } from '../kernel/read-json.adapter.js';
import { AgentService } from './agent.service.js';
import type { ImportOptionsInput } from './import-options.js';
import { ImportPreviewService } from './import-preview.service.js';
import { ImportService } from './import.service.js';
import { describePreview } from './preview-text.js';
import { SourceService } from './source.service.js';

const ACTOR = 'cli';
const SHOWN_FINDINGS = 20;

interface ImportCommandOptions extends CommandOptions {
  readonly encoding?: string;
  readonly country?: string;
  readonly key?: 'customer_no' | 'phone' | 'card_no';
  readonly sheet?: string;
  readonly headerRow?: string;
  readonly consent?: string;
  readonly evidence?: string;
  readonly map?: readonly string[];
  readonly dryRun?: boolean;
}

/** `import`, `agents import` and `source …`. */
export function registerArchiveCommands(program: Command, run: RunCommand): void {
  registerImport(program, run);
  program
    .command('agents')
    .description('the agents')
    .command('import <file>')
    .description('agents from CSV: number, name, team, skills, languages, regions, weight, shifts, leave')
    .option('--json')
    .action((file: string, options: CommandOptions) =>
      run(options, async (services) => {
        const imported = await services.get(AgentService).importFile(file, ACTOR);
        return { json: imported, text: describe(imported) };
      }),
    );
  registerSources(program, run);
}

function registerImport(program: Command, run: RunCommand): void {
  program
    .command('import <file>')
    .description('customers from CSV or XLSX')
    .option('--encoding <name>', 'auto, utf-8, gb18030, utf-16le …', 'auto')
    .option('--country <code>', 'whose numbering plan national numbers follow')
    .option('--key <column>', 'what names a customer: customer_no, phone or card_no')
    .option('--sheet <name>', 'the sheet of a workbook')
    .option('--header-row <n>', 'the line of the headers')
    .option('--map <header=field>', 'a header that does not map by itself; may be repeated and is remembered', collect)
    .option('--consent <channels>', 'the list came with consent for these channels: sms,email,call (marketing)')
    .option('--evidence <text>', 'how that consent was given')
    .option('--dry-run', 'say what would happen, write nothing')
    .option('--json')
    .action((file: string, options: ImportCommandOptions) =>
      run(options, async (services) => {
        const asked = toImportOptions(options);
        const summary = await services.get(ImportService).runFile(file, asked, ACTOR);
        const { rejects, duplicateRows, conflicts, warningList, ...counts } = summary;
        const lists = { rejects, duplicateRows, conflicts, warningList };
        const shown = Object.entries(lists).flatMap(([name, list]) =>
          list.slice(0, SHOWN_FINDINGS).map((item) => `${name} line ${item.line} ${item.field ?? ''}: ${item.message}`),
        );
        const text = [describe(counts), ...shown];
        if (!summary.dryRun) return { json: summary, text: text.join('\n') };
        const extent = { encodingOfWhole: summary.encoding };
        const preview = await services.get(ImportPreviewService).preview(file, asked, extent);
        return { json: { ...summary, preview }, text: [...text, '', ...describePreview(preview)].join('\n') };
      }),
    );
}

function toImportOptions(options: ImportCommandOptions): ImportOptionsInput {
  const given = {
    encoding: options.encoding,
    country: options.country,
    key: options.key,
    sheet: options.sheet,
    headerRow: options.headerRow,
    evidence: options.evidence,
    consent: options.consent?.split(',').map((word) => word.trim()),
    mapping: options.map && Object.fromEntries(options.map.map(splitMapping)),
    dryRun: options.dryRun,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as ImportOptionsInput;
}

function splitMapping(pair: string): [string, string] {
  const at = pair.lastIndexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function registerSources(program: Command, run: RunCommand): void {
  const source = program.command('source').description('the company archives that are pulled each day');
  source
    .command('save <file>')
    .description('a source from a JSON file: a watched folder, or a query on another PostgreSQL')
    .option('--json')
    .action((file: string, options: CommandOptions) =>
      run(options, async (services) => {
        const saved = await services.get(SourceService).save(await readJson(file), ACTOR);
        return { json: saved, text: describe(saved) };
      }),
    );
  source
    .command('list')
    .description('the sources')
    .option('--json')
    .action((options: CommandOptions) =>
      run(options, async (services) => {
        const sources = await services.get(SourceService).list();
        return { json: { sources }, text: describe(sources) };
      }),
    );
  source
    .command('pull <id>')
    .description('pull a source at the next beat of the service')
    .option('--json')
    .action((id: string, options: CommandOptions) =>
      run(options, async (services) => {
        const sourceId = readId(id, 'source');
        await services.get(SourceService).pullNow(sourceId);
        return { json: { sourceId, queued: true }, text: `Source ${sourceId} will be pulled.` };
      }),
    );
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
