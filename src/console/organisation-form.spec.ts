import { organisationForm } from './organisation-form.js';

describe('the organisation as the console changes it', () => {
  it('may change a part', () => {
    expect(organisationForm.parse({ name: ' 三学苑 ', timeZone: 'Europe/Berlin' })).toEqual({
      name: '三学苑',
      timeZone: 'Europe/Berlin',
    });
    expect(organisationForm.parse({})).toEqual({});
  });

  it('takes each recipient of the digest once, and nobody', () => {
    const digestRecipients = [' Wang.Li@Example.COM ', 'boss@example.com', 'wang.li@example.com'];
    expect(organisationForm.parse({ digestRecipients })).toEqual({
      digestRecipients: ['wang.li@example.com', 'boss@example.com'],
    });
    expect(organisationForm.parse({ digestRecipients: [] })).toEqual({ digestRecipients: [] });
  });

  it('names each recipient that is no address', () => {
    const digestRecipients = [
      'boss@example.com',
      'nobody',
      'a@example.com, b@example.com',
      'x@example.com\r\nBcc: y@z.cn',
    ];
    const parsed = organisationForm.safeParse({ digestRecipients });
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'digestRecipients.1',
      'digestRecipients.2',
      'digestRecipients.3',
    ]);
  });

  it.each([
    { name: '' },
    { timeZone: 'Mars/Base' },
    { timeZone: '+08:00' },
    { country: 'cn' },
    { locale: 'fr' },
    { phone: '1' },
    { digestRecipients: 'boss@example.com' },
    { digestRecipients: Array.from({ length: 51 }, (_, n) => `m${n}@example.com`) },
  ])('refuses %p', (form) => expect(organisationForm.safeParse(form).success).toBe(false));
});
