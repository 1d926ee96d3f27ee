import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { AuditService } from '../access/audit.service.js';
import type { RunningSettings } from '../config/settings.service.js';
import { SettingsService } from '../config/settings.service.js';
import { CalendarDayRepository } from './calendar-day.repository.js';
import { CalendarService } from './calendar.service.js';
import { PACKAGED_POLICIES } from './packaged-policies.js';
import { PolicyInstallService } from './policy-install.service.js';
import { PolicyRepository } from './policy.repository.js';
import { PolicyService } from './policy.service.js';
import { statutoryDays } from './statutory-days.js';

const SHANGHAI = { organisation: { timeZone: 'Asia/Shanghai' } } as RunningSettings;

function calendarServices(t: TestDatabase) {
  const audit = new AuditService(t.database, new FixedClock('2026-11-23T01:00:00Z'));
  const policies = new PolicyRepository();
  const policyService = new PolicyService(t.database, audit, policies);
  const settings = new SettingsService(SHANGHAI);
  const days = new CalendarDayRepository();
  return {
    calendar: new CalendarService(t.database, settings, audit, policies, days, policyService),
    policies: policyService,
    install: new PolicyInstallService(t.database, policies),
  };
}

function noticeFor2027(): string {
  const off = [...statutoryDays(2027)].map(([date, { name }]) => `CN,${date},off,${name},notice`);
  return ['region,date,day,name,source', ...off, 'CN,2027-01-03,work,元旦,notice', ''].join('\n');
}

describe('rest hours in the database', () => {
  let t: TestDatabase;
  let folder: string;
  let services: ReturnType<typeof calendarServices>;

  beforeEach(async () => {
    t = await openTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'revisit-calendar-'));
    services = calendarServices(t);
    await services.install.installPackagedPolicies();
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
    await t.close();
  });

  const file = async (text: string | Buffer) => {
    const path = join(folder, 'days.csv');
    await writeFile(path, text);
    return path;
  };
  const importDays = async (path: string) =>
    services.calendar.importText(await services.calendar.readText(path), basename(path), 'cli');
  const call = (at: string, zones = ['Asia/Shanghai']) =>
    services.calendar.allowed({ channel: 'call', policy: 'CN-default', zones, at });

  it('installs the packaged policies once', async () => {
    expect(await services.install.installPackagedPolicies()).toBe(0);
    const listed = await services.policies.list();
    expect(listed.map(({ id, version }) => `${id} ${version}`)).toEqual([
      'CN-default 3',
      'EU-default 1',
      'US-default 1',
    ]);
  });

  it('answers whether a customer may be contacted, by wall clock or by instant', async () => {
    expect(await call('2026-11-23 08:59')).toEqual({
      allowed: false,
      next: new Date('2026-11-23T01:00:00Z'),
      provisional: false,
      reason: { code: 'rest-hours', params: expect.any(Object) },
      zones: ['Asia/Shanghai'],
      dayTypes: ['workday'],
    });
    const instant = await call('2026-11-23T01:00:00Z');
    expect(instant).toMatchObject({ allowed: true, next: new Date('2026-11-23T01:00:00Z') });
  });

  it('says no to what it does not know, and throws at what it cannot read', async () => {
    expect(await call('2026-11-23 10:00', ['Asia/Beijing'])).toMatchObject({
      allowed: false,
      reason: { code: 'unknown-zone' },
    });
    const unknown = { channel: 'call', policy: 'nobody', zones: ['Asia/Shanghai'], at: '2026-11-23 10:00' };
    expect(await services.calendar.allowed(unknown)).toMatchObject({
      allowed: false,
      reason: { code: 'unknown-policy' },
    });
    await expect(
      services.calendar.allowed({ channel: 'fax', policy: 'x', zones: [], at: 'soon' }),
    ).rejects.toMatchObject({
      faults: [{ field: 'channel' }, { field: 'zone' }, { field: 'at' }],
    });
  });

  it('allows a time that comes twice only if both are allowed', async () => {
    const hours = { any: [['01:30', '05:00']] };
    const windows = { call: hours, sms: hours, email: hours };
    await services.policies.save({ id: 'night', jurisdiction: 'US', calendar: 'none', windows }, 'anna');
    const zones = ['America/New_York'];
    const asked = { channel: 'call', policy: 'night', zones, at: '2026-11-01 01:30' };
    expect((await services.calendar.allowed(asked)).allowed).toBe(true);
    expect((await services.calendar.allowed({ ...asked, at: '2026-11-01 01:20' })).allowed).toBe(false);
  });

  it('says what a file would change, and changes nothing', async () => {
    const check = await services.calendar.checkText(noticeFor2027(), 'days.csv');
    expect(check).toMatchObject({ rows: 14, created: 14, updated: 0, unchanged: 0 });
    expect(check.coverage).toEqual([{ region: 'CN', year: 2027, covered: true }]);
    expect(await services.calendar.coverage('CN', [2027])).toEqual([{ region: 'CN', year: 2027, covered: false }]);
    await importDays(await file(noticeFor2027()));
    const corrected = noticeFor2027().replace('CN,2027-01-03,work', 'CN,2027-01-03,off');
    const again = await services.calendar.checkText(corrected, 'days.csv');
    expect(again).toMatchObject({ created: 0, updated: 1, unchanged: 13 });
  });

  it('narrows the hours to the times that a customer asked for', async () => {
    const asked = { channel: 'sms', policy: 'CN-default', zones: ['Asia/Shanghai'], at: '2026-11-24 10:00' };
    expect((await services.calendar.allowed(asked)).allowed).toBe(true);
    const evening = await services.calendar.allowed({ ...asked, preferredTime: [['18:00', '20:00']] });
    expect(evening).toMatchObject({ allowed: false, reason: { code: 'outside-preferred-time' } });
    expect(evening.next?.toISOString()).toBe('2026-11-24T10:00:00.000Z');
  });

  it('turns a provisional year into a published one by an import, for a snapshot taken afterwards', async () => {
    expect(await call('2027-03-01 10:00')).toMatchObject({ allowed: true, provisional: true });
    const before = await services.calendar.snapshot();
    expect(await importDays(await file(noticeFor2027()))).toEqual({
      file: 'days.csv',
      rows: 14,
      created: 14,
      updated: 0,
      unchanged: 0,
      coverage: [{ region: 'CN', year: 2027, covered: true }],
    });
    const after = await services.calendar.snapshot();
    expect(after.versionHash).not.toBe(before.versionHash);
    expect(await call('2027-03-01 10:00')).toMatchObject({ allowed: true, provisional: false });
    expect(await call('2027-01-03 10:00')).toMatchObject({ allowed: true, dayTypes: ['makeup'] });
    expect(await services.calendar.coverage('CN', [2026, 2027, 2028])).toEqual([
      { region: 'CN', year: 2026, covered: true },
      { region: 'CN', year: 2027, covered: true },
      { region: 'CN', year: 2028, covered: false },
    ]);
  });

  it('changes nothing by the same file again, and counts what another one changes', async () => {
    await importDays(await file(noticeFor2027()));
    const kept = await services.calendar.snapshot();
    expect(await importDays(await file(noticeFor2027()))).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 14,
    });
    expect(await services.calendar.snapshot()).toBe(kept);
    const corrected = noticeFor2027().replace('CN,2027-01-03,work', 'CN,2027-01-03,off');
    expect(await importDays(await file(corrected))).toMatchObject({ updated: 1, unchanged: 13 });
    expect(await call('2027-01-03 10:00')).toMatchObject({ allowed: false, dayTypes: ['holiday'] });
  });

  it('takes nothing of a file with a fault', async () => {
    const path = await file(`${noticeFor2027()}CN,2027-13-01,off,,\n`);
    await expect(importDays(path)).rejects.toMatchObject({ faults: [{ field: 'line 16, date' }] });
    expect(await t.database.query('SELECT d.date FROM calendar_days d')).toEqual([]);
    await expect(importDays(join(folder, 'missing.csv'))).rejects.toMatchObject({
      faults: [{ code: 'unreadable' }],
    });
  });

  it('reads a file as Chinese spreadsheets write it', async () => {
    const gb18030 = Buffer.concat([
      Buffer.from('region,date,day,name,source\nCN,2027-01-01,off,'),
      Buffer.from([0xd4, 0xaa, 0xb5, 0xa9]),
      Buffer.from(',\n'),
    ]);
    await importDays(await file(gb18030));
    expect(await t.database.one('SELECT d.name FROM calendar_days d')).toEqual({ name: '元旦' });
  });

  it('is seen by another process at once', async () => {
    const other = calendarServices(t);
    await other.calendar.snapshot();
    await importDays(await file('region,date,day,name,source\nCN,2026-11-23,off,店庆,company\n'));
    const snapshot = await other.calendar.snapshot();
    expect(snapshot.calendar('CN').kindOf('2026-11-23')).toEqual({
      dayType: 'holiday',
      provisional: false,
      name: '店庆',
    });
  });
});

describe('versions of a policy', () => {
  let t: TestDatabase;
  let services: ReturnType<typeof calendarServices>;

  beforeAll(async () => {
    t = await openTestDatabase();
    services = calendarServices(t);
    await services.install.installPackagedPolicies();
  });
  afterAll(() => t.close());

  const china = PACKAGED_POLICIES[0] as Record<string, unknown>;

  it('hold from their day in the organisation, and leave earlier days to the version before', async () => {
    const saved = await services.policies.save(
      { ...china, effective_from: '2026-12-01', refusalCoolOffDays: 365 },
      'anna',
    );
    expect(saved).toEqual({ id: 'CN-default', version: 4 });
    const snapshot = await services.calendar.snapshot();
    expect(snapshot.policy('CN-default', new Date('2026-11-30T15:59:00Z'))).toMatchObject({ version: 3 });
    expect(snapshot.policy('CN-default', new Date('2026-11-30T16:00:00Z'))).toMatchObject({
      version: 4,
      refusalCoolOffDays: 365,
    });
    expect(snapshot.policy('CN-default', new Date('2025-06-01T00:00:00Z'))).toBeNull();
    expect(await services.policies.document('CN-default', 3)).toMatchObject({ refusalCoolOffDays: 180 });
  });

  it('are numbered one after another, however many people save at once', async () => {
    const document = { ...china, id: 'own' };
    const saved = await Promise.all(Array.from({ length: 5 }, () => services.policies.save(document, 'anna')));
    expect(saved.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('are not saved with a fault, and cannot be changed afterwards', async () => {
    await expect(services.policies.save({ ...china, calendar: 'Atlantis' }, 'anna')).rejects.toMatchObject({
      faults: [{ field: 'calendar' }],
    });
    await expect(t.database.execute(`UPDATE policies SET source = 'x'`)).rejects.toThrow(/refused/);
  });

  it('that cannot be read count as unknown', async () => {
    await t.database.execute(
      `INSERT INTO policies (id, version, jurisdiction, effective_from, source, document, created_by)
       VALUES ('broken', 1, 'CN', '2026-01-01', '', '{"windows": 1}', 'test')`,
    );
    const answer = await services.calendar.allowed({
      channel: 'sms',
      policy: 'broken',
      zones: ['Asia/Shanghai'],
      at: '2026-11-23 10:00',
    });
    expect(answer).toMatchObject({ allowed: false, next: null, reason: { code: 'unknown-policy' } });
  });
});
