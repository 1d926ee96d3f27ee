import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UserService } from '../access/user.service.js';
import { ClockSync } from '../database/clock-sync.service.js';
import { Database } from '../database/database.service.js';
import { SettingsRepository } from '../database/settings.repository.js';
import type { Role } from '../kernel/words.js';
import { DemoArchive } from './demo-archive.service.js';
import { DemoRules } from './demo-rules.service.js';

/** An account of the demonstration; its password is printed at start and opens nothing but demo data. */
export interface DemoAccount {
  readonly login: string;
  readonly role: Role;
  readonly password: string;
  readonly agentNo?: string;
}

const KEY = 'demo-accounts';
/** The accounts of a demonstration whose loading has begun; a start that was cut short is gone on with. */
const BEGUN = 'demo-begun';
const ACTOR = 'demo';

/** The demonstration: loaded once into an empty database, and set to working hours at each start. */
@Injectable()
export class DemoService {
  constructor(
    private readonly database: Database,
    private readonly stored: SettingsRepository,
    private readonly clockSync: ClockSync,
    private readonly rules: DemoRules,
    private readonly archive: DemoArchive,
    private readonly users: UserService,
  ) {}

  /** Loads it where the archive is empty. Null when the database holds somebody's own data. */
  async load(say: (line: string) => void): Promise<readonly DemoAccount[] | null> {
    const known = await this.stored.find<DemoAccount[]>(KEY);
    const begun = await this.stored.find<DemoAccount[]>(BEGUN);
    if (known === null && begun === null && !(await this.isEmpty())) return null;
    await this.clockSync.refresh();
    await this.clockSync.shareStart(await this.rules.start());
    if (known !== null) return known;
    say('Loading the demonstration: 5,000 customers, 20 agents, four campaigns …');
    const accounts = begun ?? newAccounts();
    await this.stored.save(BEGUN, accounts);
    await this.archive.fill(await this.rules.today());
    await this.add(accounts);
    await this.stored.save(KEY, accounts);
    return accounts;
  }

  private async isEmpty(): Promise<boolean> {
    const { found } = await this.database.one<{ found: boolean }>(
      'SELECT EXISTS (SELECT 1 FROM customers) OR EXISTS (SELECT 1 FROM users) AS found',
    );
    return !found;
  }

  private async add(accounts: readonly DemoAccount[]): Promise<void> {
    const there = await this.database.query<{ login: string }>('SELECT login FROM users');
    for (const { login, role, password, agentNo } of accounts) {
      if (there.some((user) => user.login === login)) continue;
      await this.users.add(
        { login, name: login, role, password, ...(agentNo === undefined ? {} : { agentNo }) },
        ACTOR,
      );
    }
  }
}

function newAccounts(): DemoAccount[] {
  const password = `demo-${randomBytes(5).toString('hex')}`;
  return [
    { login: 'admin', role: 'admin', password },
    { login: 'supervisor', role: 'supervisor', password },
    { login: 'agent', role: 'agent', password, agentNo: '010' },
    { login: 'manager', role: 'manager', password },
  ];
}
