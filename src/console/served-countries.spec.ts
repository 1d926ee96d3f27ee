import { routeTable, servedCountries } from './served-countries.js';

describe('what a provider of SMS serves', () => {
  it('is told by provider, and by country', () => {
    const routes = { countries: { CN: 'tencent', JP: 'twilio' }, others: 'twilio' } as const;
    expect(servedCountries(routes)).toEqual([
      { provider: 'tencent', countries: ['CN'], others: false },
      { provider: 'twilio', countries: ['JP'], others: true },
    ]);
    expect(routeTable(routes)).toEqual({ CN: 'tencent', JP: 'twilio', '*': 'twilio' });
  });

  it('leaves out whom nobody serves', () => {
    const routes = { countries: { CN: 'tencent' }, others: null } as const;
    expect(servedCountries(routes)).toEqual([{ provider: 'tencent', countries: ['CN'], others: false }]);
    expect(routeTable(routes)).toEqual({ CN: 'tencent' });
    expect(routeTable(null)).toEqual({ '*': 'sandbox' });
  });
});
