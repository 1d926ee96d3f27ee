import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';

const draft = {
  id: 'visit-survey',
  channel: 'sms',
  language: 'zh-CN',
  purpose: 'service',
  body: '{{salutation}}，请回复 1 至 5 分。{{question}}{{opt_out_note}}',
};

describe('four eyes by the API', () => {
  let api: ConsoleApi;

  beforeAll(async () => {
    api = await openConsoleApi();
  }, 60_000);
  afterAll(() => api.close());

  const sentVersion = async () =>
    ((await api.as('manager').get('/templates/visit-survey/sms?language=zh-CN')).body as { version: number }).version;
  const waiting = async (role: 'admin' | 'supervisor', query = '') =>
    (await api.as(role).get(`/approvals${query}`)).body as { items: { id: number; own: boolean; subject: string }[] };

  it('keeps a saved template waiting until somebody else approves it', async () => {
    const saved = await api.as('supervisor').post('/templates', draft);
    expect(saved.body).toMatchObject({ state: 'waiting', template: { version: 2 } });
    expect(await sentVersion()).toBe(1);
    const { items } = await waiting('supervisor', '?kind=template');
    expect(items).toMatchObject([{ own: true, subject: 'template:visit-survey/sms/zh-CN/2' }]);
    const path = `/approvals/${items[0]?.id ?? 0}/decide`;
    const own = await api.as('supervisor').post(path, { decision: 'approved' });
    expect([own.status, own.body]).toEqual([409, expect.objectContaining({ code: 'approval-own' })]);
    expect((await waiting('admin')).items).toMatchObject([{ own: false }]);
    const agreed = await api.as('admin').post(path, { decision: 'approved', note: 'read it' });
    expect(agreed.body).toMatchObject({ decision: 'approved', decidedBy: 'user:admin', note: 'read it' });
    expect(await sentVersion()).toBe(2);
    expect((await api.as('admin').post(path, { decision: 'refused' })).status).toBe(409);
  });

  it('shows in the list what waits and what is sent', async () => {
    await api.as('admin').post('/templates', { ...draft, body: `${draft.body}谢谢。` });
    const { items } = (await api.as('manager').get('/templates')).body as { items: Record<string, unknown>[] };
    const [listed] = items.filter(({ id, channel, language }) => id === 'visit-survey' && channel === 'sms' && language === 'zh-CN'); // prettier-ignore
    expect(listed).toMatchObject({ version: 3, state: 'waiting', approvedVersion: 2 });
    expect((await waiting('admin', '?kind=days-off')).items).toEqual([]);
  });

  it('is for those who may decide', async () => {
    expect((await api.as('manager').get('/approvals')).status).toBe(403);
    expect((await api.as('agent').post('/approvals/1/decide', { decision: 'approved' })).status).toBe(403);
    expect((await api.as('admin').post('/approvals/999/decide', { decision: 'approved' })).status).toBe(404);
    expect((await api.as('admin').post('/approvals/1/decide', { decision: 'maybe' })).status).toBe(422);
  });
});
