import { Module } from '@nestjs/common';
import { AuditService } from './audit.service.js';
import { TokenService } from './token.service.js';
import { UserService } from './user.service.js';

@Module({ providers: [AuditService, UserService, TokenService], exports: [AuditService, UserService, TokenService] })
export class AccessModule {}
