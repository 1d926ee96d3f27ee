import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AddressStatusService } from './address-status.service.js';
import { AgentRepository } from './agent.repository.js';
import { AgentService } from './agent.service.js';
import { ConsentService } from './consent.service.js';
import { ContactLogRepository } from './contact-log.repository.js';
import { CustomerMergeRepository } from './customer-merge.repository.js';
import { CustomerMergeService } from './customer-merge.service.js';
import { CustomerReadModel } from './customer.read-model.js';
import { CustomerRepository } from './customer.repository.js';
import { CustomerService } from './customer.service.js';
import { FieldConflictService } from './field-conflict.service.js';
import { DuplicateReadModel } from './duplicate.read-model.js';
import { LevelRuleService } from './level-rule.service.js';
import { OpenIssueRepository } from './open-issue.repository.js';
import { OptOutService } from './opt-out.service.js';
import { OwnerRuleRepository } from './owner-rule.repository.js';
import { OwnerRuleService } from './owner-rule.service.js';
import { SegmentService } from './segment.service.js';

const PROVIDERS = [
  AddressStatusService,
  AgentRepository,
  AgentService,
  ConsentService,
  ContactLogRepository,
  CustomerMergeRepository,
  CustomerMergeService,
  CustomerReadModel,
  CustomerRepository,
  CustomerService,
  FieldConflictService,
  DuplicateReadModel,
  LevelRuleService,
  OpenIssueRepository,
  OptOutService,
  OwnerRuleRepository,
  OwnerRuleService,
  SegmentService,
];

@Module({ imports: [AccessModule], providers: PROVIDERS, exports: PROVIDERS })
export class ArchiveModule {}
