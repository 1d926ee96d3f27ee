import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../../database/database.service.js';
import { ProviderStatesReadModel } from '../../planning/provider-states.read-model.js';
import { MailReportRepository } from '../../responses/mail-report.repository.js';
import { WorkMetrics } from './work-metrics.service.js';
import type { Middleware } from '../web-request.adapter.js';

/** What the process tells its operators, in Prometheus' text format. */
@Injectable()
export class MetricsService {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'revisit_http_request_seconds',
    help: 'Time to answer a request, by kind of path and status',
    labelNames: ['area', 'method', 'status'],
    buckets: [0.01, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [this.registry],
  });
  private readonly refusedWebhooks = new Counter({
    name: 'revisit_webhook_refused_total',
    help: 'Webhook calls whose signature was wrong',
    labelNames: ['webhook'],
    registers: [this.registry],
  });
  private readonly attempts = new Gauge({
    name: 'revisit_attempts',
    help: 'Attempts of running and paused campaigns by state',
    labelNames: ['state'],
    registers: [this.registry],
  });

  private readonly returnedMail = new Gauge({
    name: 'revisit_returned_mail',
    help: 'Mail that came back, by what it meant; `waiting`: not understood and not decided yet',
    labelNames: ['verdict'],
    registers: [this.registry],
  });

  private readonly providerShare = new Gauge({
    name: 'revisit_provider_share',
    help: 'Part of a provider’s rate that may be used: 1 all is well, 0 down or paused, between them it recovers',
    labelNames: ['provider', 'phase'],
    registers: [this.registry],
  });

  constructor(
    private readonly database: Database,
    private readonly reports: MailReportRepository,
    private readonly providers: ProviderStatesReadModel,
    private readonly work: WorkMetrics,
  ) {
    this.work.registerIn(this.registry);
    collectDefaultMetrics({ register: this.registry });
  }

  /** Measures every request. Paths are counted by their first part: no id and no secret becomes a label. */
  middleware(): Middleware {
    return (request, response, next) => {
      const stop = this.requests.startTimer();
      const area = /^\/(api|webhooks|assets|s|u)(?=\/)/.exec(request.path)?.[1] ?? 'pages';
      response.once('finish', () => stop({ area, method: request.method, status: response.statusCode }));
      next();
    };
  }

  /** Counts a webhook call whose signature was wrong. */
  countRefusedWebhook(webhook: string): void {
    this.refusedWebhooks.inc({ webhook });
  }

  /** Everything, as text, the counts of attempts read fresh. */
  async text(): Promise<{ type: string; body: string }> {
    const rows = await this.database.query<{ state: string; number: number }>(
      `SELECT d.key AS state, sum(d.delta)::int AS number
         FROM ledger_deltas d JOIN campaigns c ON c.id = d.campaign_id
        WHERE d.kind = 'attempt' AND c.state IN ('running', 'paused')
        GROUP BY d.key`,
    );
    this.attempts.reset();
    for (const row of rows) this.attempts.set({ state: row.state }, row.number);
    this.providerShare.reset();
    for (const { provider, phase, share } of await this.providers.list())
      this.providerShare.set({ provider, phase }, share);
    await this.work.read();
    const returned = await this.reports.counts();
    this.returnedMail.reset();
    for (const { verdict, number } of returned) this.returnedMail.set({ verdict }, number);
    const waiting = returned.reduce((sum, row) => sum + row.waiting, 0);
    this.returnedMail.set({ verdict: 'waiting' }, waiting);
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }
}
