import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { makeVisits, minute, storeAnswer, storeCampaign } from '../../test/support/report-campaign.js';
import { openReportServices } from '../../test/support/report-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { until } from '../../test/support/until.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { JobRunner } from '../jobs/job-runner.worker.js';
import { StringsService } from '../messages/strings.service.js';
import { RenderReportJob } from './render-report.job.js';
import { ReportDocumentsRepository } from './report-documents.repository.js';
import { RENDER_REPORT, ReportDocuments } from './report-documents.service.js';
import { ReportRenderService } from './report-render.service.js';
import { SweepReportDocumentsJob } from './sweep-report-documents.job.js';

/** Draws as the product does, and keeps account; fails when told to. */
class CountedRenderer extends ReportRenderService {
  drawn = 0;
  campaigns: number[] = [];
  failsWith: Error | null = null;

  override render(...input: Parameters<ReportRenderService['render']>): Promise<Buffer> {
    this.drawn += 1;
    this.campaigns.push(input[0].document.scope.campaignId);
    return this.failsWith === null ? super.render(...input) : Promise.reject(this.failsWith);
  }
}

const AFTER = 20 * 24 * 60;
const DAY_MS = 24 * 60 * 60 * 1000;
const visits = makeVisits(40, 5, false);
const clock = new FixedClock(minute(AFTER).toISOString());
const repository = new ReportDocumentsRepository();
const renderer = new CountedRenderer(new StringsService());
let t: TestDatabase;
let services: Awaited<ReturnType<typeof openReportServices>>;
let documents: ReportDocuments;

beforeAll(async () => {
  Logger.overrideLogger(['fatal']);
  t = await openTestDatabase();
  services = await openReportServices(t.database, clock);
  const { campaigns, settings } = services;
  documents = new ReportDocuments(t.database, campaigns, repository, new JobQueue(), settings, clock);
}, 60_000);
beforeEach(() => {
  clock.set(minute(AFTER).toISOString());
  Object.assign(renderer, { drawn: 0, campaigns: [], failsWith: null });
});
afterAll(() => t.close());

/** The job as one process has it. */
const makeJob = () => new RenderReportJob(t.database, repository, services.reports, renderer, services.settings, clock);
const ended = () => storeCampaign(t.database, visits, ['opted-out'], { state: 'completed' });
const waiting = (id: number) =>
  t.database.query('SELECT key FROM graphile_worker.jobs WHERE task_identifier = $1 AND key = $2', [
    RENDER_REPORT,
    `${RENDER_REPORT}:${id}`,
  ]);

describe('a report document', () => {
  it('is asked for in one transaction with its job, in the organisation’s language unless another is named', async () => {
    const campaign = await ended();
    const asked = await documents.ask(campaign, { format: 'html' }, 'user:boss');
    expect(asked).toMatchObject({ state: 'asked', locale: 'zh-CN', askedBy: 'user:boss', askedAt: minute(AFTER) });
    expect(await waiting(asked.id)).toHaveLength(1);
    expect((await documents.ask(campaign, { format: 'html', locale: 'en' }, 'user:boss')).locale).toBe('en');
    const broken = new JobQueue();
    broken.add = () => Promise.reject(new Error('no queue'));
    const unlucky = new ReportDocuments(t.database, services.campaigns, repository, broken, services.settings, clock);
    await expect(unlucky.ask(campaign, { format: 'csv' }, 'user:boss')).rejects.toThrow('no queue');
    const rows = await t.database.query(`SELECT 1 FROM report_documents WHERE campaign_id = $1 AND format = 'csv'`, [
      campaign,
    ]);
    expect(rows).toEqual([]);
  });

  it('is one while it waits, however many people ask for it at once', async () => {
    const campaign = await ended();
    const asks = ['one', 'two', 'three'].map((who) => documents.ask(campaign, { format: 'csv', locale: 'en' }, who));
    const ids = new Set((await Promise.all(asks)).map(({ id }) => id));
    expect(ids.size).toBe(1);
    expect(await waiting([...ids][0] ?? 0)).toHaveLength(1);
  });

  it.each(['json', 'html', 'pdf', 'xlsx', 'csv'] as const)('is drawn as %s', async (format) => {
    const campaign = await ended();
    const { id } = await documents.ask(campaign, { format, locale: 'en' }, 'user:boss');
    await makeJob().run({ documentId: id });
    const { document, content } = await documents.file(campaign, id);
    const hash = createHash('sha256').update(content).digest('hex');
    expect(document).toMatchObject({ state: 'ready', readyAt: clock.now(), size: content.length, contentHash: hash });
    expect(content.subarray(0, 5).toString()).toMatch(
      { json: /^{/, html: /^<!doc/, pdf: /^%PDF-/, xlsx: /^PK/, csv: /./ }[format],
    );
    if (format === 'html')
      expect(content.toString()).toContain(`http://localhost:3000/campaigns/${campaign}/report/rows?`);
  });

  it('is drawn once, run twice and by two processes at the same instant', async () => {
    const campaign = await ended();
    const { id } = await documents.ask(campaign, { format: 'csv' }, 'user:boss');
    await Promise.all([makeJob().run({ documentId: id }), makeJob().run({ documentId: id })]);
    const first = await documents.get(campaign, id);
    expect([first.state, renderer.drawn]).toEqual(['ready', 1]);
    clock.advanceMs(60_000);
    await makeJob().run({ documentId: id });
    expect(await documents.get(campaign, id)).toEqual(first);
    expect(renderer.drawn).toBe(1);
  });

  it('is drawn once by the engines of two processes', async () => {
    const campaign = await ended();
    const startEngine = async () => {
      const job = makeJob();
      const engine = new JobRunner(t.database, {
        getProviders: () => [{ instance: job }],
      } as unknown as DiscoveryService);
      await engine.start();
      return engine;
    };
    const engines = [await startEngine(), await startEngine()];
    const { id } = await documents.ask(campaign, { format: 'csv' }, 'user:boss');
    await until('the document is drawn', async () => (await documents.get(campaign, id)).state === 'ready');
    await Promise.all(engines.map((engine) => engine.stop()));
    expect(renderer.campaigns.filter((drawn) => drawn === campaign)).toHaveLength(1);
    expect(await waiting(id)).toEqual([]);
  });

  it('is drawn by who waited, where the first one was killed while drawing', async () => {
    const campaign = await ended();
    const { id } = await documents.ask(campaign, { format: 'csv' }, 'user:boss');
    const { client, queryable, release } = await t.database.session();
    client.on('error', () => undefined);
    await queryable.query('BEGIN');
    await repository.lock(queryable, id);
    const second = makeJob().run({ documentId: id });
    await until('the second one waits', async () => {
      const sql = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database =
        (SELECT oid FROM pg_database WHERE datname = current_database())`;
      return (await t.database.query(sql)).length > 0;
    });
    expect(renderer.drawn).toBe(0);
    release(true);
    await second;
    expect([(await documents.get(campaign, id)).state, renderer.drawn]).toEqual(['ready', 1]);
  });

  it('that cannot be drawn says why, in both languages, and can be asked for again', async () => {
    const campaign = await ended();
    const { id } = await documents.ask(campaign, { format: 'csv' }, 'user:boss');
    renderer.failsWith = new Error('out of ink');
    await makeJob().run({ documentId: id });
    const failed = await documents.get(campaign, id);
    expect(failed).toMatchObject({ state: 'failed', reason: { code: 'report-not-drawn' }, readyAt: null, size: null });
    const strings = new StringsService();
    for (const locale of ['en', 'zh-CN'] as const)
      expect(strings.of(locale)).toHaveProperty(['reason.report-not-drawn']);
    await expect(documents.file(campaign, id)).rejects.toMatchObject({ reason: { code: 'report-not-drawn' } });
    const again = await documents.ask(campaign, { format: 'csv' }, 'user:boss');
    expect(again).toMatchObject({ state: 'asked' });
    expect(again.id).not.toBe(id);
  });

  it('stays asked for when its process stops meanwhile, and the next one draws it', async () => {
    const campaign = await ended();
    const { id } = await documents.ask(campaign, { format: 'csv' }, 'user:boss');
    renderer.failsWith = new Error('the thread is gone');
    await expect(makeJob().run({ documentId: id }, AbortSignal.abort())).rejects.toThrow('the thread is gone');
    expect((await documents.get(campaign, id)).state).toBe('asked');
    renderer.failsWith = null;
    await makeJob().run({ documentId: id });
    expect((await documents.get(campaign, id)).state).toBe('ready');
  });

  it('waits, and is nobody else’s: a file comes only from its own campaign and when it is ready', async () => {
    const [mine, other] = [await ended(), await ended()];
    const { id } = await documents.ask(mine, { format: 'csv' }, 'user:boss');
    await expect(documents.file(mine, id)).rejects.toMatchObject({ reason: { code: 'report-document-waits' } });
    await expect(documents.get(other, id)).rejects.toThrow(`no report document ${id}`);
    await expect(documents.ask(99_999, { format: 'csv' }, 'user:boss')).rejects.toThrow('no campaign 99999');
    await expect(makeJob().run({ documentId: 99_999 })).resolves.toBeUndefined();
  });
});

describe('the document of a frozen report', () => {
  async function drawFrozen() {
    const campaign = await ended();
    await services.reports.close(campaign, 'user:boss');
    const ask = () => documents.ask(campaign, { format: 'csv', locale: 'en' }, 'user:boss');
    const { id } = await ask();
    await makeJob().run({ documentId: id });
    return { campaign, id, ask };
  }

  it('is given again as it is; another language is another document', async () => {
    const { campaign, id, ask } = await drawFrozen();
    expect(await ask()).toMatchObject({ id, state: 'ready', frozenVersion: 1 });
    expect((await documents.ask(campaign, { format: 'csv', locale: 'zh-CN' }, 'x')).state).toBe('asked');
  });

  it('is drawn anew when the campaign was closed again, or an answer came that it must name', async () => {
    const { campaign, id, ask } = await drawFrozen();
    clock.advanceMs(60_000);
    await services.reports.close(campaign, 'user:boss');
    const second = await ask();
    expect([second.state, second.id === id]).toEqual(['asked', false]);
    await makeJob().run({ documentId: second.id });
    expect(await ask()).toMatchObject({ id: second.id, frozenVersion: 2 });
    const visit = await t.database.one<{ id: number; customerId: number }>(
      `SELECT id, customer_id AS "customerId" FROM visits WHERE campaign_id = $1 AND state = 'unreachable' ORDER BY id LIMIT 1`,
      [campaign],
    );
    const answer = { product: 1, service: 1, nps: 0, ces: 1, reasons: ['price'], comment: 'late', complete: true };
    await storeAnswer(t.database, { ...visit, campaignId: campaign }, { at: AFTER + 99, channel: 'web', ...answer });
    expect((await ask()).state).toBe('asked');
  });

  it('of a live report is never taken for a later one', async () => {
    const campaign = await ended();
    const { id } = await documents.ask(campaign, { format: 'csv' }, 'x');
    await makeJob().run({ documentId: id });
    expect((await documents.ask(campaign, { format: 'csv' }, 'x')).id).not.toBe(id);
  });
});

describe('sweeping report documents', () => {
  it('deletes what is older than seven days of business time, once', async () => {
    const campaign = await ended();
    const old = await documents.ask(campaign, { format: 'csv' }, 'x');
    clock.advanceMs(DAY_MS);
    const young = await documents.ask(campaign, { format: 'json' }, 'x');
    clock.advanceMs(6.5 * DAY_MS);
    const sweeps = () => new SweepReportDocumentsJob(t.database, repository, clock).run();
    await Promise.all([sweeps(), sweeps()]);
    await expect(documents.get(campaign, old.id)).rejects.toThrow('no report document');
    expect((await documents.get(campaign, young.id)).id).toBe(young.id);
    await expect(makeJob().run({ documentId: old.id })).resolves.toBeUndefined();
  });
});
