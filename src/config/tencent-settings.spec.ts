import { SettingsError, parseSettings } from './settings.js';

const TENCENT = {
  TENCENT_SECRET_ID: 'AKIDexample',
  TENCENT_SECRET_KEY: 'secret',
  TENCENT_SMS_SDK_APP_ID: '1400006666',
  TENCENT_SMS_SIGN_NAME: '三学苑',
  TENCENT_SMS_CALLBACK_SECRET: 'a-secret-for-the-callbacks',
};

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

describe('the settings of Tencent Cloud SMS', () => {
  it('make a real provider for China, with rates of its own or those of SMS', () => {
    const settings = parseSettings({ ...TENCENT, TENCENT_SMS_PER_DAY: '5000' });
    expect(settings.tencent).toMatchObject({ sdkAppId: '1400006666', signName: '三学苑', region: 'ap-guangzhou' });
    expect(settings.tencent).toMatchObject({ perSecond: null, perDay: 5000 });
    expect(settings.smsRoutes).toEqual({ countries: { CN: 'tencent' }, others: null });
    expect(settings.smsRatePerSecond).toBe(10);
  });

  it('belong together: one fault names what is missing', () => {
    const faults = faultsOf({ ...TENCENT, TENCENT_SECRET_KEY: '', TENCENT_SMS_SIGN_NAME: '' });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^TENCENT_SECRET_KEY, TENCENT_SMS_SIGN_NAME must be set too/);
  });

  it('are refused all at once', () => {
    const faults = faultsOf({
      ...TENCENT,
      TENCENT_SMS_SDK_APP_ID: 'app',
      TENCENT_SMS_SIGN_NAME: '【三学苑】',
      TENCENT_SMS_CALLBACK_SECRET: 'short',
      TENCENT_API_BASE_URL: 'ftp://x',
      TENCENT_SMS_RATE_PER_SECOND: '0',
      SMS_ROUTES: 'CN=twilio,*=tencent',
    });
    expect(faults).toHaveLength(7);
    for (const name of [
      'SDK_APP_ID',
      'SIGN_NAME',
      'CALLBACK_SECRET',
      'API_BASE_URL',
      'RATE_PER_SECOND',
      'SMS_ROUTES',
    ]) {
      expect(faults.some((fault) => fault.includes(name))).toBe(true);
    }
  });

  it('are not looked at by a command that sends nothing', () => {
    expect(() => parseSettings({ TENCENT_SECRET_ID: 'x', SMS_ROUTES: 'nonsense' }, ['http'])).not.toThrow();
  });
});
