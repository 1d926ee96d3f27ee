import { insertCampaign } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { RenderReportJob } from '../../reports/render-report.job.js';
import { ReportService } from '../../reports/report.service.js';
import { ANSWER_SCHEMAS } from './api-answer-schemas.js';

interface Told {
  readonly id: number;
  readonly state: string;
}

describe('report documents by API', () => {
  let api: ConsoleApi;
  let as: ConsoleApi['as'];
  let campaign: number;
  let path: string;

  beforeAll(async () => {
    api = await openConsoleApi();
    ({ as } = api);
    campaign = await insertCampaign(api.t.database, { name: 'Filed', state: 'completed' });
    path = `/campaigns/${campaign}/report-documents`;
  }, 60_000);
  afterAll(() => api.close());

  const draw = (documentId: number) => api.app.get(RenderReportJob, { strict: false }).run({ documentId });

  it('are asked for, looked after and fetched with type and name', async () => {
    const asked = await as('manager').post(path, { format: 'csv' });
    expect(asked.status).toBe(202);
    const { id } = asked.body as Told;
    expect(asked.body).toMatchObject({ campaignId: campaign, state: 'asked', locale: 'en', askedBy: 'user:manager' });
    expect((await as('manager').get(`${path}/${id}/file`)).status).toBe(409);
    await draw(id);
    const told = await as('supervisor').get(`${path}/${id}`);
    expect(told.body).toMatchObject({ state: 'ready' });
    expect(ANSWER_SCHEMAS.ReportDocument.safeParse(told.body)).toMatchObject({ success: true });
    const file = await as('manager').get(`${path}/${id}/file`);
    expect([file.status, file.type]).toEqual([200, 'text/csv']);
    expect(file.headers['content-disposition']).toBe(`attachment; filename="visit-report-${campaign}.csv"`);
    expect(file.headers['content-security-policy']).toContain("default-src 'none'");
    expect(Buffer.byteLength(file.text)).toBe((told.body as { size: number }).size);
  });

  it('are for who may read reports, and refuse every fault by name', async () => {
    const { id } = (await as('admin').post(path, { format: 'json' })).body as Told;
    expect((await as('agent').post(path, { format: 'json' })).status).toBe(403);
    expect((await as('agent').get(`${path}/${id}`)).status).toBe(403);
    expect((await as('agent').get(`${path}/${id}/file`)).status).toBe(403);
    const wrong = await as('manager').post(path, { format: 'docx', locale: 'fr' });
    expect(wrong.status).toBe(422);
    const { errors } = JSON.parse(wrong.text) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual(['format', 'locale']);
    expect((await as('manager').post('/campaigns/999999/report-documents', { format: 'json' })).status).toBe(404);
    const other = await insertCampaign(api.t.database, { state: 'running' });
    expect((await as('manager').get(`/campaigns/${other}/report-documents/${id}`)).status).toBe(404);
  });

  it('of a frozen report are ready at once the second time', async () => {
    await api.app.get(ReportService, { strict: false }).close(campaign, 'test');
    const first = (await as('manager').post(path, { format: 'html' })).body as Told;
    await draw(first.id);
    const second = await as('supervisor').post(path, { format: 'html' });
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({ id: first.id, state: 'ready', frozenVersion: 1 });
  });
});
