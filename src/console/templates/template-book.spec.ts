import { readRegistration, toBookView } from './template-book.js';

describe('a provider’s books on a page', () => {
  it('name what stands at each place of the text', () => {
    const draft = { text: '{1},您的{2}', params: ['salutation', 'product'], faults: [] };
    expect(toBookView({ provider: 'tencent', draft, registrations: [] }).draft.places).toEqual([
      { place: '{1}', labelKey: 'variable.salutation' },
      { place: '{2}', labelKey: 'variable.product' },
    ]);
  });

  it('take what was typed, without its blanks', () => {
    const typed = { version: '3', provider: 'tencent', providerTemplateId: ' 1110 ', longestParam: '12' };
    expect(readRegistration(typed)).toEqual({
      version: 3,
      provider: 'tencent',
      providerTemplateId: '1110',
      longestParam: 12,
      survey: 'default',
    });
    expect(readRegistration({ longestParam: 'x' }).longestParam).toBeNaN();
  });
});
