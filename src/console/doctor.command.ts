import type { Command } from 'commander';
import type { CommandOptions, RunCommand } from '../kernel/command.js';
import { DoctorService } from './doctor.service.js';

/** `doctor`: what an operator should know of this installation. */
export function registerDoctorCommand(program: Command, run: RunCommand): void {
  program
    .command('doctor')
    .description('settings, database, calendar coverage, providers, clock')
    .option('--json')
    .action((options: CommandOptions) =>
      run(options, async (services) => {
        const findings = await services.get(DoctorService).examine();
        const healthy = findings.every((finding) => finding.state !== 'fault');
        const text = findings
          .map((finding) => `${finding.state.padEnd(8)} ${finding.name}: ${finding.detail}`)
          .join('\n');
        const json = { healthy, findings: findings.map(({ name, state, detail }) => ({ name, state, detail })) };
        return { json, text };
      }),
    );
}
