import { Module } from '@nestjs/common';
import { ApprovalService } from './approval.service.js';
import { AuditService } from './audit.service.js';
import { TokenService } from './token.service.js';
import { UserService } from './user.service.js';

const SERVICES = [AuditService, UserService, TokenService, ApprovalService];

@Module({ providers: SERVICES, exports: SERVICES })
export class AccessModule {}
