import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { NotFoundError } from '../../kernel/faults.js';
import { CHANNELS, PURPOSES } from '../../kernel/words.js';
import type { Channel } from '../../kernel/words.js';
import { REVIEW_STATES } from '../../messages/registered-text.js';
import { TemplateService } from '../../messages/template.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { compact, idParam } from '../api-shapes.js';
import { PreviewService } from '../preview.service.js';
import { TemplateBooks } from '../template-books.service.js';

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
const surveyQuery = z.strictObject({ survey: z.string().max(60).default('default') });
const registrationForm = z.strictObject({
  version: z.number().int().positive(),
  provider: z.string().max(40),
  providerTemplateId: z.string().max(40),
  longestParam: z.number().int().default(12),
  survey: z.string().max(60).default('default'),
});
const reviewForm = z.strictObject({
  provider: z.string().max(40),
  providerTemplateId: z.string().max(40),
  state: z.enum(REVIEW_STATES),
  note: z.string().max(500).nullable().default(null),
});
const languageQuery = z.strictObject({ language: language.default('en') });

@ApiTags('templates')
@Controller('api/v1/templates')
@Roles('rules.read')
export class TemplatesController {
  constructor(
    private readonly templates: TemplateService,
    private readonly previews: PreviewService,
    private readonly books: TemplateBooks,
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

  @Get(':id/sms/:language/registrations')
  @ApiOperation({
    summary: 'The text to hand in at each provider that sends registered texts only, and what stands on its books',
  })
  async registrations(
    @Param('id') id: string,
    @Param('language') language: string,
    @Query({ schema: surveyQuery }) { survey }: z.infer<typeof surveyQuery>,
  ) {
    const [newest] = await this.templates.versions(id, 'sms', language);
    if (!newest) throw new NotFoundError('template', `${id} sms ${language}`);
    return { items: await this.books.of(newest, survey), next: null };
  }

  @Post(':id/sms/:language/registrations')
  @Roles('rules.write')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Note that a version was handed in, and what the provider calls it; it waits for the review',
  })
  register(
    @Param('id') id: string,
    @Param('language') language: string,
    @Body({ schema: registrationForm }) form: z.infer<typeof registrationForm>,
    @CurrentAccount() account: Account,
  ): Promise<void> {
    return this.books.register({ id, language }, form, account);
  }

  @Put(':id/sms/:language/registrations')
  @Roles('rules.write')
  @HttpCode(204)
  @ApiOperation({ summary: 'Note what the provider’s review said; `pending` has it asked again' })
  review(
    @Param('id') id: string,
    @Param('language') language: string,
    @Body({ schema: reviewForm }) { provider, providerTemplateId, ...to }: z.infer<typeof reviewForm>,
    @CurrentAccount() account: Account,
  ): Promise<void> {
    return this.books.decide({ id, language }, { provider, providerTemplateId }, to, account);
  }
}
