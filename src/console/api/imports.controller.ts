import { Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import type { ImportOptionsInput } from '../../archive/import-options.js';
import { ImportPreviewService } from '../../archive/import-preview.service.js';
import { ImportService } from '../../archive/import.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { compact, idParam, pageShape, toPage } from '../api-shapes.js';
import { removeUpload, saveUpload } from '../upload.adapter.js';
import type { WebRequest } from '../web-request.adapter.js';

/** A million rows with every column are some hundred MB. */
const IMPORT_LIMIT_BYTES = 2 * 1024 ** 3;
const mapping = z.string().regex(/^.+=[^=]*$/su, 'must be header=field');
const mappings = z
  .union([mapping.transform((one) => [one]), z.array(mapping)])
  .transform((all) => Object.fromEntries(all.map((one) => splitAt(one, one.lastIndexOf('=')))));
const uploadQuery = z.strictObject({
  file: z.string().min(1).max(255),
  encoding: z.string().max(40).optional(),
  country: z.string().max(2).optional(),
  key: z.enum(['customer_no', 'phone', 'card_no']).optional(),
  sheet: z.string().max(100).optional(),
  headerRow: z.coerce.number().int().min(1).optional(),
  consent: z.string().max(100).optional(),
  evidence: z.string().max(1000).optional(),
  dryRun: z.stringbool().optional(),
  /** `header=field`, as often as needed; the field is what follows the last equals sign. */
  map: mappings.optional(),
});
const previewQuery = uploadQuery
  .pick({ file: true, encoding: true, key: true, sheet: true, headerRow: true, map: true })
  .extend({ rows: z.coerce.number().int().min(1).max(50).optional() });
const importsQuery = z.strictObject({ ...pageShape, sourceId: idParam.optional() });
const findingsQuery = z.strictObject({
  ...pageShape,
  kind: z.enum(['reject', 'duplicate', 'warning', 'conflict']).optional(),
});

@ApiTags('imports')
@Controller('api/v1/imports')
@Roles('imports.run')
export class ImportsController {
  constructor(
    private readonly imports: ImportService,
    private readonly previews: ImportPreviewService,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Send a CSV or XLSX file as the body; it is imported in the background' })
  @ApiConsumes('text/csv', 'application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async upload(
    @Query({ schema: uploadQuery }) { file, consent, map, ...query }: z.infer<typeof uploadQuery>,
    @Req() request: WebRequest,
    @CurrentAccount() account: Account,
  ) {
    const path = await saveUpload(this.imports.uploadFolder(), file, request, IMPORT_LIMIT_BYTES);
    const channels = consent?.split(',').map((channel) => channel.trim());
    const options = {
      ...compact({ ...query, mapping: map }),
      ...(channels === undefined ? {} : { consent: channels }),
    };
    return { importId: await this.enqueue(path, options as ImportOptionsInput, actorOf(account), file) };
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Send a file as for an import: its encoding, sheets, columns and first rows; nothing is kept',
  })
  @ApiConsumes('text/csv', 'application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async preview(
    @Query({ schema: previewQuery }) { file, rows, map, ...query }: z.infer<typeof previewQuery>,
    @Req() request: WebRequest,
  ) {
    const path = await saveUpload(this.imports.uploadFolder(), file, request, IMPORT_LIMIT_BYTES);
    try {
      return await this.previews.preview(path, compact({ ...query, mapping: map }), compact({ rows }));
    } finally {
      await removeUpload(path);
    }
  }

  @Get()
  @ApiOperation({ summary: 'Imports, newest first; of one source when it is named' })
  async list(@Query({ schema: importsQuery }) { after, limit, sourceId }: z.infer<typeof importsQuery>) {
    return toPage(await this.imports.list(compact({ sourceId, beforeId: after, limit: limit + 1 })), limit);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One import, its progress included' })
  get(@Param('id', { schema: idParam }) id: number) {
    return this.imports.get(id);
  }

  @Get(':id/findings')
  @ApiOperation({ summary: 'Rejects, duplicates, warnings and conflicts, with their lines' })
  async findings(
    @Param('id', { schema: idParam }) id: number,
    @Query({ schema: findingsQuery }) { after, limit, kind }: z.infer<typeof findingsQuery>,
  ) {
    await this.imports.get(id);
    return toPage(await this.imports.findings(id, compact({ kind, afterId: after, limit: limit + 1 })), limit);
  }

  /** An upload whose options are refused is nobody's. */
  private async enqueue(path: string, options: ImportOptionsInput, actor: string, file: string): Promise<number> {
    try {
      return await this.imports.enqueue(path, options, actor, file);
    } catch (error) {
      await removeUpload(path);
      throw error;
    }
  }
}

function splitAt(text: string, at: number): [string, string] {
  return [text.slice(0, at), text.slice(at + 1)];
}
