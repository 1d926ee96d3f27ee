import { readRateLimits } from './rate-limits.js';
import { parseSettings, SettingsError } from './settings.js';

describe('limits within a rate', () => {
  it('are read as so many a second, minute or hour', () => {
    const { limits, faults } = readRateLimits(
      'domain:qq.com=600/h, domain:*=30/m,country:US=1/s,purpose:marketing=2.5/s',
    );
    expect(faults).toEqual([]);
    expect(limits).toEqual([
      { kind: 'domain', name: 'qq.com', perSecond: 600 / 3_600 },
      { kind: 'domain', name: '*', perSecond: 0.5 },
      { kind: 'country', name: 'US', perSecond: 1 },
      { kind: 'purpose', name: 'marketing', perSecond: 2.5 },
    ]);
    expect(readRateLimits(undefined)).toEqual({ limits: [], faults: [] });
  });

  it('name every fault', () => {
    const wrong = 'qq.com=1/s,domain:QQ.com=1/s,country:usa=1/s,purpose:fun=1/s,domain:a.com=0/s,domain:b.com=1/d';
    const { faults } = readRateLimits(`${wrong},country:US=1/s,country:US=2/s`);
    expect(faults).toHaveLength(7);
    expect(faults[1]).toContain('a domain in small letters');
    expect(faults[6]).toBe('RATE_LIMITS names country:US twice');
  });

  it('stop a command that uses providers', () => {
    expect(() => parseSettings({ RATE_LIMITS: 'nonsense' })).toThrow(SettingsError);
    expect(parseSettings({ RATE_LIMITS: 'nonsense' }, []).rateLimits).toEqual([]);
    expect(parseSettings({ RATE_LIMITS: 'country:US=1/s' }).rateLimits).toHaveLength(1);
  });
});
