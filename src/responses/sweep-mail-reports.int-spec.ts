import { parseSettings } from '../config/settings.js';
import { SettingsService } from '../config/settings.service.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { MailReportRepository } from './mail-report.repository.js';
import { SweepMailReportsJob } from './sweep-mail-reports.job.js';

describe('SweepMailReportsJob', () => {
  let t: TestDatabase;
  beforeAll(async () => (t = await openTestDatabase()));
  afterAll(() => t.close());

  const keep = (digest: string, receivedAt: string, outcome: 'noted' | 'queued') =>
    t.database.execute(
      `INSERT INTO mail_reports (received_at, via, digest, verdict, outcome, from_line, subject, body)
       VALUES ($1, 'smtp', $2, 'unknown', $3, '', '', '')`,
      [receivedAt, digest, outcome],
    );

  it('deletes what came back before the days that are kept, but for what waits for a person', async () => {
    await keep('old', '2026-10-01T00:00:00Z', 'noted');
    await keep('waits', '2026-10-01T00:00:00Z', 'queued');
    await keep('decided', '2026-10-01T00:00:00Z', 'queued');
    await keep('young', '2026-11-01T00:00:00Z', 'noted');
    await t.database.execute(
      `UPDATE mail_reports SET decided_as = 'nothing', decided_by = 'user:a', decided_at = received_at WHERE digest = 'decided'`,
    );
    const settings = new SettingsService({ ...parseSettings({ MAIL_KEEP_DAYS: '30' }), secretKey: 'x'.repeat(32) });
    const repository = new MailReportRepository(t.database);
    await new SweepMailReportsJob(repository, settings, new FixedClock('2026-11-24T00:00:00Z')).run();
    const rows = await t.database.query<{ digest: string }>('SELECT digest FROM mail_reports ORDER BY id');
    expect(rows.map(({ digest }) => digest)).toEqual(['waits', 'young']);
  });
});
