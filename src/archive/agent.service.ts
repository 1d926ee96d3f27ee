import { readFile, stat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, NotFoundError } from '../kernel/faults.js';
import { stableJson } from '../kernel/stable-json.js';
import type { RejectedCell } from './agent-file.js';
import { parseAgentFile } from './agent-file.js';
import { parseAgentForm, parseNewAgent, type AgentChange } from './agent-form.js';
import type { AgentFilter } from './agent.repository.js';
import { AgentRepository } from './agent.repository.js';
import type { Agent } from './agent.js';

const MAX_BYTES = 50_000_000;

/** What an import of agents did; rows = created + updated + unchanged + rejected. */
export interface AgentImport {
  readonly file: string;
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly rejects: readonly RejectedCell[];
}

/** The agents, and the file that they come from. */
@Injectable()
export class AgentService {
  constructor(
    private readonly database: Database,
    private readonly agents: AgentRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Takes agents from a CSV file (UTF-8), all good rows in one transaction. Throws InputError for an unusable file. */
  async importFile(path: string, actor = 'cli'): Promise<AgentImport> {
    return this.importText(path, await readText(path), actor);
  }

  /** Like `importFile`, from the text of a file with this name. */
  async importText(file: string, text: string, actor: string): Promise<AgentImport> {
    const { rows, agents, rejects, rejected } = parseAgentFile(text);
    const written = await this.database.transaction(async (tx) => {
      const counts = await this.agents.upsert(tx, agents, this.clock.now());
      if (counts.created + counts.updated > 0) {
        await this.audit.audit(tx, { actor, action: 'agents.import', details: { rows, rejected, ...counts } });
      }
      return counts;
    });
    const unchanged = agents.length - written.created - written.updated;
    return { file, rows, ...written, unchanged, rejected, rejects };
  }

  /**
   * Changes what is given of an agent: `active`, `leave`, `name`, `team` … Throws InputError with every fault,
   * NotFoundError for a number that nobody has. What changes nothing leaves no trace.
   */
  async update(agentNo: string, form: unknown, actor: string): Promise<Agent> {
    const change = parseAgentForm(form);
    await this.database.transaction(async (tx) => {
      const before = await this.agents.lock(tx, agentNo);
      if (!before) throw new NotFoundError('agent', agentNo);
      const fields = changedFields(before, change);
      if (fields.length === 0) return;
      const written = Object.fromEntries(fields.map((field) => [field, change[field]]));
      await this.agents.update(tx, before.id, written, this.clock.now());
      const details = { fields, ...(fields.includes('active') ? { active: change.active } : {}) };
      await this.audit.audit(tx, { actor, action: 'agent.update', subject: `agent:${agentNo}`, details });
    });
    return this.byNo(agentNo);
  }

  /** Adds an agent by hand. Throws InputError with every fault, a number that is taken among them. */
  async create(form: unknown, actor: string): Promise<Agent> {
    const { agentNo, change } = parseNewAgent(form);
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const id = await this.agents.insert(tx, agentNo, change.name ?? '', now);
      if (id === null) {
        throw new InputError([{ field: 'agentNo', code: 'taken', message: `There is already an agent ${agentNo}.` }]);
      }
      await this.agents.update(tx, id, change, now);
      await this.audit.audit(tx, { actor, action: 'agent.create', subject: `agent:${agentNo}` });
    });
    return this.byNo(agentNo);
  }

  /** Agents by number. */
  list(filter: AgentFilter = {}): Promise<Agent[]> {
    return this.agents.list(this.database, filter);
  }

  /** Throws NotFoundError. */
  async get(id: number): Promise<Agent> {
    const agent = await this.agents.byId(this.database, id);
    if (!agent) throw new NotFoundError('agent', id);
    return agent;
  }

  /** Throws NotFoundError. */
  async byNo(agentNo: string): Promise<Agent> {
    const agent = await this.agents.byNo(this.database, agentNo);
    if (!agent) throw new NotFoundError('agent', agentNo);
    return agent;
  }
}

function changedFields(before: Agent, change: AgentChange): (keyof AgentChange)[] {
  const fields = Object.keys(change) as (keyof AgentChange)[];
  return fields.filter(
    (field) => change[field] !== undefined && stableJson(change[field]) !== stableJson(before[field]),
  );
}

async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fileFault('not-utf-8', `${path} is not UTF-8; save it as "CSV UTF-8"`);
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).size <= MAX_BYTES) return await readFile(path);
  } catch (error) {
    throw fileFault(
      'not-readable',
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  throw fileFault('too-large', `${path} is larger than 50 MB`);
}

function fileFault(code: string, message: string): InputError {
  return new InputError([{ field: 'file', code, message }]);
}
