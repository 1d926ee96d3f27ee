import { prefixOf, readSmsRoutes } from './sms-routes.js';

const BOTH = ['twilio', 'tencent'] as const;

describe('which provider serves which country', () => {
  it('is what was configured, where nothing is said: Tencent in China, Twilio everywhere else', () => {
    expect(readSmsRoutes(undefined, BOTH).routes).toEqual({ countries: { CN: 'tencent' }, others: 'twilio' });
    expect(readSmsRoutes(undefined, ['twilio']).routes).toEqual({ countries: {}, others: 'twilio' });
    expect(readSmsRoutes(undefined, ['tencent']).routes).toEqual({ countries: { CN: 'tencent' }, others: null });
    expect(readSmsRoutes(undefined, []).routes).toBeNull();
  });

  it('can be said', () => {
    const { routes, faults } = readSmsRoutes('CN=tencent, JP=twilio ,*=twilio', BOTH);
    expect(faults).toEqual([]);
    expect(routes).toEqual({ countries: { CN: 'tencent', JP: 'twilio' }, others: 'twilio' });
    expect(readSmsRoutes('CN=twilio', BOTH).routes).toEqual({ countries: { CN: 'twilio' }, others: null });
  });

  it.each([
    ['CN', 'must look like'],
    ['cn=tencent', 'must look like'],
    ['CN=pigeon', 'does not exist'],
    ['CN=tencent,CN=twilio', 'names "CN" twice'],
    ['US=twilio', 'they share +1'],
    ['KZ=twilio', 'cannot tell KZ from RU'],
    ['ZZ=twilio', 'no country'],
    ['*=tencent', 'tencent serves CN only'],
    ['JP=tencent', 'tencent serves CN only'],
    ['', 'must look like'],
  ])('is refused as %p', (text, words) => {
    const { faults } = readSmsRoutes(text, BOTH);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(words);
  });

  it('names every fault, and a provider that has no account', () => {
    const { faults } = readSmsRoutes('CN=tencent,JP=pigeon,US=twilio', ['twilio']);
    expect(faults.map((fault) => /not configured|not exist|share/.exec(fault)?.[0])).toEqual([
      'not configured',
      'not exist',
      'share',
    ]);
  });

  it('is told by the prefix of a number', () => {
    expect([prefixOf('CN'), prefixOf('HK'), prefixOf('GB')]).toEqual(['+86', '+852', '+44']);
  });
});
