import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { NotFoundError } from '../../kernel/faults.js';
import { CHANNELS, PURPOSES } from '../../kernel/words.js';
import type { Channel } from '../../kernel/words.js';
import { TemplateService } from '../../messages/template.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { compact, idParam } from '../api-shapes.js';
import { PreviewService } from '../preview.service.js';

const channelParam = z.enum(CHANNELS);
const language = z.string().min(2).max(35);
const draftForm = z.strictObject({
  id: z.string(),
  channel: channelParam,
  language,
  purpose: z.enum(PURPOSES),
  subject: z.string().nullish(),
  body: z.string(),
  textBody: z.string().nullish(),
});
const previewForm = z.strictObject({
  templateId: z.string(),
  channel: channelParam,
  language,
  customerId: idParam.optional(),
});
const languageQuery = z.strictObject({ language: language.default('en') });

@ApiTags('templates')
@Controller('api/v1/templates')
@Roles('rules.read')
export class TemplatesController {
  constructor(
    private readonly templates: TemplateService,
    private readonly previews: PreviewService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Templates in their newest version, with its state and the version that is sent' })
  async list() {
    return { items: await this.templates.list(), next: null };
  }

  @Get(':id/:channel')
  @ApiOperation({ summary: 'The template that a customer of this language would get' })
  async get(
    @Param('id') id: string,
    @Param('channel', { schema: channelParam }) channel: Channel,
    @Query({ schema: languageQuery }) query: z.infer<typeof languageQuery>,
  ) {
    const found = await this.templates.load(id, channel, query.language);
    if (!found) throw new NotFoundError('template', `${id} ${channel} ${query.language}`);
    return found;
  }

  @Post()
  @Roles('rules.write')
  @ApiOperation({
    summary: 'Save a new version; every fault in it is named, warnings come along; it waits for a second person',
  })
  save(@Body({ schema: draftForm }) form: z.infer<typeof draftForm>, @CurrentAccount() account: Account) {
    return this.templates.save(compact(form), actorOf(account));
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'The message as a customer would get it, with its SMS segments' })
  preview(@Body({ schema: previewForm }) form: z.infer<typeof previewForm>, @CurrentAccount() account: Account) {
    return this.previews.preview(compact(form), account);
  }
}
