import { parseSettings } from '../../config/settings.js';
import { describeProviders, organisationValues, readOrganisation } from './settings-page.js';

const ORGANISATION = parseSettings({}).organisation;

describe('the organisation as a form', () => {
  it('reads what it shows as the same organisation', () => {
    const organisation = { ...ORGANISATION, digestRecipients: ['a@example.com', 'b@example.com'] };
    expect(readOrganisation(organisationValues(organisation))).toEqual({ form: organisation });
    expect(readOrganisation(organisationValues(ORGANISATION))).toEqual({
      form: { ...ORGANISATION, digestRecipients: [] },
    });
  });

  it('names every fault beside its field, with what was typed', () => {
    const body = {
      ...organisationValues(ORGANISATION),
      name: ' ',
      timeZone: 'Mars/Base',
      country: 'China',
      center: 'x'.repeat(201),
    };
    const read = readOrganisation({ ...body, digestRecipients: 'a@example.com, nobody' });
    expect('faults' in read && read.faults.map(({ field, code, params }) => [field, code, params?.['text']])).toEqual([
      ['name', 'missing', ''],
      ['center', 'too-long', 'x'.repeat(201)],
      ['timeZone', 'unknown-zone', 'Mars/Base'],
      ['country', 'bad-country', 'CHINA'],
      ['digestRecipients', 'bad-recipient', 'nobody'],
    ]);
  });
});

describe('what is said of the providers', () => {
  it('is the sandbox where none is configured', () => {
    const { sms, email } = describeProviders(parseSettings({}));
    expect([sms.map(({ isSandbox }) => isSandbox), email.isSandbox]).toEqual([[true], true]);
  });

  it('never holds a secret', () => {
    const settings = parseSettings({
      TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'twilio-secret',
      TWILIO_FROM: '+8610690000001',
      SMTP_URL: 'smtps://user:smtp-secret@relay.example.com:465',
      MAIL_FROM: 'Revisit <revisit@example.com>',
    });
    const said = describeProviders(settings);
    expect(said.email).toMatchObject({ isSandbox: false, host: 'relay.example.com:465' });
    expect(said.sms).toMatchObject([
      { isSandbox: false, from: '+8610690000001', host: 'api.twilio.com', others: false },
    ]);
    expect(JSON.stringify(said)).not.toMatch(/secret|AC{1}a{5}|user:/);
  });

  it('says who serves which country, and not where Tencent’s callbacks lead', () => {
    const settings = parseSettings({
      TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'twilio-secret',
      TWILIO_MESSAGING_SERVICE_SID: 'MG1',
      TENCENT_SECRET_ID: 'AKIDsecret',
      TENCENT_SECRET_KEY: 'tencent-secret',
      TENCENT_SMS_SDK_APP_ID: '1400006666',
      TENCENT_SMS_SIGN_NAME: '三学苑',
      TENCENT_SMS_CALLBACK_SECRET: 'the-secret-of-the-callbacks',
      TENCENT_SMS_RATE_PER_SECOND: '50',
    });
    const { sms } = describeProviders(settings);
    expect(sms.map(({ provider, countries, others }) => [provider, countries, others])).toEqual([
      ['Tencent Cloud', 'CN', false],
      ['Twilio', null, true],
    ]);
    expect(sms[0]).toMatchObject({ from: '【三学苑】', perSecond: 50, perDay: null });
    expect(sms[1]).toMatchObject({ from: 'MG1', perSecond: 10 });
    expect(JSON.stringify(sms)).not.toMatch(/secret/);
  });
});
