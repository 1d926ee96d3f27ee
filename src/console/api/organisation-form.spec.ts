import { organisationForm } from './organisation-form.js';

describe('the organisation as the console changes it', () => {
  it('may change a part', () => {
    expect(organisationForm.parse({ name: ' 三学苑 ', timeZone: 'Europe/Berlin' })).toEqual({
      name: '三学苑',
      timeZone: 'Europe/Berlin',
    });
    expect(organisationForm.parse({})).toEqual({});
  });

  it.each([
    { name: '' },
    { timeZone: 'Mars/Base' },
    { timeZone: '+08:00' },
    { country: 'cn' },
    { locale: 'fr' },
    { phone: '1' },
  ])('refuses %p', (form) => expect(organisationForm.safeParse(form).success).toBe(false));
});
