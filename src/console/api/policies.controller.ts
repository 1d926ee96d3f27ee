import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { CalendarService } from '../../calendar/calendar.service.js';
import { CalendarChangeService } from '../../planning/calendar-change.service.js';
import { PolicyService } from '../../calendar/policy.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { compact, jsonObject } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';
import { readUpload } from '../upload.adapter.js';
import type { WebRequest } from '../web-request.adapter.js';

const CALENDAR_LIMIT_BYTES = 1024 * 1024;
const allowedForm = z.strictObject({
  channel: z.string(),
  policy: z.string(),
  zones: z.array(z.string()).min(1).max(50),
  at: z.string(),
  holidayCampaign: z.boolean().optional(),
});
const coverageQuery = z.strictObject({ region: z.string(), years: z.string().regex(/^\d{4}(,\d{4})*$/) });

@ApiTags('policies')
@Controller('api/v1/policies')
@Roles('rules.read')
export class PoliciesController {
  constructor(
    private readonly calendars: CalendarService,
    private readonly changes: CalendarChangeService,
    private readonly policies: PolicyService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Contact policies, every version' })
  async list() {
    return { items: await this.calendars.listPolicies(), next: null };
  }

  @Post('allowed')
  @HttpCode(200)
  @ApiOperation({ summary: 'May a customer be contacted then; if not, why, and when next' })
  allowed(@Body({ schema: allowedForm }) question: z.infer<typeof allowedForm>) {
    return this.calendars.allowed(compact(question));
  }

  @Get('coverage')
  @ApiOperation({ summary: 'Which years of a region have a published calendar' })
  coverage(@Query({ schema: coverageQuery }) query: z.infer<typeof coverageQuery>) {
    return this.calendars.coverage(query.region, query.years.split(',').map(Number));
  }

  @Post('calendar')
  @HttpCode(200)
  @Roles('rules.write')
  @ApiOperation({ summary: 'Send days off and make-up workdays as a CSV body' })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' } })
  async importDays(@Req() request: WebRequest, @CurrentAccount() account: Account) {
    return this.changes.importText(await readUpload(request, CALENDAR_LIMIT_BYTES), 'calendar.csv', actorOf(account));
  }

  @Get(':id')
  @ApiOperation({ summary: 'The newest version of a policy' })
  get(@Param('id') id: string) {
    return this.policies.document(id);
  }

  @Post()
  @Roles('rules.write')
  @ApiOperation({ summary: 'Save a policy as a new version' })
  save(@Body({ schema: jsonObject }) document: JsonObject, @CurrentAccount() account: Account) {
    return this.policies.save(document, actorOf(account));
  }
}
