import { parseSettings, SettingsError } from './settings.js';

describe('parseSettings', () => {
  it('runs with nothing set: sandbox, embedded database, Shanghai', () => {
    const settings = parseSettings({});
    expect(settings).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.revisit',
      dataDirIsExplicit: false,
      roles: ['web', 'scheduler', 'worker'],
      publicUrl: 'http://localhost:3000',
      smsRatePerSecond: 200,
      emailRatePerSecond: 200,
      importKeepDays: 90,
    });
    expect(settings.organisation).toMatchObject({
      name: 'Revisit',
      timeZone: 'Asia/Shanghai',
      country: 'CN',
      locale: 'zh-CN',
    });
    expect(settings.databaseUrl).toBeUndefined();
    expect(settings.twilio).toBeUndefined();
  });

  it('lists every fault at once, by name', () => {
    const environment = {
      PORT: '99999',
      ORG_TIME_ZONE: 'Mars/Base',
      SMTP_URL: 'http://x',
      TWILIO_ACCOUNT_SID: 'AC1',
      ORG_LOCALE: 'fr',
    };
    const faults = faultsOf(environment);
    for (const name of [
      'PORT',
      'ORG_TIME_ZONE',
      'SMTP_URL',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'ORG_LOCALE',
      'MAIL_FROM',
    ]) {
      expect(faults.some((fault) => fault.includes(name))).toBe(true);
    }
  });

  it.each(['GMT+8', '+08:00', 'Asia/Beijing', ''.padEnd(3, ' ')])('refuses %p as a time zone', (zone) => {
    expect(faultsOf({ ORG_TIME_ZONE: zone })).toHaveLength(1);
  });

  it('wants exactly one sender for Twilio', () => {
    const twilio = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 't' };
    expect(faultsOf(twilio)).toHaveLength(1);
    expect(faultsOf({ ...twilio, TWILIO_FROM: '+15005550006', TWILIO_MESSAGING_SERVICE_SID: 'MG1' })).toHaveLength(1);
    const settings = parseSettings({ ...twilio, TWILIO_FROM: '+15005550006' });
    expect(settings.twilio).toEqual({ accountSid: `AC${'0'.repeat(32)}`, authToken: 't', from: '+15005550006' });
    expect(settings.smsRatePerSecond).toBe(10);
  });

  it('takes limits of a day, and none where nothing is said', () => {
    const { smsPerDay, emailPerDay } = parseSettings({ SMS_PER_DAY: '5000' });
    expect([smsPerDay, emailPerDay]).toEqual([5000, null]);
    expect(faultsOf({ SMS_PER_DAY: '0', EMAIL_PER_DAY: '1.5' })).toHaveLength(2);
  });

  it('does not check what a command does not use', () => {
    expect(() => parseSettings({ PORT: 'x', SMTP_URL: 'nonsense' }, [])).not.toThrow();
    expect(() => parseSettings({ PORT: 'x' }, ['http'])).toThrow(SettingsError);
  });

  it('takes an empty value for one that is not set, and no slash at the end of the public address', () => {
    const settings = parseSettings({
      PORT: '',
      PUBLIC_URL: 'https://revisit.example.com/',
      REVISIT_ROLES: 'web, worker',
    });
    expect(settings).toMatchObject({ port: 3000, publicUrl: 'https://revisit.example.com', roles: ['web', 'worker'] });
  });
});

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}
