import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CampaignService } from '../../campaigns/campaign.service.js';
import { RefusedError } from '../../kernel/faults.js';
import { demandState } from '../../planning/campaign-commands.js';
import { RehearsalBoard } from '../../sandbox/rehearsal-board.service.js';
import { SampleService } from '../../sandbox/sample.service.js';
import { Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import type { WebResponse } from '../web-request.adapter.js';

/** A longer rehearsal is answered with its progress. */
const PATIENCE_MS = 5_000;

/** A campaign run ahead in memory, and samples of its messages. */
@ApiTags('campaigns')
@Controller('api/v1/campaigns/:id')
@Roles('campaigns.write')
export class RehearsalsController {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly board: RehearsalBoard,
    private readonly sampler: SampleService,
  ) {}

  @Get('rehearsal')
  @ApiOperation({
    summary:
      'Run it ahead in memory: timeline, load per agent and day, expected responses with ranges; nothing is written. 202 with `done` of `of` runs while it goes on: ask again',
  })
  async rehearse(@Param('id', { schema: idParam }) id: number, @Res({ passthrough: true }) response: WebResponse) {
    demandState(await this.campaigns.head(id), 'edit');
    const found = await this.board.look(id, PATIENCE_MS);
    if (found.state === 'refused') throw new RefusedError(found.why, 'The campaign cannot be rehearsed.');
    if (found.state === 'done') return { campaignId: id, ...found.rehearsal };
    response.status(202);
    return { campaignId: id, running: true, done: found.done, of: found.of };
  }

  @Post('samples')
  @HttpCode(200)
  @ApiOperation({ summary: 'Put one real sample of each message into the sandbox; it reaches nobody' })
  async sample(@Param('id', { schema: idParam }) id: number) {
    return { campaignId: id, samples: await this.sampler.send(await this.campaigns.get(id)) };
  }
}
