import { Controller, ForbiddenException, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { canDo } from '../../access/permissions.js';
import { Clock } from '../../kernel/clock.js';
import { Public } from '../access.guard.js';
import { MetricsService } from './metrics.service.js';
import { ReadinessService } from './readiness.service.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

const LOOPBACK = /^(::ffff:)?127\.|^::1$/;

/** What operators and their tools ask. */
@ApiExcludeController()
@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly readiness: ReadinessService,
    private readonly metrics: MetricsService,
    private readonly clock: Clock,
  ) {}

  /** The process answers. */
  @Get('healthz')
  alive(): { status: string } {
    return { status: 'ok' };
  }

  /** The service can work; what is odd but no obstacle stands under `warnings`. */
  @Get('readyz')
  async ready(@Res() response: WebResponse): Promise<void> {
    const answer = await this.readiness.check();
    response.status(answer.ready ? 200 : 503).json({ ...answer, now: this.clock.now() });
  }

  /** For a scraper on the same machine, or with an administrator's token. Behind a proxy on the same machine, the token. */
  @Get('metrics')
  async scrape(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    const isLocal =
      LOOPBACK.test(request.socket.remoteAddress ?? '') && request.headers['x-forwarded-for'] === undefined;
    const isAllowed = request.account !== undefined && canDo(request.account.role, 'metrics.read');
    if (!isLocal && !isAllowed) throw new ForbiddenException('Metrics need an administrator’s token.');
    const { type, body } = await this.metrics.text();
    response.setHeader('Content-Type', type);
    response.send(body);
  }
}
