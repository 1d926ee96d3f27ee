import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AuditService } from '../../access/audit.service.js';
import { Roles } from '../access.guard.js';
import { pageShape, toPage } from '../api-shapes.js';

const auditQuery = z.strictObject({
  ...pageShape,
  actor: z.string().optional(),
  action: z.string().optional(),
  subject: z.string().optional(),
});

@ApiTags('audit')
@Controller('api/v1/audit')
@Roles('audit.read')
export class AuditController {
  constructor(private readonly trail: AuditService) {}

  @Get()
  @ApiOperation({ summary: 'Who did what, newest first' })
  async list(@Query({ schema: auditQuery }) { after, limit, ...filter }: z.infer<typeof auditQuery>) {
    return toPage(await this.trail.list({ ...filter, before: after, limit: limit + 1 }), limit);
  }
}
