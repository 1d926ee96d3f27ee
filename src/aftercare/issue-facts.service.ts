import { Injectable } from '@nestjs/common';
import { OpenIssueRepository } from '../archive/open-issue.repository.js';
import { ClosedIssueRepository } from '../campaigns/closed-issue.repository.js';
import type { Tx } from '../database/queryable.js';

/** What earlier stages must know of follow-ups: open ones silence surveys, closed ones make a customer due. */
@Injectable()
export class IssueFacts {
  constructor(
    private readonly openIssues: OpenIssueRepository,
    private readonly closedIssues: ClosedIssueRepository,
  ) {}

  async opened(tx: Tx, customerId: number, followUpId: number, at: Date): Promise<void> {
    await this.openIssues.open(tx, issue(customerId, followUpId), at);
  }

  /** It was a mistake: nothing is open, and nothing was mended either. */
  async withdrawn(tx: Tx, customerId: number, followUpId: number): Promise<void> {
    await this.openIssues.close(tx, issue(customerId, followUpId));
  }

  async closed(tx: Tx, customerId: number, followUpId: number, at: Date): Promise<void> {
    await this.openIssues.close(tx, issue(customerId, followUpId));
    await this.closedIssues.record(tx, { ...issue(customerId, followUpId), closedAt: at });
  }
}

function issue(customerId: number, followUpId: number) {
  return { customerId, kind: 'follow-up', ref: `follow-up:${followUpId}` } as const;
}
