import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { completeDocument } from './policy.js';
import { PolicyRepository } from './policy.repository.js';
import { PACKAGED_POLICIES } from './packaged-policies.js';

/** Puts the packaged policies into the database. */
@Injectable()
export class PolicyInstallService {
  constructor(
    private readonly database: Database,
    private readonly policies: PolicyRepository,
  ) {}

  /** Adds those that are not there in this version or a newer one; a second time changes nothing. */
  async installPackagedPolicies(): Promise<number> {
    return this.database.transaction(async (tx) => {
      let installed = 0;
      for (const document of PACKAGED_POLICIES.map(completeDocument)) {
        if ((await this.policies.lockNewest(tx, document.id)) >= document.version) continue;
        await this.policies.insert(tx, document, 'packaged');
        installed++;
      }
      return installed;
    });
  }
}
