import type { Command } from 'commander';
import { describe, type CommandOptions, type RunCommand } from '../kernel/command.js';
import { CalendarChangeService } from './calendar-change.service.js';

/** `calendar import`: the days, and how many planned contacts they touch. */
export function registerCalendarImport(program: Command, run: RunCommand): void {
  program
    .command('calendar')
    .description('days off and make-up workdays')
    .command('import <file>')
    .description('a CSV file: region,date,day (off or work),name,source')
    .option('--json')
    .action((file: string, options: CommandOptions) =>
      run(options, async (services) => {
        const imported = await services.get(CalendarChangeService).importFile(file, 'cli');
        return { json: imported, text: describe(imported) };
      }),
    );
}
