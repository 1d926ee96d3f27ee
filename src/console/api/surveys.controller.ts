import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { SurveyService } from '../../surveys/survey.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam, jsonObject } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';

@ApiTags('surveys')
@Controller('api/v1/surveys')
@Roles('rules.read')
export class SurveysController {
  constructor(private readonly surveys: SurveyService) {}

  @Get()
  @ApiOperation({ summary: 'Surveys in their newest version' })
  async list() {
    return { items: await this.surveys.list(), next: null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'The newest version' })
  get(@Param('id') id: string) {
    return this.surveys.current(id);
  }

  @Get(':id/versions/:version')
  @ApiOperation({ summary: 'The version that an answer belongs to' })
  version(@Param('id') id: string, @Param('version', { schema: idParam }) version: number) {
    return this.surveys.get(id, version);
  }

  @Put(':id')
  @Roles('rules.write')
  @ApiOperation({ summary: 'Save a definition as a new version' })
  save(
    @Param('id') id: string,
    @Body({ schema: jsonObject }) definition: JsonObject,
    @CurrentAccount() account: Account,
  ) {
    return this.surveys.save(id, definition, actorOf(account));
  }
}
