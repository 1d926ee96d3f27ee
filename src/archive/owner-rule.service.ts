import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError } from '../kernel/faults.js';
import type { Fault } from '../kernel/faults.js';
import { assignByRule, OwnerRuleRepository } from './owner-rule.repository.js';
import type { OwnerRule } from './owner-rule.repository.js';

const LONGEST_CATEGORY = 500;

/** Who looks after which category (domain.md A2): new customers get that owner by themselves, older ones when applied. */
@Injectable()
export class OwnerRuleService {
  constructor(
    private readonly database: Database,
    private readonly rules: OwnerRuleRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  list(): Promise<OwnerRule[]> {
    return this.rules.list(this.database);
  }

  /** Names the owner of a category, in place of an older one. Throws InputError with every fault. */
  async save(category: string, agentNo: string, actor: string): Promise<void> {
    const named = category.normalize('NFC').trim();
    const agent = await this.database.maybe('SELECT id FROM agents WHERE agent_no = $1 AND active', [agentNo]);
    const faults: Fault[] = [];
    if (named === '') faults.push({ field: 'category', code: 'required', message: 'A category is needed' });
    if (named.length > LONGEST_CATEGORY) faults.push({ field: 'category', code: 'too-long', message: 'Is too long' });
    if (agent === null) faults.push({ field: 'agentNo', code: 'unknown-agent', message: 'No agent has this number' });
    if (faults.length > 0) throw new InputError(faults);
    await this.database.transaction(async (tx) => {
      await this.rules.save(tx, { category: named, agentNo, actor, at: this.clock.now() });
      const details = { category: named, agentNo };
      await this.audit.audit(tx, { actor, action: 'owner-rule.save', subject: 'owner-rules', details });
    });
  }

  /** Those who have an owner keep it. */
  async remove(category: string, actor: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.rules.remove(tx, category))) return;
      await this.audit.audit(tx, { actor, action: 'owner-rule.remove', subject: 'owner-rules', details: { category } });
    });
  }

  /** Gives every customer without an owner to the agent of their category; answers with how many. */
  apply(actor: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      const assigned = await assignByRule(tx, null, this.clock.now());
      const entry = { actor, action: 'owner-rule.apply', subject: 'owner-rules', details: { assigned } };
      if (assigned > 0) await this.audit.audit(tx, entry);
      return assigned;
    });
  }
}
