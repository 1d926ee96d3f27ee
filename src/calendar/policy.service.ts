import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { Database } from '../database/database.service.js';
import { NotFoundError } from '../kernel/faults.js';
import { PolicyRepository } from './policy.repository.js';
import type { PolicySummary } from './policy.repository.js';
import { completeDocument } from './policy.js';
import type { PolicyDocument } from './policy-document.js';

/** Contact policies as people write and read them. */
@Injectable()
export class PolicyService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly policies: PolicyRepository,
  ) {}

  /** Stores a document as the policy's next version, whatever version it names. Throws InputError with every fault. */
  async save(document: unknown, actor: string): Promise<{ id: string; version: number }> {
    const complete = completeDocument(document);
    return this.database.transaction(async (tx) => {
      const version = (await this.policies.lockNewest(tx, complete.id)) + 1;
      await this.policies.insert(tx, { ...complete, version }, actor);
      await this.audit.audit(tx, { actor, action: 'policy.save', subject: complete.id, details: { version } });
      return { id: complete.id, version };
    });
  }

  /** Every version of every policy, the newest of each first. */
  list(): Promise<PolicySummary[]> {
    return this.policies.summaries(this.database);
  }

  /** A version as it was written; the newest unless one is named. Throws NotFoundError. */
  async document(id: string, version?: number): Promise<PolicyDocument> {
    const stored = (await this.policies.all(this.database)).filter((each) => each.id === id);
    const found =
      stored.find((each) => each.version === version) ?? (version === undefined ? stored.at(-1) : undefined);
    if (!found) throw new NotFoundError('policy', version === undefined ? id : `${id} version ${version}`);
    return found.document as PolicyDocument;
  }
}
