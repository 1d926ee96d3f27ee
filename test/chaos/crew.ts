import { randomBytes } from 'node:crypto';
import { freePort, launchRevisit, type RunningProcess, untilSaid } from '../support/revisit-process.js';

export type CrewRole = 'worker' | 'scheduler' | 'web';

interface Member {
  readonly role: CrewRole;
  readonly port: number;
  process: RunningProcess | null;
  /** Ended by us: its end is no surprise. */
  expected: boolean;
}

export interface CrewSize {
  readonly worker: number;
  readonly scheduler: number;
  readonly web: number;
}

export const ACCOUNT_SID = `AC${'7'.repeat(32)}`;
export const AUTH_TOKEN = 'chaos-token-of-the-sandbox-here';
export const SECRET_KEY = randomBytes(32).toString('hex');

/** The product's processes: separate ones with pools of their own, each started again when it ends. */
export class Crew {
  private readonly members: Member[] = [];
  private stopping = false;
  /** Processes that ended without having been killed, with the end of what they said. */
  readonly surprises: string[] = [];
  private readonly starting: Promise<unknown>[] = [];

  private constructor(private readonly environment: Readonly<Record<string, string>>) {}

  /** Ports for so many web processes: the callbacks' address must be known before they start. */
  static async webPorts(count: number): Promise<number[]> {
    const ports: number[] = [];
    while (ports.length < count) ports.push(await freePort());
    return ports;
  }

  static async start(
    size: CrewSize,
    webPorts: readonly number[],
    environment: Readonly<Record<string, string>>,
  ): Promise<Crew> {
    const crew = new Crew(environment);
    for (const role of ['web', 'worker', 'scheduler'] as const) {
      for (let i = 0; i < size[role]; i += 1) {
        const port = role === 'web' ? (webPorts[i] ?? 0) : await freePort();
        crew.members.push({ role, port, process: null, expected: false });
      }
    }
    await Promise.all(crew.members.map((member) => crew.launch(member)));
    return crew;
  }

  /** `kill -9` of one process of this role, which is started again; answers with its process id. */
  kill(role: CrewRole, chance: number): number {
    const alive = this.members.filter((member) => member.role === role && member.process !== null);
    const member = alive[Math.floor(chance * alive.length)];
    if (member === undefined || member.process === null) return 0;
    member.expected = true;
    const { pid } = member.process;
    process.kill(pid, 'SIGKILL');
    return pid;
  }

  pids(role: CrewRole): number[] {
    return this.members.flatMap((member) => (member.role === role && member.process ? [member.process.pid] : []));
  }

  /** All that was said on standard output and error by those that live now. */
  async stop(): Promise<string[]> {
    this.stopping = true;
    await Promise.allSettled(this.starting);
    const ended = this.members.flatMap(({ process: running }) => (running === null ? [] : [running.signal('SIGTERM')]));
    return (await Promise.all(ended)).map(({ stderr, stdout }) => stderr + stdout);
  }

  /** At once, when something went wrong. */
  abandon(): void {
    this.stopping = true;
    for (const { process: running } of this.members) if (running !== null) void running.signal('SIGKILL');
  }

  private async launch(member: Member): Promise<void> {
    const own = { REVISIT_ROLES: member.role, PORT: String(member.port) };
    const running = launchRevisit(['start'], { ...this.environment, ...own });
    member.process = running;
    member.expected = false;
    void running.finished.then(({ status, stderr, stdout }) => {
      member.process = null;
      if (this.stopping) return;
      const said = stderr + stdout;
      // A start that meets no database, or loses it, ends; whoever started it does so again.
      const wasUp = /Revisit is (at|running)/.test(stdout);
      const isSurprise = !member.expected && wasUp;
      if (isSurprise) this.surprises.push(`${member.role} ended with ${status}: ${said.slice(-600)}`);
      this.starting.push(this.launch(member).catch(() => undefined));
    });
    await untilSaid(running, /Revisit is (at|running)/).catch(() => undefined);
  }
}
