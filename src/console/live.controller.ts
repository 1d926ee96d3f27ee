import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../access/account.js';
import { rowScope } from '../access/permissions.js';
import { AccountFinder } from './account-finder.service.js';
import { CurrentAccount, SignedIn } from './access.guard.js';
import { LiveFeed } from './live-feed.service.js';
import type { LivePatch } from './live-source.js';
import { readTopics } from './live-topic.js';
import { carryLanguage } from './page-frame.js';
import { PageView } from './page.view.js';
import type { WebRequest, WebResponse } from './web-request.adapter.js';

const liveQuery = z.looseObject({ topics: z.string().max(2000).default(''), last: z.string().max(64).optional() });
// A browser tries again after so long; a proxy that restarts is back by then.
const RETRY_MS = 2_000;

/** Server-sent events for what moves on an open page. */
@ApiExcludeController()
@Controller('live')
@SignedIn()
export class LiveController {
  constructor(
    private readonly feed: LiveFeed,
    private readonly view: PageView,
    private readonly accounts: AccountFinder,
  ) {}

  @Get()
  async stream(
    @Query({ schema: liveQuery }) { topics, last }: z.infer<typeof liveQuery>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const locale = await this.view.locale(request);
    response.set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    response.write(`retry: ${RETRY_MS}\n\n`);
    // As on the page itself: what is asked for in a language links to pages in that language.
    const speak = (patch: LivePatch) =>
      patch.html === null || request.query['lang'] === undefined
        ? patch
        : { ...patch, html: carryLanguage(patch.html, locale) };
    const lastId = request.headers['last-event-id'];
    const leave = this.feed.watch(
      {
        topics: readTopics(topics, account.role),
        locale,
        scope: rowScope(account),
        pass: { accountId: account.id, ...this.accounts.passOf(request) },
        send: (stamp, patches) => response.write(`id: ${stamp}\ndata: ${JSON.stringify(patches.map(speak))}\n\n`),
        beat: () => response.write('event: beat\ndata: .\n\n'),
        end: () => response.end(),
      },
      (typeof lastId === 'string' ? lastId : undefined) ?? last ?? null,
    );
    response.on('close', leave);
  }
}
