import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { SegmentService } from '../../archive/segment.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam, jsonObject } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';

const sampleForm = z.strictObject({ filter: jsonObject, size: z.number().int().min(1).max(100).default(10) });
const savedForm = z.strictObject({ name: z.string(), filter: jsonObject });

@ApiTags('segments')
@Controller('api/v1/segments')
@Roles('segments.read')
export class SegmentsController {
  constructor(private readonly segments: SegmentService) {}

  @Get()
  @ApiOperation({ summary: 'Segments that were kept under a name' })
  async list() {
    return { items: await this.segments.list(), next: null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One kept segment' })
  get(@Param('id', { schema: idParam }) id: number) {
    return this.segments.get(id);
  }

  @Post()
  @Roles('segments.write')
  @ApiOperation({ summary: 'Keep a filter under a name' })
  save(@Body({ schema: savedForm }) form: z.infer<typeof savedForm>, @CurrentAccount() account: Account) {
    return this.segments.save(form.name, form.filter, actorOf(account));
  }

  @Post('validate')
  @HttpCode(200)
  @ApiOperation({ summary: 'The filter as it will be used, or every fault in it' })
  validate(@Body({ schema: jsonObject }) filter: JsonObject) {
    return { filter: this.segments.validate(filter) };
  }

  @Post('count')
  @HttpCode(200)
  @ApiOperation({ summary: 'How many customers match now' })
  async count(@Body({ schema: jsonObject }) filter: JsonObject) {
    return { count: await this.segments.count(filter) };
  }

  @Post('sample')
  @HttpCode(200)
  @ApiOperation({ summary: 'Some of the customers who match' })
  async sample(@Body({ schema: sampleForm }) form: z.infer<typeof sampleForm>) {
    return { items: await this.segments.sample(form.filter, form.size) };
  }
}
