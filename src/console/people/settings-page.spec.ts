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
    expect([sms.isSandbox, email.isSandbox]).toEqual([true, true]);
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
    expect(said.sms).toMatchObject({ isSandbox: false, from: '+8610690000001', host: 'api.twilio.com' });
    expect(JSON.stringify(said)).not.toMatch(/secret|AC{1}a{5}|user:/);
  });
});
