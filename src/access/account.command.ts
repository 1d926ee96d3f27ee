import { Option, type Command } from 'commander';
import { ROLES, type Role } from '../kernel/words.js';
import type { RunCommand } from '../kernel/command.js';
import { InputError } from '../kernel/faults.js';
import { TokenService } from './token.service.js';
import { UserService } from './user.service.js';

interface UserOptions {
  readonly role: Role;
  readonly agentNo?: string;
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

/** `user add` and `token add`. */
export function registerAccountCommands(program: Command, run: RunCommand): void {
  const user = program.command('user').description('accounts of the staff');
  user
    .command('add <login>')
    .description('an account; the password is read from standard input')
    .addOption(new Option('--role <role>').choices(ROLES).makeOptionMandatory())
    .option('--agent-no <number>', 'the agent that signs in with this account')
    .requiredOption('--password-stdin', 'read the password from standard input')
    .option('--json')
    .action((login: string, options: UserOptions) =>
      run(options, async (services) => {
        const password = await readPassword();
        const agentNo = options.agentNo === undefined ? {} : { agentNo: options.agentNo };
        const added = await services
          .get(UserService)
          .add({ login, name: login, role: options.role, password, ...agentNo }, 'cli');
        return {
          json: { userId: added.id, login: added.login, role: added.role },
          text: `${added.login} may sign in as ${added.role}.`,
        };
      }),
    );
  const token = program.command('token').description('API tokens');
  token
    .command('add <login>')
    .description('an API token, printed once')
    .requiredOption('--name <name>', 'what the token is for')
    .option('--json')
    .action((login: string, options: { name: string; json?: boolean }) =>
      run(options, async (services) => {
        const made = await services.get(TokenService).add(login, options.name, 'cli');
        return { json: made, text: made.token };
      }),
    );
}

async function readPassword(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const password = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (password === '')
    throw new InputError([{ field: 'password', code: 'missing', message: 'no password on standard input' }]);
  return password;
}
